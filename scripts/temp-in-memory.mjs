// Puts temporary folders into memory, where the machine lends enough of it: what tests keep is thrown away, and waiting
// for the disk at every commit makes them two to five times as long.
import { statfsSync } from "node:fs"

const memory = "/dev/shm"
/** A test run keeps some hundred MB at most; containers often lend 64. */
const neededBytes = 2 * 1024 ** 3

/** For this process and those that it starts. A `TMPDIR` that is set stays. */
export function keepTempInMemory() {
  if (!process.env.TMPDIR && freeBytes(memory) >= neededBytes) process.env.TMPDIR = memory
}

function freeBytes(folder) {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    // Not every system has such a folder.
    return 0
  }
}
