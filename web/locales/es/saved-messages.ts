import type { savedMessages as english } from "../en/saved-messages"

export const savedMessages: typeof english = {
  title: "Mensajes guardados",
  intro: "Los flujos de otras campañas reutilizan estos mensajes con pasos de mensaje de otra campaña.",
  empty: "Todavía no hay mensajes",
  emptyText:
    "Escriba aquí los mensajes de esta campaña. Los pasos de los flujos los envían a quienes reúnen los requisitos.",
  new: "Nuevo mensaje",
  newOf: { email: "Nuevo correo", sms: "Nuevo SMS", push: "Nueva notificación push" },
  columns: { name: "Nombre", channel: "Canal", gist: "Contenido", updated: "Cambiado" },
  name: "Nombre",
  nameHelp: "Los miembros no lo ven.",
  submit: "Guardar mensaje",
  create: "Crear mensaje",
  preview: "Vista previa",
  previewFailed: "Este mensaje no se puede mostrar",
  remove: "Eliminar",
  removeTitle: (name: string) => `Eliminar «${name}»`,
  removeText: "Solo se puede eliminar un mensaje que ningún paso envíe.",
}
