import { connect } from "cloudflare:sockets"

/** Connects by TCP. On Cloudflare neither private networks nor port 25 can be reached. */
export const connectTcp = connect
