import type { StartingTemplate } from "./starting-template"

const texts = {
  en: {
    name: "Offer",
    subject:
      "{% if member.attributes.firstName %}{{ member.attributes.firstName }}, an{% else %}An{% endif %} offer for you",
    preheader: "Two minutes to apply, no paperwork",
    eyebrow: "Only until the end of the month",
    title: "A card that costs nothing to keep",
    intro:
      "<p>You already qualify{% if member.attributes.firstName %}, {{ member.attributes.firstName }}{% endif %}. There is nothing to prove and nothing to send: say yes, and the card is on its way.</p>",
    button: "Get my card",
    left: ["No yearly fee", "Not in the first year, and not in any later one."],
    right: ["2 % back", "On groceries and fuel, every month on your account."],
    left2: ["In your hands", "Freeze it, set limits and see each purchase as it happens."],
    right2: ["Everywhere", "It works in shops, online and abroad, without surcharge."],
    small: "<p>You decide: if this is not for you, do nothing, and we will not ask again.</p>",
  },
  es: {
    name: "Oferta",
    subject:
      "{% if member.attributes.firstName %}{{ member.attributes.firstName }}, una{% else %}Una{% endif %} oferta para usted",
    preheader: "Se pide en dos minutos, sin papeleo",
    eyebrow: "Solo hasta fin de mes",
    title: "Una tarjeta que no cuesta nada tener",
    intro:
      "<p>Usted ya califica{% if member.attributes.firstName %}, {{ member.attributes.firstName }}{% endif %}. No hay nada que demostrar ni que enviar: diga que sí y la tarjeta va en camino.</p>",
    button: "Quiero mi tarjeta",
    left: ["Sin cuota anual", "Ni en el primer año ni en los que siguen."],
    right: ["2 % de vuelta", "En compras de supermercado y combustible, cada mes en su cuenta."],
    left2: ["En sus manos", "Bloquéela, ponga límites y vea cada compra al instante."],
    right2: ["En todas partes", "Sirve en comercios, en línea y en el exterior, sin recargo."],
    small: "<p>Usted decide: si no le interesa, no haga nada y no volveremos a preguntar.</p>",
  },
} as const

const cell = ([title, text]: readonly [string, string]) => [
  { type: "heading" as const, level: 3 as const, text: title },
  { type: "text" as const, html: `<p>${text}</p>` },
]

export const offer: StartingTemplate = {
  id: "offer",
  theme: { accent: "#be123c", background: "#fff1f2", corners: "pill" },
  sample: {},
  draft: (language) => {
    const t = texts[language]
    return {
      name: t.name,
      subject: t.subject,
      preheader: t.preheader,
      blocks: [
        { type: "logo", align: "center" },
        { type: "text", align: "center", html: `<p><strong>${t.eyebrow}</strong></p>` },
        { type: "heading", align: "center", text: t.title },
        { type: "text", align: "center", html: t.intro },
        { type: "button", align: "center", label: t.button, href: "https://example.com/offer?m={{ member.id }}" },
        { type: "divider" },
        { type: "columns", left: cell(t.left), right: cell(t.right) },
        { type: "columns", left: cell(t.left2), right: cell(t.right2) },
        { type: "divider" },
        { type: "button", align: "center", label: t.button, href: "https://example.com/offer?m={{ member.id }}" },
        { type: "text", align: "center", html: t.small },
      ],
    }
  },
}
