import type { Texts } from "../en"
import { counter } from "../format"

const count = counter("es")

export const workflows: Texts["workflows"] = {
  title: "Flujos de trabajo",
  label: "Flujo de trabajo",
  intro:
    "Un flujo de trabajo es un flujo guardado aparte. Las campañas se unen a una versión publicada, otros flujos lo inician, y los internos comienzan solos cuando ocurre un evento.",
  new: "Nuevo flujo de trabajo",
  searchLabel: "Buscar por nombre",
  columns: {
    name: "Nombre",
    kind: "Tipo",
    status: "Estado",
    version: "Versión",
    usedBy: "Usado por",
    now: "Dentro ahora",
    updated: "Cambiado",
  },
  kind: "Tipo",
  kinds: { standalone: "Independiente", internal: "Interno" },
  kindHelp: {
    standalone: "Se une a campañas, o lo inicia un paso de otro flujo.",
    internal: "Comienza solo cuando un miembro hace un evento: para tareas del personal, como actualizar prospectos.",
  },
  empty: "Todavía no hay flujos de trabajo",
  emptyText:
    "Guarde aquí una secuencia que varias campañas comparten, o tareas del personal que comienzan con un evento.",
  none: "Ningún flujo de trabajo coincide",
  noneText: "Pruebe con otra palabra u otro estado.",
  name: "Nombre",
  timeZone: "Zona horaria",
  timeZoneHelp: "Las esperas y las horas locales del flujo de trabajo se leen en esta zona.",
  trigger: "Comienza con el evento",
  triggerHelp: "Solo los internos: cada vez que un miembro lo hace, si no está ya dentro.",
  lateness: "Omitir lo que se atrase",
  create: "Crear flujo de trabajo",
  version: (n: number) => `Versión ${n}`,
  unpublished: "Sin publicar",
  usedBy: "Usado por",
  unused: "Todavía no lo usa nada.",
  startsWith: (event: string) => `comienza con «${event}»`,
  how: { attached: "unida", starts: "lo inicia" },
  acts: {
    publish: "Publicar",
    pause: "Pausar",
    resume: "Reanudar",
    cancel: "Cancelar flujo de trabajo",
    remove: "Eliminar borrador",
    removeArchived: "Eliminar",
    end: "Mover el fin",
    "close-entry": "Cerrar la entrada",
    "open-entry": "Abrir la entrada",
    copy: "Copiar",
    archive: "Archivar",
  },
  cancelFinal: "Cancelar es definitivo. Copie el flujo de trabajo para empezar de nuevo.",
  archive: {
    runs: (n: number) =>
      `${count(n, "miembro que está dentro sigue", "miembros que están dentro siguen")} hasta el fin.`,
    starts: "Ya nada lo inicia ni se ofrece a las campañas.",
    used: (names: string) => `Todavía lo usan ${names}: se puede archivar cuando nada lo use.`,
    submit: "Archivar flujo de trabajo",
  },
  removeText: "Se eliminan el flujo de trabajo y su flujo. Nadie ha estado en él.",
}
