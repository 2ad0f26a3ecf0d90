import type { Texts } from "../en"

export const steps: Texts["steps"] = {
  condition: { help: "Divide el camino según lo que se cumple para el miembro en ese momento." },
  crossEmail: { help: "Envía un correo de otra campaña, si el miembro reúne las condiciones de esa campaña." },
  crossPush: { help: "Envía una notificación push de otra campaña, si el miembro reúne sus condiciones." },
  crossSms: { help: "Envía un SMS de otra campaña, si el miembro reúne las condiciones de esa campaña." },
  delay: { help: "Espera un tiempo, hasta una fecha, o hasta un tiempo antes o después de ella." },
  email: { help: "Envía un correo y sigue cuando ha salido." },
  end: { help: "El miembro ha llegado al final del flujo." },
  exportPdf: { help: "Crea un documento PDF del miembro, que los mensajes siguientes pueden enlazar o adjuntar." },
  notifyStaff: { help: "Escribe a colegas una nota sobre el miembro." },
  push: { help: "Envía una notificación push y sigue cuando ha salido." },
  randomSplit: { help: "Envía a los miembros por caminos distintos al azar; a cada uno siempre por el mismo." },
  sms: { help: "Envía un SMS y sigue cuando ha salido." },
  startWorkflow: { help: "Inicia otro flujo de trabajo publicado para el miembro y sigue enseguida." },
  updateMember: { help: "Cambia el perfil y los segmentos de lista del miembro." },
  waitForEvent: { help: "Sigue en cuanto el miembro hace algo, o cuando se acaba el tiempo." },
  webService: { help: "Llama a un servicio web y guarda lo que responde." },
}
