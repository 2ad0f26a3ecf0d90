import { invalid } from "../../core/errors"

/** Beginnings of files that are no text: said at once, instead of as a thousand odd lines (SEC-20). */
const strangers: { magic: readonly number[]; code: string; message: string }[] = [
  {
    magic: [0x50, 0x4b],
    code: "zipFile",
    message: "This is a ZIP archive or an Excel file. Save the sheet as CSV (UTF-8): archives are not opened.",
  },
  {
    magic: [0xd0, 0xcf, 0x11, 0xe0],
    code: "zipFile",
    message: "This is an Excel file. Save the sheet as CSV (UTF-8).",
  },
  { magic: [0x1f, 0x8b], code: "packedFile", message: "This file is compressed. Send it unpacked." },
  { magic: [0x25, 0x50, 0x44, 0x46], code: "noTable", message: "This is a PDF. Send CSV or NDJSON." },
  { magic: [0xff, 0xfe], code: "utf16File", message: "This file is in UTF-16. Save it as UTF-8." },
  { magic: [0xfe, 0xff], code: "utf16File", message: "This file is in UTF-16. Save it as UTF-8." },
]

/** @throws invalid when a file begins as something that cannot be read line by line */
export function checkBeginning(bytes: Uint8Array): void {
  const found = strangers.find(({ magic }) => magic.every((byte, i) => bytes[i] === byte))
  if (found !== undefined) throw invalid("file", found.code, found.message)
}
