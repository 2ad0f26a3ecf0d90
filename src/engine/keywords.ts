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

/** What an answer asks for when it is one of the words and nothing else ("please stop by" is not); null otherwise. */
export function keywordOf(text: string): "stop" | "start" | null {
  const word = text.trim().toUpperCase()
  if (stopWords.has(word)) return "stop"
  return startWords.has(word) ? "start" : null
}
