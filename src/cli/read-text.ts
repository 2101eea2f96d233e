import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { InputError } from '../core/errors.ts'
import { readError } from '../core/read-error.ts'

/** The text of a file that the user named; `name` is how messages call it. Throws an InputError where it cannot be read. */
export function readText(path: string, name: string = path): string {
  return reading(name, () => readFileSync(path, 'utf8'))
}

/** The bytes of a file that the user named. Throws an InputError where it cannot be read, or holds more than `bytesMax`. */
export function readBytes(path: string, bytesMax: number, name: string = path): Buffer {
  const bytes = reading(name, () => {
    const file = openSync(path, 'r')
    try {
      const held = Buffer.alloc(bytesMax + 1)
      let length = 0
      for (let count = -1; count !== 0 && length < held.length; length += count)
        count = readSync(file, held, length, held.length - length, null)
      return held.subarray(0, length)
    } finally {
      closeSync(file)
    }
  })
  if (bytes.length > bytesMax) throw new InputError(`${name}: it is longer than ${bytesMax} bytes.`)
  return bytes
}

function reading<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw readError(name, cause)
  }
}
