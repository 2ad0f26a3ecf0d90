/**
 * Words by which a member closes and opens a message channel by answering (MSG-4, DEL-20), in English and Spanish: what
 * carriers and the FCC's rule of 2025 list, and what people write. Without spaces and hyphens.
 */
const stopWords: ReadonlySet<string> = new Set([
  ...["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"],
  ...["BAJA", "ALTO", "PARAR", "DETENER", "CANCELAR", "SALIR"],
])
const startWords: ReadonlySet<string> = new Set(["START", "UNSTOP", "SUBSCRIBE", "ALTA"])
const helpWords: ReadonlySet<string> = new Set(["HELP", "INFO", "AYUDA"])

/** What people put around a word that they mean alone: "¡BAJA!", "STOP 🙏". */
const edges = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu
/** What they put between two words, and what keyboards leave inside. */
const within = /[\s\p{Cf}-]+/gu

/** What an answer asks for when it is one of the words and nothing else ("please stop by" is not); null otherwise. */
export function keywordOf(text: string): "stop" | "start" | "help" | null {
  const word = text.normalize("NFKC").replaceAll(edges, "").replaceAll(within, "").toUpperCase()
  if (stopWords.has(word)) return "stop"
  if (startWords.has(word)) return "start"
  return helpWords.has(word) ? "help" : null
}
