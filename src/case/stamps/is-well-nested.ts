/** So deep nobody nests certificates and signatures. */
const depthMax = 32

/** Universal types (X.690 section 8) that hold nothing but bytes, with how many they must have at least and at most. */
const primitives: ReadonlyMap<number, readonly [least: number, most: number]> = new Map([
  [1, [1, 1]],
  [2, [1, Number.MAX_SAFE_INTEGER]],
  [5, [0, 0]],
  [6, [1, Number.MAX_SAFE_INTEGER]],
  [10, [1, Number.MAX_SAFE_INTEGER]],
])
/** SEQUENCE and SET: they hold nothing but elements. */
const constructed: ReadonlySet<number> = new Set([16, 17])

/** A place in the bytes behind an element; null: what stands there is none. */
type Behind = number | null

/**
 * Whether bytes are one element of ASN.1 (BER, X.690) in which every length fits the one around it. The library that reads it
 * passes over lengths that contradict each other, which others refuse. Indefinite lengths are taken: authorities write them.
 */
export function isWellNested(bytes: Uint8Array): boolean {
  return elementEnd(bytes, 0, bytes.length, 0) === bytes.length
}

function elementEnd(bytes: Uint8Array, start: number, limit: number, depth: number): Behind {
  const first = bytes[start]
  if (first === undefined || start >= limit || depth > depthMax) return null
  let at = start + 1
  // A number of 31 or more goes on while the highest bit is set.
  if ((first & 0x1f) === 0x1f) {
    while (((bytes[at] ?? 0) & 0x80) !== 0) at++
    at++
  }
  const length = lengthAt(bytes, at, limit)
  if (length === null) return null
  const isConstructed = (first & 0x20) !== 0
  const type = first < 0x40 ? first & 0x1f : null
  if (length.bytes === null)
    return isConstructed && !isPrimitive(type) ? openEnd(bytes, length.end, limit, depth) : null
  const end = length.end + length.bytes
  if (end > limit) return null
  if (!isConstructed) return mayHold(type, length.bytes) ? end : null
  if (isPrimitive(type)) return null
  for (let inner: Behind = length.end; inner !== end; ) {
    inner = elementEnd(bytes, inner, end, depth + 1)
    if (inner === null) return null
  }
  return end
}

/** Behind the two zeros that end an element of indefinite length. */
function openEnd(bytes: Uint8Array, start: number, limit: number, depth: number): Behind {
  let inner: Behind = start
  while (inner !== null && inner + 2 <= limit) {
    if (bytes[inner] === 0 && bytes[inner + 1] === 0) return inner + 2
    inner = elementEnd(bytes, inner, limit, depth + 1)
  }
  return null
}

/** A length and where it ends; `bytes` is null where it is indefinite. */
function lengthAt(
  bytes: Uint8Array,
  at: number,
  limit: number,
): { readonly bytes: number | null; readonly end: number } | null {
  const first = bytes[at]
  if (first === undefined || at >= limit) return null
  if (first < 0x80) return { bytes: first, end: at + 1 }
  if (first === 0x80) return { bytes: null, end: at + 1 }
  const end = at + 1 + (first & 0x7f)
  if (end > limit) return null
  let length = 0
  for (const byte of bytes.subarray(at + 1, end)) length = length * 256 + byte
  return { bytes: length, end }
}

function isPrimitive(type: number | null): boolean {
  return type !== null && primitives.has(type)
}

function mayHold(type: number | null, bytes: number): boolean {
  if (type === null) return true
  // The end of an indefinite length is no element by itself.
  if (type === 0 || constructed.has(type)) return false
  const [least, most] = primitives.get(type) ?? [0, Number.MAX_SAFE_INTEGER]
  return bytes >= least && bytes <= most
}
