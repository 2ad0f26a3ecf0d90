import { cataloguePutSchema, catalogueSchema, getCatalogue, putCatalogue } from "../../services/client-messages/verbs"
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
  endpoint({
    method: "get",
    path: "/settings/client-messages",
    tag,
    summary: "Get the texts that members see",
    description: "The company's own ones by language, and `defaults`: the built-in ones, with every key.",
    needs: "read",
    answer: { status: 200, schema: catalogueSchema },
    run: (ctx) => getCatalogue(ctx),
  }),
  endpoint({
    method: "put",
    path: "/settings/client-messages",
    tag,
    summary: "Replace the company's texts for members",
    description:
      "Plain text by key; `{company}` and `{campaign}` stand for the names. What is left out is as it is built in; campaigns may override each (`clientMessages`).",
    needs: "admin",
    body: cataloguePutSchema,
    example: { en: { preferencesTitle: "What do you want to hear?" }, es: {} },
    answer: { status: 200, schema: catalogueSchema },
    run: (ctx, { body }) => putCatalogue(ctx, body),
  }),
]
