import { closeSync, openSync, readSync } from 'node:fs'
import { InputError } from '../core/errors.ts'
import { reading } from '../core/read-error.ts'

/** A text that somebody wrote, or a few certificates; a device has no end. */
const usualBytesMax = 67_108_864
const pieceBytes = 65_536

/** The text of a file that the user named; `name` is how messages call it. Throws an InputError where it cannot be read, or is longer than `bytesMax`. */
export function readText(path: string, name: string = path, bytesMax: number = usualBytesMax): string {
  return readBytes(path, bytesMax, name).toString('utf8')
}

/** The bytes of a file that the user named. Throws an InputError where it cannot be read, or holds more than `bytesMax`. */
export function readBytes(path: string, bytesMax: number, name: string = path): Buffer {
  return reading(name, () => {
    const file = openSync(path, 'r')
    try {
      const parts: Buffer[] = []
      let length = 0
      for (;;) {
        const piece = Buffer.allocUnsafe(Math.min(pieceBytes, bytesMax + 1 - length))
        const count = readSync(file, piece, 0, piece.length, null)
        if (count === 0) return Buffer.concat(parts)
        parts.push(piece.subarray(0, count))
        length += count
        if (length > bytesMax) throw new InputError(`${name}: it is longer than ${bytesMax} bytes.`)
      }
    } finally {
      closeSync(file)
    }
  })
}
