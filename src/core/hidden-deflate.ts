import { beginsDeflate } from './deflate-sniff.ts'

/**
 * gzip, zlib and deflate that a program hid after it compressed: by a head that it changed or cut off, by bytes of its own in
 * front, by XOR, or backwards. Judged alike by the probe and by the decoder: of random bytes 1 in 200 have such a
 * place, and none of these gives text.
 */
export interface HiddenDeflate {
  /** What was done, for people. */
  readonly title: string
  /** The bytes of the deflate and what stands behind it; a copy where something was undone. */
  readonly bytes: Buffer
  /** Where the deflate begins in them. */
  readonly start: number
}

const bytesMin = 40
/** Where deflate may begin: behind a version, the head of zlib, a length, the head of gzip (whole or without its magic), a key. */
const starts = [1, 2, 4, 8, 10, 16]
/** What Java, Go and zlib write of gzip in front of its hints: no name, and mostly no time. */
const gzipHead: Uint8Array = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0)
const gzipHeadBytes = 10
const keyBytesMax = 8
const gzipHints: ReadonlySet<number> = new Set([0, 2, 4])
const gzipSystems: ReadonlySet<number> = new Set([0, 3, 7, 10, 11, 13, 19, 255])
const zlibFlags: ReadonlySet<number> = new Set([0x01, 0x5e, 0x9c, 0xda])
const zlibHeadBytes = 2
/** Bytes of a longer value that are undone to ask. */
const sniffBytes = 256

/** Whether `buf[start, end)`, of a value of `length` bytes, may hide deflate. */
export function mayHideDeflate(
  buf: Buffer,
  start: number,
  end: number,
  length: number = end - start,
): boolean {
  if (end - start < bytesMin) return false
  if (gzipPeriod(buf, start) > 0 || zlibMask(buf, start, end) > 0) return true
  if (length === end - start && endsAsGzip(buf, end)) return true
  for (const skipped of starts) if (beginsDeflate(buf, start + skipped, end)) return true
  return false
}

/** Places where deflate may be hidden in `bytes`. */
export function* hiddenDeflates(bytes: Buffer): Generator<HiddenDeflate> {
  if (bytes.length < bytesMin) return
  const period = gzipPeriod(bytes, 0)
  if (period > 0) {
    const key = bytes.subarray(0, period).map((byte, at) => byte ^ (gzipHead[at] as number))
    yield { ...underKey('gzip', bytes, key), start: gzipHeadBytes }
  }
  const mask = zlibMask(bytes, 0, bytes.length)
  if (mask > 0) yield { ...underKey('zlib', bytes, Uint8Array.of(mask)), start: zlibHeadBytes }
  if (endsAsGzip(bytes, bytes.length))
    yield { title: 'gzip, backwards', bytes: Buffer.from(bytes).reverse(), start: gzipHeadBytes }
  for (const start of starts)
    if (beginsDeflate(bytes, start, bytes.length))
      yield { title: `deflate behind ${start} ${start === 1 ? 'byte' : 'bytes'}`, bytes, start }
}

/** Bytes of the key under which gzip begins at `start`, up to eight; 0 for none, and where there is no key. */
function gzipPeriod(buf: Buffer, start: number): number {
  const keyAt = (at: number): number => (buf[start + at] as number) ^ (gzipHead[at] as number)
  for (let period = 1; period <= keyBytesMax; period++) {
    let at = period
    while (at < gzipHead.length && keyAt(at) === keyAt(at - period)) at++
    if (at < gzipHead.length) continue
    const hint = (buf[start + 8] as number) ^ keyAt(8 % period)
    const system = (buf[start + 9] as number) ^ keyAt(9 % period)
    const isClear = keyAt(0) === 0 && keyAt(1) === 0
    return gzipHints.has(hint) && gzipSystems.has(system) && !isClear ? period : 0
  }
  return 0
}

/** The byte under which zlib begins at `start`; 0 for none. */
function zlibMask(buf: Buffer, start: number, end: number): number {
  const mask = (buf[start] as number) ^ 0x78
  if (mask === 0 || !zlibFlags.has((buf[start + 1] as number) ^ mask)) return 0
  const sniffed = buf.subarray(start, Math.min(end, start + sniffBytes)).map((byte) => byte ^ mask)
  return beginsDeflate(sniffed, zlibHeadBytes, sniffed.length) ? mask : 0
}

function endsAsGzip(buf: Buffer, end: number): boolean {
  return buf[end - 1] === 0x1f && buf[end - 2] === 0x8b && buf[end - 3] === 8
}

function underKey(format: string, bytes: Buffer, key: Uint8Array): Pick<HiddenDeflate, 'title' | 'bytes'> {
  const out = Buffer.allocUnsafe(bytes.length)
  for (let at = 0; at < bytes.length; at++) out[at] = (bytes[at] as number) ^ (key[at % key.length] as number)
  return { title: `${format}, XOR, key ${Buffer.from(key).toString('hex')}`, bytes: out }
}
