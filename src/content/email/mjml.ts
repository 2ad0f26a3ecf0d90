import { Engine, initSync } from "mrml/web/mrml_wasm.js"
import mrmlModule from "mrml/web/mrml_wasm_bg.wasm"

let engine: Engine | null = null

/** MJML as the HTML that mail programs understand. @throws Error when it is no MJML: ours always is */
export function mjmlToHtml(mjml: string): string {
  engine ??= startEngine()
  const result = engine.toHtml(mjml)
  if (result.type === "error") throw new Error(`MJML does not parse: ${result.message}`)
  return result.content
}

function startEngine(): Engine {
  initSync({ module: mrmlModule })
  const made = new Engine()
  // No fonts or icons are fetched from anywhere.
  made.setRenderOptions({ disableComments: false, socialIconOrigin: null, fonts: {} })
  return made
}
