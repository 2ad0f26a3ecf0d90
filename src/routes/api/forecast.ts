import { forecastSchema, forecastsSchema } from "../../services/forecast/schema"
import { getForecast, getForecasts, remakeForecast } from "../../services/forecast/verbs"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Forecast"

export const forecastEndpoints = [
  endpoint({
    method: "get",
    path: "/campaigns/{id}/forecast",
    tag,
    summary: "Expected messages of a campaign",
    description:
      "Per day and channel for the coming 28 days, from where members stand and how many enter, played ahead by the engine for a bounded sample; `basis` says what it was made from and what is not known. Made every day, and anew when the campaign has changed or an hour has passed. A day holds no more than the providers' `ratePerSecond` lets through: what exceeds it moves on. `past` compares earlier forecasts with what was sent, `accuracy` sums that up.",
    needs: "read",
    params: idParams,
    answer: { status: 200, schema: forecastSchema },
    errors: [404],
    run: (ctx, { params }) => getForecast(ctx, params),
  }),
  endpoint({
    method: "post",
    path: "/campaigns/{id}/forecast",
    tag,
    summary: "Make a campaign's forecast anew",
    needs: "read",
    params: idParams,
    answer: { status: 200, schema: forecastSchema },
    errors: [404],
    run: (ctx, { params }) => remakeForecast(ctx, params),
  }),
  endpoint({
    method: "get",
    path: "/forecast",
    tag,
    summary: "Expected messages of all campaigns",
    needs: "read",
    answer: { status: 200, schema: forecastsSchema },
    run: (ctx) => getForecasts(ctx),
  }),
]
