import type { StartingTemplate } from "./starting-template"

const texts = {
  en: {
    name: "Reminder",
    subject: "A reminder: your appointment on {{ member.attributes.appointmentOn | date: '%B %-d' }}",
    preheader: "When, where, and what to bring",
    title: "See you soon{% if member.attributes.firstName %}, {{ member.attributes.firstName }}{% endif %}",
    when: "<p><strong>When</strong><br>{{ member.attributes.appointmentOn | date: '%A, %B %-d' }}{% if member.attributes.appointmentAt %}, {{ member.attributes.appointmentAt }}{% endif %}</p>",
    where: "<p><strong>Where</strong><br>{{ member.attributes.branch }}</p>",
    bring: "<p>Please bring:</p><ul><li>Your identity card</li><li>The letter that we sent you</li></ul>",
    button: "Confirm",
    change:
      '<p>Another day suits you better? <a href="https://example.com/change?m={{ member.id }}">Choose a new time</a>; it takes a minute.</p>',
  },
  es: {
    name: "Recordatorio",
    subject: "Recordatorio: su cita del {{ member.attributes.appointmentOn | date: '%d/%m' }}",
    preheader: "Cuándo, dónde y qué llevar",
    title: "Nos vemos pronto{% if member.attributes.firstName %}, {{ member.attributes.firstName }}{% endif %}",
    when: "<p><strong>Cuándo</strong><br>{{ member.attributes.appointmentOn | date: '%d/%m/%Y' }}{% if member.attributes.appointmentAt %}, {{ member.attributes.appointmentAt }}{% endif %}</p>",
    where: "<p><strong>Dónde</strong><br>{{ member.attributes.branch }}</p>",
    bring: "<p>Por favor, lleve:</p><ul><li>Su documento de identidad</li><li>La carta que le enviamos</li></ul>",
    button: "Confirmar",
    change:
      '<p>¿Le queda mejor otro día? <a href="https://example.com/change?m={{ member.id }}">Elija otro horario</a>; lleva un minuto.</p>',
  },
} as const

export const reminder: StartingTemplate = {
  id: "reminder",
  theme: { accent: "#0f766e", background: "#f0fdfa" },
  sample: { appointmentOn: "2027-03-16", appointmentAt: "10:30", branch: "Río Verde, 18 de Julio 1234" },
  draft: (language) => {
    const t = texts[language]
    return {
      name: t.name,
      subject: t.subject,
      preheader: t.preheader,
      blocks: [
        { type: "logo" },
        { type: "heading", text: t.title },
        {
          type: "columns",
          left: [{ type: "text", html: t.when }],
          right: [{ type: "text", html: t.where }],
        },
        { type: "divider" },
        { type: "text", html: t.bring },
        { type: "button", label: t.button, href: "https://example.com/confirm?m={{ member.id }}" },
        { type: "text", html: t.change },
      ],
    }
  },
}
