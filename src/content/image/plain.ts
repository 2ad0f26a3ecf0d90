import { assertNever } from "../../core/assert"
import type { ImageKind } from "../../core/image-path"
import { plainGif } from "./gif"
import { plainJpeg } from "./jpeg"
import { plainPng } from "./png"
import { plainWebp } from "./webp"

/**
 * A picture without what its file tells beside it: where and by what it was taken, by whom, previews of what was cut off.
 * Every inbox can read what is sent to it. The picture itself, its colours and how it is turned stay, byte for byte.
 */
export function withoutMetadata(kind: ImageKind, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  switch (kind) {
    case "jpg":
      return plainJpeg(bytes)
    case "png":
      return plainPng(bytes)
    case "webp":
      return plainWebp(bytes)
    case "gif":
      return plainGif(bytes)
    default:
      return assertNever(kind)
  }
}
