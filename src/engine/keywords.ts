/** Words by which a member closes and opens a message channel by answering (MSG-4, DEL-20), in English and Spanish. */
const stopWords: ReadonlySet<string> = new Set([
  "STOP",
  "STOPALL",
  "UNSUBSCRIBE",
  "CANCEL",
  "END",
  "QUIT",
  "BAJA",
  "ALTO",
  "PARAR",
])
const startWords: ReadonlySet<string> = new Set(["START", "UNSTOP", "SUBSCRIBE", "ALTA"])
const helpWords: ReadonlySet<string> = new Set(["HELP", "INFO", "AYUDA"])

/** What people put around a word that they mean alone. */
const around = /^[\s"'“”«»¡!.]+|[\s"'“”«»!.]+$/g

/** What an answer asks for when it is one of the words and nothing else ("please stop by" is not); null otherwise. */
export function keywordOf(text: string): "stop" | "start" | "help" | null {
  const word = text.replaceAll(around, "").toUpperCase()
  if (stopWords.has(word)) return "stop"
  if (startWords.has(word)) return "start"
  return helpWords.has(word) ? "help" : null
}
