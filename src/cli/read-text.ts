import { readFileSync } from 'node:fs'
import { InputError } from '../core/errors.ts'

/** The text of a file that the user named; `name` is how messages call it. Throws an InputError where it cannot be read. */
export function readText(path: string, name: string = path): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    throw new InputError(
      `${name}: ${code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`}.`,
      { cause },
    )
  }
}
