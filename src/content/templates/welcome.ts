import type { StartingTemplate } from "./starting-template"

const texts = {
  en: {
    name: "Welcome",
    subject: "Welcome, {{ member.attributes.firstName | default: 'good to have you here' }}",
    preheader: "Three things that most people do first",
    hello: "Welcome{% if member.attributes.firstName %}, {{ member.attributes.firstName }}{% endif %}",
    intro:
      "<p>It is good to have you with us. Your account is ready, and everything in it is yours to try. Most people begin with these three steps; together they take about five minutes.</p>",
    steps: [
      ["1. Complete your profile", "So that we write to you in your language, about what concerns you."],
      ["2. Choose what you hear", "Pick the topics and the channels. You can change your mind at any time."],
      ["3. Look around", "A short tour shows where everything is."],
    ],
    button: "Get started",
    help: "<p>Questions? Just answer this email: a person reads it.</p>",
    links: ["Help centre", "Contact us"],
  },
  es: {
    name: "Bienvenida",
    subject: "Le damos la bienvenida{% if member.attributes.firstName %}, {{ member.attributes.firstName }}{% endif %}",
    preheader: "Tres cosas que casi todos hacen primero",
    hello: "Le damos la bienvenida{% if member.attributes.firstName %}, {{ member.attributes.firstName }}{% endif %}",
    intro:
      "<p>Nos alegra tenerle con nosotros. Su cuenta está lista y puede probar todo lo que tiene. Casi todos comienzan con estos tres pasos; juntos llevan unos cinco minutos.</p>",
    steps: [
      ["1. Complete su perfil", "Así le escribimos en su idioma y sobre lo que le interesa."],
      ["2. Elija qué quiere recibir", "Los temas y los canales. Puede cambiarlo cuando quiera."],
      ["3. Recorra el sitio", "Una visita breve muestra dónde está cada cosa."],
    ],
    button: "Empezar",
    help: "<p>¿Preguntas? Responda a este correo: lo lee una persona.</p>",
    links: ["Centro de ayuda", "Contacto"],
  },
} as const

export const welcome: StartingTemplate = {
  id: "welcome",
  theme: { accent: "#1d4ed8", background: "#eef2ff" },
  sample: {},
  draft: (language) => {
    const t = texts[language]
    return {
      name: t.name,
      subject: t.subject,
      preheader: t.preheader,
      blocks: [
        { type: "logo" },
        { type: "heading", text: t.hello },
        { type: "text", html: t.intro },
        ...t.steps.flatMap(([title, text]) => [
          { type: "heading" as const, level: 3 as const, text: title },
          { type: "text" as const, html: `<p>${text}</p>` },
        ]),
        { type: "button", label: t.button, href: "https://example.com/start" },
        { type: "divider" },
        { type: "text", html: t.help },
        { type: "links", align: "left", items: t.links.map((label) => ({ label, href: "https://example.com/help" })) },
      ],
    }
  },
}
