import { describe, expect, it } from "vitest"
import { imageHeader } from "../../src/content/image-header"
import { pictures } from "../helpers/pictures"

const text = (written: string) => new TextEncoder().encode(written)

describe("what an uploaded file is", () => {
  it.each([
    ["PNG", pictures.png(640, 320), "png", 640, 320],
    ["JPEG behind other segments", pictures.jpg(1200, 80), "jpg", 1200, 80],
    ["GIF", pictures.gif(3, 70), "gif", 3, 70],
    ["lossy WebP", pictures.webp(300, 200), "webp", 300, 200],
    ["lossless WebP", pictures.webpLossless(4000, 17), "webp", 4000, 17],
    ["extended WebP", pictures.webpExtended(70_000, 2), "webp", 70_000, 2],
  ] as const)("SEC-41 %s is told by its own bytes, with its size", (_, bytes, kind, width, height) => {
    expect(imageHeader(bytes)).toEqual({ kind, width, height })
  })

  it.each([
    ["an SVG with a script", text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ["a page", text("<!doctype html><script>alert(1)</script>")],
    ["a page behind a picture's first letters", text("\u0089PNG<script>alert(1)</script>                ")],
    ["a PDF", text("%PDF-1.7 ..........................")],
    ["nothing", new Uint8Array()],
    ["a picture of no size", pictures.png(0, 10)],
    ["half a header", pictures.png(10, 10).slice(0, 20)],
    ["a JPEG without a frame", pictures.jpg(10, 10).slice(0, 12)],
  ])("SEC-41 %s is no picture", (_, bytes) => {
    expect(imageHeader(bytes)).toBeNull()
  })

  it("SEC-41 whatever is cut off, nothing is read past the end", () => {
    for (const make of [pictures.jpg, pictures.webp, pictures.webpLossless, pictures.webpExtended, pictures.gif]) {
      const whole = make(100, 50)
      for (let length = 0; length < whole.length; length++)
        expect(() => imageHeader(whole.slice(0, length))).not.toThrow()
    }
  })
})
