import type { StartingTemplate } from "./starting-template"

const texts = {
  en: {
    name: "Newsletter",
    subject: "This month: what is new, and what it means for you",
    preheader: "Four stories in three minutes",
    kicker:
      "<p>Good morning{% if member.attributes.firstName %}, {{ member.attributes.firstName }}{% endif %}. Four stories this month; read on where you like.</p>",
    lead: [
      "Opening hours that follow you",
      "From this month the branches stay open until seven on Thursdays. We asked when you would come; most of you said: after work. Here is what changes, and where.",
    ],
    more: "Read the story",
    stories: [
      ["Saving without noticing", "Round up each purchase and put the rest aside."],
      ["Safe on holiday", "Five settings to check before you travel."],
    ],
    tip: [
      "Tip of the month",
      "<ul><li>Turn on alerts for every purchase.</li><li>Set a limit for payments online.</li><li>Answer no call that asks for your code.</li></ul>",
    ],
    links: ["Website", "Instagram", "LinkedIn"],
  },
  es: {
    name: "Boletín",
    subject: "Este mes: qué hay de nuevo y qué significa para usted",
    preheader: "Cuatro notas en tres minutos",
    kicker:
      "<p>Buenos días{% if member.attributes.firstName %}, {{ member.attributes.firstName }}{% endif %}. Cuatro notas este mes; siga leyendo la que quiera.</p>",
    lead: [
      "Horarios que se adaptan a usted",
      "Desde este mes las sucursales abren hasta las siete los jueves. Preguntamos cuándo vendría y casi todos dijeron: después del trabajo. Esto es lo que cambia, y dónde.",
    ],
    more: "Leer la nota",
    stories: [
      ["Ahorrar sin darse cuenta", "Redondee cada compra y guarde la diferencia."],
      ["Vacaciones seguras", "Cinco ajustes para revisar antes de viajar."],
    ],
    tip: [
      "El consejo del mes",
      "<ul><li>Active los avisos de cada compra.</li><li>Ponga un límite a los pagos en línea.</li><li>No atienda llamadas que pidan su código.</li></ul>",
    ],
    links: ["Sitio web", "Instagram", "LinkedIn"],
  },
} as const

export const newsletter: StartingTemplate = {
  id: "newsletter",
  theme: { accent: "#6d28d9", background: "#f5f3ff", font: "serif" },
  sample: {},
  draft: (language) => {
    const t = texts[language]
    const story = (at: 0 | 1) => {
      const [title, text] = t.stories[at]
      const link = `<p>${text}</p><p><a href="https://example.com/news/${at + 2}">${t.more}</a></p>`
      return [
        { type: "heading" as const, level: 3 as const, text: title },
        { type: "text" as const, html: link },
      ]
    }
    return {
      name: t.name,
      subject: t.subject,
      preheader: t.preheader,
      blocks: [
        { type: "logo", align: "center" },
        { type: "text", html: t.kicker },
        { type: "divider" },
        { type: "heading", text: t.lead[0] },
        { type: "text", html: `<p>${t.lead[1]}</p>` },
        { type: "button", label: t.more, href: "https://example.com/news/1" },
        { type: "divider" },
        { type: "columns", left: story(0), right: story(1) },
        { type: "divider" },
        { type: "heading", level: 2, text: t.tip[0] },
        { type: "text", html: t.tip[1] },
        { type: "divider" },
        { type: "links", items: t.links.map((label) => ({ label, href: "https://example.com" })) },
      ],
    }
  },
}
