import { dataPatchSchema, dataViewSchema, getData, putData } from "../../services/campaign-data/verbs"
import { endpoint } from "./endpoint"
import { segmentMemberParams as dataParams } from "./params"

const tag = "Campaign data"
const path = "/campaigns/{id}/data/{memberId}"

export const campaignDataEndpoints = [
  endpoint({
    method: "get",
    path,
    tag,
    summary: "Get a member's values of a campaign's data fields",
    needs: "read",
    params: dataParams,
    answer: { status: 200, schema: dataViewSchema },
    errors: [404],
    run: (ctx, { params }) => getData(ctx, params),
  }),
  endpoint({
    method: "put",
    path,
    tag,
    summary: "Change a member's values of a campaign's data fields",
    description: "A merge: `null` removes a value. Each must fit its field's type.",
    needs: "write",
    params: dataParams,
    body: dataPatchSchema,
    example: { values: { amount: 1200.5, accepted: true } },
    answer: { status: 200, schema: dataViewSchema },
    errors: [404, 409],
    run: (ctx, { params, body }) => putData(ctx, { ...params, ...body }),
  }),
]
