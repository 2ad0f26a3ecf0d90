import { contract } from "./contract"
import { resendFake } from "./fakes/resend"

contract(resendFake)
