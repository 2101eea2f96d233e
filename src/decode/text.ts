/**
 * Judgements on what an encoding gave: whether it is text that somebody wrote, or bytes with a known beginning. They
 * decide whether a run of base64 or hex characters was an encoding at all, or a word, a number, a token.
 */

/**
 * True where `[start, end)` is UTF-8 without control characters but tab, line feed and carriage return. NULs at the
 * end are allowed (one sender encodes its C string's terminator), and a character that the end cuts.
 */
export function isText(bytes: Buffer, start: number, end: number): boolean {
  let stop = end
  while (stop > start && bytes[stop - 1] === 0) stop--
  if (stop === start) return false
  let index = start
  while (index < stop) {
    const byte = bytes[index] as number
    if (byte < 0x80) {
      if (byte === 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return false
      index++
      continue
    }
    const follow = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1
    if (byte < 0xc2 || byte > 0xf4) return false
    for (let step = 1; step <= follow; step++) {
      if (index + step >= stop) return stop === end && index > start
      if (((bytes[index + step] as number) & 0xc0) !== 0x80) return false
    }
    index += follow + 1
  }
  return true
}

/**
 * True for a short result that reads like a value: letters, digits and the punctuation of values. A chance hit of
 * eight random bytes is printable in 1 of 3,000 cases and passes this in 1 of 30,000.
 */
export function isPlainValue(bytes: Buffer, start: number, end: number): boolean {
  let odd = 0
  for (let index = start; index < end; index++) {
    const byte = bytes[index] as number
    if (byte >= 0x80 || byte === 0) continue
    const isWord =
      (byte >= 0x30 && byte <= 0x39) ||
      ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ||
      byte === 0x20 ||
      byte === 0x2d ||
      byte === 0x2e ||
      byte === 0x3a ||
      byte === 0x3d ||
      byte === 0x22 ||
      byte === 0x2c ||
      byte === 0x5f ||
      byte === 0x2f ||
      byte === 0x26 ||
      byte === 0x7b ||
      byte === 0x7d ||
      byte === 0x0a ||
      byte === 0x0d ||
      byte === 0x40
    if (!isWord) odd++
  }
  return odd === 0 || odd * 8 < end - start
}

/** A printable run of this length in bytes of no known format says that there is structure in them, not chance. */
const printableRunMin = 12

/** True where bytes that are no text hold a run of printable ASCII too long for chance. */
export function hasPrintableRun(bytes: Buffer, start: number, end: number): boolean {
  let run = 0
  for (let index = start; index < end; index++) {
    const byte = bytes[index] as number
    if (byte >= 0x20 && byte < 0x7f) {
      if (++run >= printableRunMin) return true
    } else run = 0
  }
  return false
}

/** gzip with its only method, deflate (RFC 1952 section 2.3). */
export function isGzip(bytes: Uint8Array, start = 0): boolean {
  return (
    bytes.length >= start + 10 &&
    bytes[start] === 0x1f &&
    bytes[start + 1] === 0x8b &&
    bytes[start + 2] === 0x08 &&
    ((bytes[start + 3] as number) & 0xe0) === 0
  )
}

/** zlib (RFC 1950 section 2.2): deflate, no dictionary, header check. The window is 32 KiB in all that is met. */
export function isZlib(bytes: Uint8Array, start = 0): boolean {
  if (bytes.length < start + 6 || bytes[start] !== 0x78) return false
  const flag = bytes[start + 1] as number
  return flag === 0x01 || flag === 0x5e || flag === 0x9c || flag === 0xda
}

/** A zstd frame (RFC 8878 section 3.1.1). */
export function isZstd(bytes: Uint8Array, start = 0): boolean {
  return (
    bytes.length >= start + 6 &&
    bytes[start] === 0x28 &&
    bytes[start + 1] === 0xb5 &&
    bytes[start + 2] === 0x2f &&
    bytes[start + 3] === 0xfd
  )
}

/** A member of a ZIP archive: its local header (APPNOTE 4.3.7), with one of the methods that there are. */
export function isZip(bytes: Buffer, start = 0): boolean {
  return (
    bytes.length >= start + 30 &&
    bytes[start] === 0x50 &&
    bytes[start + 1] === 0x4b &&
    bytes[start + 2] === 3 &&
    bytes[start + 3] === 4 &&
    (bytes[start + 8] as number) < 100 &&
    bytes[start + 9] === 0
  )
}

/** Deflate makes nothing much longer: a result shorter than its source says that the source was no deflate at all. */
export function mayBeInflatedFrom(outputBytes: number, inputBytes: number): boolean {
  return outputBytes + 8 >= inputBytes
}
