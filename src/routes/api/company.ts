import { companyPatchSchema, companySchema, getCompany, updateCompany } from "../../services/company/verbs"
import { endpoint } from "./endpoint"

const tag = "Settings"

export const companyEndpoints = [
  endpoint({
    method: "get",
    path: "/settings/company",
    tag,
    summary: "Get the company preferences",
    needs: "read",
    answer: { status: 200, schema: companySchema },
    run: (ctx) => getCompany(ctx),
  }),
  endpoint({
    method: "patch",
    path: "/settings/company",
    tag,
    summary: "Change the company preferences",
    description:
      "`null` removes. `timeZone` is the default of new campaigns, `locale` that of people invited, `publicUrl` the origin of links in messages, the sender that of emails that name none.",
    needs: "admin",
    body: companyPatchSchema,
    example: { name: "Union Credit", timeZone: "America/Montevideo", postalAddress: "18 de Julio 1000, Montevideo" },
    answer: { status: 200, schema: companySchema },
    run: (ctx, { body }) => updateCompany(ctx, body),
  }),
]
