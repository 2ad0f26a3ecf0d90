import { forecastSchema, forecastsSchema } from "../../services/forecast/schema"
import { getForecast, getForecasts, remakeForecast } from "../../services/forecast/verbs"
import { type AnyEndpoint, endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Forecast"

/** Of one flow: campaigns and workflows have the same verbs. */
function endpointsFor(library: "campaigns" | "workflows", thing: string): AnyEndpoint[] {
  const path = `/${library}/{id}/forecast`
  return [
    endpoint({
      method: "get",
      path,
      tag,
      summary: `Expected messages of a ${thing}`,
      description:
        "Per day and channel for the coming 28 days, from where members stand and how many enter, played ahead by the engine for a bounded sample; `basis` says what it was made from and what is not known. Before a flow has let members in for a day, its newcomers are those of its segments (`entriesOf`). Made every day, and anew when the campaign has changed or an hour has passed. A day holds no more than the providers' `ratePerSecond` lets through: what exceeds it moves on. `past` compares earlier forecasts with what was sent, `accuracy` sums that up.",
      needs: "read",
      params: idParams,
      answer: { status: 200, schema: forecastSchema },
      errors: [404],
      run: (ctx, { params }) => getForecast(ctx, { ...params, library }),
    }),
    endpoint({
      method: "post",
      path,
      tag,
      summary: `Make a ${thing}'s forecast anew`,
      needs: "read",
      params: idParams,
      answer: { status: 200, schema: forecastSchema },
      errors: [404],
      run: (ctx, { params }) => remakeForecast(ctx, { ...params, library }),
    }),
  ]
}

export const forecastEndpoints = [
  ...endpointsFor("campaigns", "campaign"),
  ...endpointsFor("workflows", "workflow"),
  endpoint({
    method: "get",
    path: "/forecast",
    tag,
    summary: "Expected messages of all flows and workflows",
    needs: "read",
    answer: { status: 200, schema: forecastsSchema },
    run: (ctx) => getForecasts(ctx),
  }),
]
