import type { Texts } from "../en"

export const insight: Texts["insight"] = {
  planned: "Previsto",
  nothingPlanned: "No hay nada previsto.",
  held: "retenido por una pausa",
  step: (step: string) => `sigue desde ${step}`,
  delivery: (step: string) => `sale ${step}`,
  deferred: (step: string, rules: string) => `sale ${step}; aplazado: ${rules}`,
  reset: "se reinician los resultados anteriores",
  start: "comienza e incluye a este miembro",
  results: "Resultados",
  noResults: "No convirtió ni descartó nada.",
  converted: "Convirtió",
  dismissed: "Descartó",
  suppressions: "Direcciones suprimidas",
  suppressed: (channel: string, address: string) => `${channel}: ${address}`,
  wholeChannel: "todo el canal",
  suppressionReasons: { hardBounce: "rebotó definitivamente", complaint: "se quejó", stop: "respondió STOP" },
  attendance: "Ocasiones",
  data: "Datos de campaña",
  scopes: {
    all: "todo",
    campaign: (name: string) => `campaña ${name}`,
    category: (name: string) => `categoría ${name}`,
    group: (name: string) => `grupo ${name}`,
    categoryAndGroup: (category: string, group: string) => `categoría ${category} con grupo ${group}`,
  },
}
