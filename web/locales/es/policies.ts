import type { Texts } from "../en"
import { counter } from "../format"

const count = counter("es")

export const policies: Texts["policies"] = {
  nav: "Categorías y grupos",
  tabs: { category: "Categorías", group: "Grupos" },
  intro:
    "Una campaña puede pertenecer a una categoría, a un grupo o a ambos. Le dan su prioridad y dicen con qué frecuencia se puede escribir a los miembros.",
  titles: { category: "Categorías", group: "Grupos" },
  new: { category: "Nueva categoría", group: "Nuevo grupo" },
  edit: { category: "Categoría", group: "Grupo" },
  columns: { name: "Nombre", priority: "Prioridad", policy: "Política de contacto", campaigns: "Campañas" },
  empty: { category: "Todavía no hay categorías", group: "Todavía no hay grupos" },
  emptyText: {
    category:
      "Una categoría ordena las campañas por su tema, por ejemplo boletines. Limita con qué frecuencia se habla de él.",
    group:
      "Un grupo ordena las campañas por quien las envía, por ejemplo una sucursal. Limita con qué frecuencia escribe.",
  },
  free: "Sin límites.",
  name: "Nombre",
  priority: "Prioridad",
  priorityHelp:
    "De 0 a 1.000. Cuando dos campañas quieren el mismo lugar, va primero el número más alto y la otra espera.",
  sections: { general: "General", caps: "Con qué frecuencia", hours: "Cuándo" },
  caps: "Límites",
  capsHelp: "Se cuentan sobre todas sus campañas, en cualquier período de esta duración. 0 significa nunca.",
  cap: {
    atMost: "Como mucho",
    in: "en",
    number: (n: number) => `Límite ${n}: número de mensajes`,
    channel: (n: number) => `Límite ${n}: canal`,
    period: (n: number) => `Límite ${n}: período`,
    remove: (n: number) => `Quitar el límite ${n}`,
  },
  addCap: "Agregar un límite",
  noCaps: "Sin límite en el número de mensajes.",
  minGap: "Tiempo mínimo entre dos mensajes",
  minGapHelp: "Sobre todos los canales. Vacío: ninguno.",
  quiet: "Horas de silencio",
  quietHelp: "No se envía nada entre estas horas locales del miembro; pueden pasar la medianoche. Vacío: ninguna.",
  from: "Desde",
  to: "Hasta",
  weekdays: "Días en que salen mensajes",
  holidays: "Feriados",
  holidaysHelp: "Una fecha por línea, como 2026-12-25. En ellos no se envía nada.",
  over: "Un mensaje que excede un límite o el tiempo mínimo",
  overDefer: "se envía más tarde, en cuanto se permita",
  overDeferHelp: "Las horas de silencio, los días y los feriados siempre aplazan.",
  overSkip: "no se envía",
  overSkipHelp: "El motivo nombra la regla y los mensajes anteriores.",
  usedBy: "Campañas",
  unused: "Ninguna campaña pertenece todavía. Elíjalo en los ajustes de una campaña.",
  save: "Guardar",
  create: { category: "Crear categoría", group: "Crear grupo" },
  remove: { category: "Eliminar categoría", group: "Eliminar grupo" },
  removeTitle: (name: string) => `Eliminar «${name}»`,
  removeText: "Sus límites desaparecen. Los mensajes ya enviados quedan como están.",
  words: {
    messages: {
      email: (n: number) => count(n, "correo", "correos"),
      sms: (n: number) => count(n, "SMS", "SMS"),
      push: (n: number) => count(n, "notificación push", "notificaciones push"),
    },
    cap: (messages: string, period: string) => `Como mucho ${messages} en ${period}`,
    never: (messages: string) => `Nunca ${messages.replace(/^\S+ /, "")}`,
    gap: (length: string) => `Al menos ${length} entre dos mensajes`,
    quiet: (from: string, to: string) => `Silencio de ${from} a ${to}`,
    weekdays: (days: string[]) => `Solo ${new Intl.ListFormat("es").format(days)}`,
    holidays: (n: number) => `No en ${count(n, "feriado", "feriados")}`,
    defer: "Lo que excede el límite se envía más tarde",
    skip: "Lo que excede el límite no se envía",
  },
  /** One rule as the reason of a message that waits or is not sent. */
  rules: {
    cap: (messages: string, period: string) => `como mucho ${messages} en ${period}`,
    never: (messages: string) => `nunca ${messages.replace(/^\S+ /, "")}`,
    gap: (length: string) => `al menos ${length} entre dos mensajes`,
    quiet: (from: string, to: string) => `silencio de ${from} a ${to}`,
    weekdays: (days: string[]) => `solo ${new Intl.ListFormat("es").format(days)}`,
    holidays: "no en feriados",
    of: { category: (name: string) => `categoría «${name}»`, group: (name: string) => `grupo «${name}»` },
  },
}
