type Bytes = Uint8Array<ArrayBuffer>

const ascii = (text: string) => [...text].map((char) => char.charCodeAt(0))
const big = (n: number, bytes: number) => Array.from({ length: bytes }, (_, i) => (n >>> (8 * (bytes - 1 - i))) & 255)
const little = (n: number, bytes: number) => big(n, bytes).reverse()
const riff = (chunk: string, body: number[]) =>
  Uint8Array.from([...ascii("RIFF"), ...little(100, 4), ...ascii(`WEBP${chunk}`), ...little(50, 4), ...body])
const filling = Array<number>(10).fill(0)

/** Beginnings of pictures of each kind, as their formats have them. */
export const pictures = {
  png: (width: number, height: number): Bytes =>
    Uint8Array.from([
      ...[0x89, ...ascii("PNG\r\n"), 0x1a, 0x0a],
      ...[...big(13, 4), ...ascii("IHDR"), ...big(width, 4), ...big(height, 4), 8, 6, 0, 0, 0],
    ]),
  gif: (width: number, height: number): Bytes =>
    Uint8Array.from([...ascii("GIF89a"), ...little(width, 2), ...little(height, 2), 0, 0, 0]),
  jpg: (width: number, height: number): Bytes =>
    Uint8Array.from([
      ...[0xff, 0xd8],
      ...[0xff, 0xe0, ...big(16, 2), ...ascii("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0],
      // A table between, and a filling byte before the frame.
      ...[0xff, 0xc4, ...big(5, 2), 1, 2, 3],
      ...[0xff, 0xff, 0xc2, ...big(17, 2), 8, ...big(height, 2), ...big(width, 2), 3],
    ]),
  webp: (width: number, height: number): Bytes =>
    riff("VP8 ", [0, 0, 0, 0x9d, 0x01, 0x2a, ...little(width, 2), ...little(height, 2), ...filling]),
  webpLossless: (width: number, height: number): Bytes =>
    riff("VP8L", [0x2f, ...little((width - 1) | ((height - 1) << 14), 4), ...filling]),
  webpExtended: (width: number, height: number): Bytes =>
    riff("VP8X", [0, 0, 0, 0, ...little(width - 1, 3), ...little(height - 1, 3), ...filling]),
}
