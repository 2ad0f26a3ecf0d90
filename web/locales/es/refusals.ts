import type { Texts } from "../en"

const quoted = (names: readonly string[]) => names.map((name) => `«${name}»`).join(", ")

const states: Record<string, string> = {
  draft: "Es un borrador",
  scheduled: "Aún no comenzó",
  active: "Está en marcha",
  paused: "Está en pausa",
  ended: "Ya terminó",
  completed: "Ya se completó",
  cancelled: "Se canceló",
  archived: "Está en el archivo",
}
const now = ([state = ""]: readonly string[]) => states[state] ?? state

export const refusals: Texts["refusals"] = {
  cannotPublish: (named) => `${now(named)}; no se puede publicar.`,
  cannotPause: (named) => `${now(named)}; no se puede pausar.`,
  cannotResume: (named) => `${now(named)}; no hay nada que reanudar.`,
  cannotCancel: (named) => `${now(named)}; no se puede cancelar.`,
  cannotArchive: (named) => `${now(named)}; no se puede archivar.`,
  cannotCloseEntry: (named) => `${now(named)}; no se puede cerrar a nuevos miembros.`,
  cannotOpenEntry: (named) => `${now(named)}; no se puede abrir a nuevos miembros.`,
  campaignArchived: () => "La campaña está archivada.",
  workflowArchived: () => "El flujo de trabajo está archivado.",
  notRemovable: () =>
    "Solo se pueden eliminar los borradores y las campañas archivadas por las que no pasó ningún miembro.",
  startsFixed: () => "La campaña ya comenzó: su comienzo no se puede cambiar.",
  settingsFixed: (named) => `${now(named)}; esto ya no se puede cambiar.`,
  flowFixed: (named) => `${now(named)}; su flujo ya no se puede cambiar.`,
  flowOfWorkflow: () => "El flujo es de un flujo de trabajo: edítelo allí, o separe de él la campaña.",
  versionOfWorkflow: () => "El flujo es de un flujo de trabajo: elija allí una versión anterior.",
  noFlow: () => "Una campaña normal no tiene flujo.",
  noEntry: () => "A una campaña normal no entra ningún miembro: no tiene flujo.",
  stepsOccupied: (named) => `Hay miembros en pasos que ya no existen: ${quoted(named)}.`,
  changedMeanwhile: () => "Otra persona la está cambiando en este momento. Inténtelo otra vez.",
  exampleLoading: () => "El ejemplo se está cargando.",
  credentialUsed: (named) => `Todavía la nombra ${quoted(named)}.`,
  credentialsFull: ([max]) => `Ya hay ${max} credenciales. Elimine antes una.`,
  fieldUsed: ([name]) => `El flujo publicado usa el campo «${name}».`,
  fieldHasValues: ([name]) => `El campo «${name}» tiene valores: su tipo ya no se puede cambiar.`,
  holderUsed: (named) => `Se usa en ${quoted(named)}.`,
  messageUsed: (named) => `Hay pasos de ${quoted(named)} que envían este mensaje.`,
  occasionUsed: (named) => `Se usa en ${quoted(named)}.`,
  segmentUsed: (named) => `Se usa en ${quoted(named)}.`,
  workflowUsed: (named) => `Se usa en ${quoted(named)}.`,
  providerUsed: () => "Es el que sirve al canal. Elija antes otro.",
  vapidKeysExist: () =>
    "Ya hay un par, y todas las suscripciones dependen de él. Con otro no se podrá llegar a los navegadores ya suscritos.",
  schedulesFull: ([max]) => `Una campaña tiene como máximo ${max} programaciones.`,
  exportsFull: ([max]) => `Hay ${max} exportaciones de esta campaña en curso. Espere a que acabe una.`,
  templatesFull: ([max]) => `Ya hay ${max} plantillas. Elimine antes una.`,
  templateFixed: () => "Esta plantilla viene con el sistema: no se puede cambiar ni eliminar. Cópiela.",
  everyoneFixed: () => "El segmento «Todos», que viene con el sistema, no se puede cambiar ni eliminar.",
  ownMembers: () => "Los miembros entran en este segmento y salen de él por sí mismos.",
  lastOwner: () => "Es el último propietario que puede iniciar sesión.",
  removesSelf: () => "Nadie puede eliminarse a sí mismo.",
  ownerOnly: () => "Solo un propietario puede hacer esto a un propietario.",
  noAccount: () => "Solo tiene cuenta una persona que inició sesión.",
  rightMissing: () => "Su rol no permite esto.",
  foreignRequest: () =>
    "Esta petición no vino de una página de este sistema. Abra la página de nuevo e inténtelo otra vez.",
  retryUnknown: () => "Nadie sabe cómo reintentar este mensaje.",
  keyReused: () => "Esta Idempotency-Key se usó para otra petición.",
  keyFailed: () => "La primera petición con esta Idempotency-Key acaba de fallar. Inténtelo otra vez.",
  keyBusy: () => "La primera petición con esta Idempotency-Key aún está en curso.",
}
