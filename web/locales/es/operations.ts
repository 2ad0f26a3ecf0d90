import type { Texts } from "../en"
import { counter } from "../format"

const count = counter("es")

export const forecast: Texts["forecast"] = {
  title: "Previsión",
  tab: "Previsión",
  allIntro:
    "Mensajes previstos para las próximas cuatro semanas de todos los flujos y flujos de trabajo en marcha, por el día de la zona de cada campaña.",
  intro:
    "Mensajes previstos para las próximas cuatro semanas: dónde están los miembros y quiénes entrarán, llevados adelante por el mismo motor que ejecuta el flujo.",
  remake: "Calcular de nuevo",
  made: "Calculada",
  total: "Previstos en cuatro semanas",
  ahead: "Los próximos 28 días",
  aheadText: (total) =>
    `Mensajes previstos por día durante 28 días, ${total} en total. La tabla de abajo tiene los números.`,
  table: "Números de cada día",
  day: "Día",
  today: "lo que queda de hoy",
  expected: "Previstos",
  sent: "Enviados",
  madeOn: "Previsión del",
  channels: { email: "Correo", sms: "SMS", push: "Push" },
  basis: "De qué se calcula",
  inside: (inside, played) =>
    played < inside
      ? `${count(inside, "miembro", "miembros")} en el flujo ahora; ${count(played, "de ellos representa", "de ellos representan")} a los demás del mismo paso.`
      : `${count(inside, "miembro", "miembros")} en el flujo ahora, cada uno llevado adelante.`,
  entering: {
    flow: (perDay, days) =>
      `${perDay} entran por día, como en los últimos ${days} días; un día más movido que los demás no se cuenta.`,
    segments: (perDay, days) =>
      `${perDay} entran por día, tantos como llegaron a sus segmentos en los últimos ${days} días sin contar el más movido: del propio flujo se vio todavía demasiado poco.`,
  },
  atStart: (n) => `${count(n, "miembro de los segmentos entra", "miembros de los segmentos entran")} al inicio.`,
  engine:
    "Esperas, franjas, políticas de contacto y horas de silencio son las del propio flujo. Aperturas, clics y eventos esperados llegan en las proporciones vistas hasta ahora. Un día no lleva más de lo que dejan pasar los ritmos de los proveedores; lo que sobra pasa al siguiente.",
  caveats: {
    paused: "La campaña está en pausa: nada sale hasta que se reanude.",
    notPublished: "El flujo aún no está publicado: no hay nada por venir.",
    noFlow: "Una campaña normal no tiene flujo: sus mensajes salen con los flujos que los usan.",
    over: "La campaña ha terminado: no hay nada por venir.",
    newcomersUnknown: "Nadie ha entrado últimamente: solo se cuentan los que están dentro.",
    sampled: "Los miembros son tantos que unos representan a otros.",
    rateLimited:
      "Toca enviar más de lo que los ritmos de los proveedores dejan pasar en un día: lo que sobra pasa a los días siguientes.",
  },
  outcomesUnknown: (steps) =>
    `En ${steps} han pasado muy pocos miembros para saber qué hacen: se supone que no hacen nada hasta que acaba el plazo.`,
  past: "Cómo resultaron las previsiones anteriores",
  pastText: "Cada día junto a la previsión más antigua hecha en la semana anterior. Cada día se hace una.",
  pastNone: "Cada día se hace una previsión y se guarda. Desde mañana se podrá comparar.",
  accuracy: (days, expected, sent) =>
    `En ${count(days, "día", "días")} que se pueden comparar, ${expected} previstos y ${sent} enviados.`,
  more: (share) => `Es un ${share} más de lo previsto.`,
  less: (share) => `Es un ${share} menos de lo previsto.`,
  exact: "Es lo previsto.",
  dayError: (share) => `Cada día se alejó un ${share} de media.`,
  unforeseen: (n) => `Sin comparar: ${n} enviados por campañas de las que no había previsión.`,
  channel: "Canal",
  deviation: "Diferencia",
  asExpected: "ninguna",
  margin: (share) =>
    `Como solo se llevaron adelante algunos, la parte de ellos que recibe un mensaje en un día puede desviarse hasta un ${share} por puro azar.`,
  notForecast: "no hubo",
  none: "No hay flujos en marcha",
  noneText: "Cuando se publique un flujo, aquí se verán los mensajes que va a enviar.",
  campaigns: "Por campaña",
  campaign: "Campaña",
  leftOut: (n) =>
    `${count(n, "campaña más queda", "campañas más quedan")} fuera, sin previsión de hoy: primero van las que tienen más miembros.`,
}

export const health: Texts["health"] = {
  title: "Estado",
  intro: "Qué espera, qué va tarde y qué ha fallado.",
  states: { good: "Bien", warn: "Conviene mirar", bad: "Hay que actuar" },
  overall: {
    good: "Todo funciona como debe.",
    warn: "Hay algo que conviene mirar.",
    bad: "Algo va mal.",
  },
  queues: "Colas",
  queueNames: {
    inbox: "Envíos aceptados",
    email: "Correo",
    sms: "SMS",
    push: "Push",
    webhook: "Servicios web",
    settled: "Resultados",
    activity: "Modelo de lectura",
  },
  inQueue: (n) => `${n} en la cola`,
  unknownDepth: "la plataforma no lo dice",
  inbox: (n) => `${count(n, "envío aceptado espera", "envíos aceptados esperan")} ser repartidos`,
  deliveries: (channel, n) => `${channel}: ${count(n, "entrega", "entregas")} en camino`,
  deferred: (n) => `${count(n, "entrega aplazada", "entregas aplazadas")} por políticas de contacto`,
  since: "la más antigua desde",
  queuesAdvice:
    "Lo aceptado no se pierde. Si no avanza, mire los proveedores y los mensajes muertos, y luego los registros del Worker.",
  deadLetters: "Mensajes muertos",
  letters: (n) => count(n, "mensaje abandonado", "mensajes abandonados"),
  noLetters: "No se ha abandonado nada.",
  lettersAdvice: "Corrija la causa y reinténtelos.",
  wakeUps: "Despertares",
  overdue: (n) => `${count(n, "miembro lleva", "miembros llevan")} retraso`,
  onTime: "Nadie lleva retraso.",
  wakeUpsAdvice:
    "El barrido los despierta cada minuto. Si el más antiguo sigue ahí, no se llega a los objetos o a la base de datos.",
  providers: "Proveedores",
  noErrors: "Sin errores en la última hora.",
  error: (n) => count(n, "vez", "veces"),
  providersAdvice:
    "Se reintentan solos con pausas crecientes. Mire la página de estado del proveedor y las credenciales.",
  rate: "Hecho en la última hora",
  messages: (n) => `${n} mensajes por minuto`,
  entries: (n) => `${n} miembros que entran por minuto`,
  backup: "Copia de seguridad",
  lastBackup: "Última",
  noBackup: "Todavía ninguna: se hace una cada día.",
  backupAdvice:
    "Las copias guardan lo que se configura, no los miembros. D1 puede volver a cualquier minuto de los últimos 30 días.",
  makeBackup: "Hacer una copia",
  backups: "Copias de seguridad",
  backupColumns: { at: "Hecha", rows: "Filas", size: "Tamaño", file: "Archivo" },
  download: "Descargar",
}

export const rebuild: Texts["rebuild"] = {
  title: "Rehacer los números",
  link: "Rehacer los números",
  linkText: "Si los números o las listas no parecen correctos, cuéntelos de nuevo a partir de los propios miembros.",
  intro:
    "Las listas y los números son una copia, hecha a medida que pasan las cosas, de lo que dice el registro de cada miembro. Rehacerlos vuelve a hacer esa copia.",
  does: [
    "Cada número y cada curva se cuentan de nuevo a partir de todos los diarios.",
    "Perfiles, pertenencias, datos de campaña, recorridos y envíos se toman de los registros de los propios miembros.",
    "Mientras tanto todo sigue funcionando. Los números cambian una sola vez, al final.",
    "No se envía nada ni se mueve a ningún miembro.",
  ],
  start: "Empezar",
  never: "Todavía no se ha hecho nunca.",
  running: "Se están rehaciendo los números",
  progress: (done, total, share) => `${count(done, "miembro", "miembros")} de ${total} (${share}).`,
  leave: "Puede salir de esta página: sigue adelante.",
  right: "Todos los números eran correctos.",
  corrected: (n) => `${count(n, "número estaba mal y se corrigió", "números estaban mal y se corrigieron")}.`,
  finished: (n) => `${count(n, "miembro revisado", "miembros revisados")}, terminado`,
  corrections: "Qué se corrigió",
  shown: (n, all) => `Los ${n} mayores de ${all}.`,
  whole: "toda la campaña",
  history: "Veces anteriores",
  status: { running: "En curso", done: "Hecho" },
  columns: {
    campaign: "Campaña",
    of: "Paso o momento",
    metric: "Número",
    by: "Cambio",
    started: "Inicio",
    status: "Estado",
    members: "Miembros",
    corrected: "Corregidos",
    finished: "Fin",
  },
}

export const auditLog: Texts["auditLog"] = {
  title: "Registro de cambios",
  intro: "Cada cambio, de quién y cuándo.",
  search: "Autor, acción u objeto",
  from: "Desde",
  to: "Hasta",
  csv: "Descargar como CSV",
  anyAction: "Cualquiera",
  columns: { at: "Cuándo", actor: "Quién", action: "Qué", subject: "Sobre", change: "Cambio" },
  empty: "No se encontró nada",
  emptyText: "Ningún cambio coincide con estos filtros.",
  added: "ahora",
  was: "antes",
  removed: "quitado",
  noDetail: "sin detalles",
  all: "Todo",
}
