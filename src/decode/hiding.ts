import type { Encoding } from './encoding.ts'
import { encodings } from './encodings.gen.ts'

const asked = (encodings as readonly Encoding[]).filter((encoding) => encoding.mayHide !== undefined)

/**
 * True where an encoding that says so of itself may stand in raw bytes `[start, end)`: the question that detection asks of
 * a message before it is decoded. Null where no encoding has one: then it costs nothing.
 */
export const mayHide: ((bytes: Buffer, start: number, end: number) => boolean) | null =
  asked.length === 0
    ? null
    : (bytes, start, end) => asked.some((encoding) => encoding.mayHide?.(bytes, start, end) === true)
