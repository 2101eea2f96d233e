/**
 * Beginnings of documents that are no text and have a magic of their own: they are worth a look also where they come out of
 * base64 or hex and nothing legible stands in them. Random bytes begin so once in a million times.
 */

/** True where `bytes[start, end)` begin with the magic of FIT, serialised Java, Amazon Ion or a Python pickle. */
export function hasDocumentSign(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < signBytesMin) return false
  switch (bytes[start]) {
    case 0x0c:
    case 0x0e:
      return isAt(bytes, start + fitAt, fit)
    case 0xac:
      return isAt(bytes, start, java)
    case 0xe0:
      return isAt(bytes, start, ion)
    case 0x80:
      return isPickle(bytes, start)
    default:
      return false
  }
}

/** The shortest of them with something in it. */
const signBytesMin = 12
/** The length of the head stands in front. */
const fitAt = 8
const fit: readonly number[] = [0x2e, 0x46, 0x49, 0x54]
/** STREAM_MAGIC and STREAM_VERSION (Java Object Serialization Specification, 6.4.2). */
const java: readonly number[] = [0xac, 0xed, 0x00, 0x05]
/** The binary version marker of Ion 1.0. */
const ion: readonly number[] = [0xe0, 0x01, 0x00, 0xea]

function isAt(bytes: Uint8Array, at: number, sign: readonly number[]): boolean {
  for (let index = 0; index < sign.length; index++) if (bytes[at + index] !== sign[index]) return false
  return true
}

/** Opcodes that a pickle of a dictionary, list, tuple, text or object begins with. */
const pickleStarts: ReadonlySet<number> = new Set([0x7d, 0x5d, 0x28, 0x63, 0x58, 0x8c])

/** PROTO with its version, then a frame (from version 4 on, when it is long enough) or the first value. */
function isPickle(bytes: Uint8Array, start: number): boolean {
  const version = bytes[start + 1] as number
  const next = bytes[start + 2] as number
  if (version === 4 || version === 5) return next === 0x95 && bytes[start + 10] === 0
  return (version === 2 || version === 3) && pickleStarts.has(next)
}
