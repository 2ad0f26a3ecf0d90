import type { Env } from "../env"

/** Bytes of fonts kept in an isolate; those used longest ago go first. */
const keptBytesMax = 8_000_000
const folder = "https://assets/pdf-fonts"
const kept = new Map<string, Promise<Uint8Array>>()
const sizes = new Map<string, number>()
let index: Promise<FontFile[]> | null = null

/** As scripts/pdf-fonts.mjs writes it. */
interface FontFile {
  file: string
  family: string
  ranges: number[]
}

/** The fonts of documents, from the Worker's assets: loaded when a document needs them. */
export function assetFonts(env: Env) {
  return {
    index: async (): Promise<FontFile[]> => {
      index ??= read(env, "index.json").then((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as FontFile[])
      return await index.catch((error: unknown) => {
        index = null
        throw error
      })
    },
    load: async (file: string): Promise<Uint8Array> => {
      const known = kept.get(file) ?? read(env, `${file}.ttf`)
      kept.delete(file)
      kept.set(file, known)
      try {
        const bytes = await known
        sizes.set(file, bytes.length)
        dropOldest()
        return bytes
      } catch (error) {
        kept.delete(file)
        throw error
      }
    },
  }
}

async function read(env: Env, name: string): Promise<Uint8Array> {
  const response = await env.ASSETS.fetch(`${folder}/${name}`)
  if (!response.ok) throw new Error(`The font file ${name} is not among the assets (${response.status})`)
  return new Uint8Array(await response.arrayBuffer())
}

function dropOldest(): void {
  let total = [...kept.keys()].reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0)
  for (const file of kept.keys()) {
    if (total <= keptBytesMax || kept.size === 1) return
    total -= sizes.get(file) ?? 0
    kept.delete(file)
    sizes.delete(file)
  }
}
