import { textOf } from '../../core/json-value.ts'
import { limits } from '../../core/limits.ts'

/** A name in a handshake, as a log has it; '' for what is too long to be one. */
export function handshakeNameOf(value: unknown): string {
  const name = textOf(value)
  return name.length <= limits.source.nameBytesMax ? name : ''
}
