import type { StartingTemplate } from "./starting-template"

const texts = {
  en: {
    name: "Receipt",
    subject: "Your receipt {{ member.attributes.receiptNumber }}",
    preheader: "We have got your payment of {{ member.attributes.receiptTotal }}",
    title: "Thank you{% if member.attributes.firstName %}, {{ member.attributes.firstName }}{% endif %}",
    intro: "<p>We have got your payment. This email is your receipt; there is nothing else that you need to do.</p>",
    rows: { number: "Receipt", date: "Date", item: "For", total: "Total" },
    button: "See it in my account",
    help: "<p>Something is not right? Answer this email within 30 days and we look into it.</p>",
    dateFormat: "%B %-d, %Y",
  },
  es: {
    name: "Recibo",
    subject: "Su recibo {{ member.attributes.receiptNumber }}",
    preheader: "Recibimos su pago de {{ member.attributes.receiptTotal }}",
    title: "Gracias{% if member.attributes.firstName %}, {{ member.attributes.firstName }}{% endif %}",
    intro: "<p>Recibimos su pago. Este correo es su recibo; no tiene que hacer nada más.</p>",
    rows: { number: "Recibo", date: "Fecha", item: "Concepto", total: "Total" },
    button: "Verlo en mi cuenta",
    help: "<p>¿Algo no está bien? Responda a este correo dentro de 30 días y lo revisamos.</p>",
    dateFormat: "%d/%m/%Y",
  },
} as const

function table({ number, date, item, total }: Record<"number" | "date" | "item" | "total", string>, format: string) {
  const line = "border-bottom:1px solid #d4d4d8;padding:10px 0"
  const row = (label: string, value: string, style: string) =>
    `<tr><td style="${style}">${label}</td><td align="right" style="${style}">{{ member.attributes.${value} }}</td></tr>`
  return [
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="font-size:16px">`,
    row(number, "receiptNumber", line),
    row(date, `receiptDate | date: '${format}'`, line),
    row(item, "receiptItem", line),
    row(`<strong>${total}</strong>`, "receiptTotal", "padding:14px 0;font-weight:700"),
    "</table>",
  ].join("\n")
}

export const receipt: StartingTemplate = {
  id: "receipt",
  theme: { accent: "#166534", background: "#f4f4f5", corners: "square" },
  sample: {
    receiptNumber: "A-10234",
    receiptDate: "2027-03-16",
    receiptItem: "Annual membership",
    receiptTotal: "$ 49.00",
  },
  draft: (language) => {
    const t = texts[language]
    return {
      name: t.name,
      subject: t.subject,
      preheader: t.preheader,
      blocks: [
        { type: "logo" },
        { type: "heading", text: t.title, level: 2 },
        { type: "text", html: t.intro },
        { type: "html", html: table(t.rows, t.dateFormat) },
        { type: "button", label: t.button, href: "https://example.com/receipts", wide: true },
        { type: "text", html: t.help },
      ],
    }
  },
}
