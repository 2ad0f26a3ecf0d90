import shapeModule from "harfbuzzjs/dist/harfbuzz.wasm"
import subsetModule from "harfbuzzjs/dist/harfbuzz-subset.wasm"

/** One shaped glyph; lengths in font units. */
export interface Glyph {
  id: number
  /** Index into the text that it stands for. */
  cluster: number
  advance: number
  dx: number
  dy: number
}

/** A font at one weight, ready to shape. */
export interface ShapedFont {
  unitsPerEm: number
  ascent: number
  descent: number
  has(codePoint: number): boolean
  advanceOf(glyph: number): number
  /** Glyphs in the order in which they are drawn, left to right. */
  shape(text: string, how: { rtl: boolean; language: string }): Glyph[]
}

type Pointer = number
/** What we call of HarfBuzz; every pointer is an address in its memory. */
interface Exports {
  memory: WebAssembly.Memory
  malloc(size: number): Pointer
  free(pointer: Pointer): void
  [name: string]: unknown
}

const memoryModeWritable = 2
const direction = { ltr: 4, rtl: 5 }
/** Bytes of one `hb_glyph_info_t` and one `hb_glyph_position_t`. */
const recordBytes = 20
const subsetFlags = { noHinting: 1, retainGids: 2 }
const subsetSetDropTables = 3
const weightTag = tagOf("wght")
const droppedTables = ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "name", "meta", "gasp", "DSIG"]
const pageBytes = 65_536

/** HarfBuzz in a memory of its own, for one document: nothing needs to be freed, the memory goes with it. */
export class HarfBuzz {
  private readonly shaper = instantiate(shapeModule)
  private subsetter: Exports | null = null
  private readonly languages = new Map<string, Pointer>()

  /** @param weight 400 or 700; fonts without weights stay as they are */
  font(bytes: Uint8Array, weight: number): ShapedFont {
    const hb = this.shaper
    const blob = call(hb, "hb_blob_create", store(hb, bytes), bytes.length, memoryModeWritable, 0, 0)
    const face = call(hb, "hb_face_create", blob, 0)
    const font = call(hb, "hb_font_create", face)
    const variation = hb.malloc(8)
    new DataView(hb.memory.buffer).setUint32(variation, weightTag, true)
    new DataView(hb.memory.buffer).setFloat32(variation + 4, weight, true)
    call(hb, "hb_font_set_variations", font, variation, 1)
    const extents = hb.malloc(48)
    call(hb, "hb_font_get_h_extents", font, extents)
    const view = new DataView(hb.memory.buffer)
    const out = hb.malloc(4)
    return {
      unitsPerEm: call(hb, "hb_face_get_upem", face),
      ascent: view.getInt32(extents, true),
      descent: view.getInt32(extents + 4, true),
      has: (codePoint) => call(hb, "hb_font_get_nominal_glyph", font, codePoint, out) !== 0,
      advanceOf: (glyph) => call(hb, "hb_font_get_glyph_h_advance", font, glyph),
      shape: (text, how) => this.shape(font, text, how),
    }
  }

  /**
   * The part of a font that these glyphs need, at one weight, their numbers kept. Null when it has none of the tables
   * that a document needs.
   */
  subset(bytes: Uint8Array, glyphs: Iterable<number>, weight: number): Uint8Array | null {
    this.subsetter ??= instantiate(subsetModule)
    const hb = this.subsetter
    const data = store(hb, bytes)
    const blob = call(hb, "hb_blob_create", data, bytes.length, memoryModeWritable, 0, 0)
    const face = call(hb, "hb_face_create", blob, 0)
    const input = call(hb, "hb_subset_input_create_or_fail")
    const wanted = call(hb, "hb_subset_input_glyph_set", input)
    for (const glyph of glyphs) call(hb, "hb_set_add", wanted, glyph)
    const dropped = call(hb, "hb_subset_input_set", input, subsetSetDropTables)
    for (const table of droppedTables) call(hb, "hb_set_add", dropped, tagOf(table))
    call(hb, "hb_subset_input_set_flags", input, subsetFlags.noHinting | subsetFlags.retainGids)
    call(hb, "hb_subset_input_pin_all_axes_to_default", input, face)
    call(hb, "hb_subset_input_pin_axis_location", input, face, weightTag, weight)
    const subset = call(hb, "hb_subset_or_fail", face, input)
    const made = subset === 0 ? 0 : call(hb, "hb_face_reference_blob", subset)
    const length = made === 0 ? 0 : call(hb, "hb_blob_get_length", made)
    const bytesAt = length === 0 ? 0 : call(hb, "hb_blob_get_data", made, 0)
    const out = length === 0 ? null : new Uint8Array(hb.memory.buffer, bytesAt, length).slice()
    if (made !== 0) call(hb, "hb_blob_destroy", made)
    if (subset !== 0) call(hb, "hb_face_destroy", subset)
    call(hb, "hb_subset_input_destroy", input)
    call(hb, "hb_face_destroy", face)
    call(hb, "hb_blob_destroy", blob)
    hb.free(data)
    return out
  }

  private shape(font: Pointer, text: string, { rtl, language }: { rtl: boolean; language: string }): Glyph[] {
    const hb = this.shaper
    const buffer = call(hb, "hb_buffer_create")
    const units = hb.malloc(Math.max(text.length, 1) * 2)
    const view = new DataView(hb.memory.buffer)
    for (let i = 0; i < text.length; i++) view.setUint16(units + i * 2, text.charCodeAt(i), true)
    call(hb, "hb_buffer_add_utf16", buffer, units, text.length, 0, text.length)
    call(hb, "hb_buffer_guess_segment_properties", buffer)
    call(hb, "hb_buffer_set_direction", buffer, rtl ? direction.rtl : direction.ltr)
    call(hb, "hb_buffer_set_language", buffer, this.language(language))
    call(hb, "hb_shape", font, buffer, 0, 0)
    const glyphs = readGlyphs(hb, buffer)
    call(hb, "hb_buffer_destroy", buffer)
    hb.free(units)
    return glyphs
  }

  private language(name: string): Pointer {
    const known = this.languages.get(name)
    if (known !== undefined) return known
    const bytes = new TextEncoder().encode(name)
    const made = call(this.shaper, "hb_language_from_string", store(this.shaper, bytes), bytes.length)
    this.languages.set(name, made)
    return made
  }
}

function readGlyphs(hb: Exports, buffer: Pointer): Glyph[] {
  const count = call(hb, "hb_buffer_get_length", buffer)
  const infos = call(hb, "hb_buffer_get_glyph_infos", buffer, 0)
  const positions = call(hb, "hb_buffer_get_glyph_positions", buffer, 0)
  const view = new DataView(hb.memory.buffer)
  return Array.from({ length: count }, (_, i) => {
    const info = infos + i * recordBytes
    const position = positions + i * recordBytes
    return {
      id: view.getUint32(info, true),
      cluster: view.getUint32(info + 8, true),
      advance: view.getInt32(position, true),
      dx: view.getInt32(position + 8, true),
      dy: view.getInt32(position + 12, true),
    }
  })
}

function instantiate(module: WebAssembly.Module): Exports {
  const unused = () => 0
  const instance: WebAssembly.Instance = new WebAssembly.Instance(module, {
    wasi_snapshot_preview1: { proc_exit: unused },
    env: {
      _emscripten_runtime_keepalive_clear: unused,
      _setitimer_js: unused,
      _abort_js: () => {
        throw new Error("HarfBuzz has given up")
      },
      emscripten_resize_heap: (bytes: number) => {
        const { memory } = instance.exports as unknown as Exports
        memory.grow(Math.max(0, Math.ceil((bytes - memory.buffer.byteLength) / pageBytes)))
        return 1
      },
    },
  })
  const hb = instance.exports as unknown as Exports
  for (const start of ["_initialize", "__wasm_call_ctors"]) if (start in hb) call(hb, start)
  return hb
}

function call(hb: Exports, name: string, ...args: number[]): number {
  return (hb[name] as (...args: number[]) => number)(...args)
}

function store(hb: Exports, bytes: Uint8Array): Pointer {
  const at = hb.malloc(Math.max(bytes.length, 1))
  new Uint8Array(hb.memory.buffer).set(bytes, at)
  return at
}

function tagOf(name: string): number {
  return [...name].reduce((tag, char) => tag * 256 + char.charCodeAt(0), 0)
}
