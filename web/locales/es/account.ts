import type { Texts } from "../en"

export const account: Texts["account"] = {
  title: "Su cuenta",
  intro: (email, role) => `Inicia sesión como ${email} (${role.toLowerCase()}).`,
  languageHelp: "El de estas páginas; los mensajes a los miembros tienen sus propios idiomas.",
  passwordTitle: "Contraseña",
  current: "Contraseña actual",
  password: "Contraseña nueva",
  change: "Cambiar la contraseña",
  sessionsTitle: "Dónde tiene la sesión iniciada",
  sessionsText: "Una contraseña nueva las cierra todas menos esta.",
  since: "Desde",
  lastSeen: "último uso",
  thisOne: "este navegador",
  everywhere: "Cerrar sesión en todas partes",
}
