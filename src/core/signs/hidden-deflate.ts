import { beginsDeflate, mayBeDeflateBlock, mayBeDeflatedText } from './deflate-sniff.ts'

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
/** Of a head with a time in it, as most programs write it, these bytes are known; so long a key they prove, with what follows. */
const timedHeadBytes = 4
const timedKeyBytesMax = 4
const gzipHints: ReadonlySet<number> = new Set([0, 2, 4])
const gzipSystems: ReadonlySet<number> = new Set([0, 3, 7, 10, 11, 13, 19, 255])
const zlibFlags: ReadonlySet<number> = new Set([0x01, 0x5e, 0x9c, 0xda])
const zlibHeadBytes = 2
/** So many bytes of a program's own may stand in front of gzip under a key: a magic, lengths, the number of a phone. */
const frontBytesMax = 64
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
  if (gzipPeriod(buf, start) > 0 || timedPeriod(buf, start, end) > 0 || zlibMask(buf, start, end) > 0)
    return true
  if (frontEnd(buf, start, end) > 0) return true
  if (length === end - start && endsAsGzip(buf, end)) return true
  for (const skipped of starts) if (beginsDeflate(buf, start + skipped, end)) return true
  return false
}

/** Places where deflate may be hidden in `bytes`. */
export function* hiddenDeflates(bytes: Buffer): Generator<HiddenDeflate> {
  if (bytes.length < bytesMin) return
  for (const period of new Set([gzipPeriod(bytes, 0), timedPeriod(bytes, 0, bytes.length)]))
    if (period > 0) yield { ...underKey('gzip', bytes, keyOf(bytes, 0, period)), start: gzipHeadBytes }
  const front = frontEnd(bytes, 0, bytes.length)
  if (front > 0) {
    const period = timedPeriod(bytes, front, bytes.length) === 1 ? 1 : gzipPeriod(bytes, front)
    yield {
      ...underKey(behind('gzip', front), bytes.subarray(front), keyOf(bytes, front, period)),
      start: gzipHeadBytes,
    }
  }
  const mask = zlibMask(bytes, 0, bytes.length)
  if (mask > 0) yield { ...underKey('zlib', bytes, Uint8Array.of(mask)), start: zlibHeadBytes }
  if (endsAsGzip(bytes, bytes.length))
    yield { title: 'gzip, backwards', bytes: Buffer.from(bytes).reverse(), start: gzipHeadBytes }
  for (const start of starts)
    if (beginsDeflate(bytes, start, bytes.length)) yield { title: behind('deflate', start), bytes, start }
}

/** Bytes of the key under which gzip begins at `start`, up to eight; 0 for none, and where there is no key. */
function gzipPeriod(buf: Buffer, start: number): number {
  for (let period = 1; period <= keyBytesMax; period++) {
    if (!hasPeriod(buf, start, period, gzipHead.length)) continue
    return endsHead(buf, start, period) ? period : 0
  }
  return 0
}

/** The same of a head that says when it was compressed, so that less of it is known: deflate has to follow. */
function timedPeriod(buf: Buffer, start: number, end: number): number {
  for (let period = 1; period <= timedKeyBytesMax; period++) {
    if (!hasPeriod(buf, start, period, timedHeadBytes) || !endsHead(buf, start, period)) continue
    const key = keyOf(buf, start, period)
    const sniffed = Buffer.from(
      buf
        .subarray(start, Math.min(end, start + sniffBytes))
        .map((byte, at) => byte ^ (key[at % period] as number)),
    )
    const { length } = sniffed
    // A key as long as what is known proves little.
    const isSure = period < timedKeyBytesMax || mayBeDeflatedText(sniffed, gzipHeadBytes, length)
    if (isSure && mayBeDeflateBlock(sniffed, gzipHeadBytes, length)) return period
  }
  return 0
}

/**
 * Where bytes of a program's own end and gzip under a key begins; 0 where it begins nowhere behind some. Of keys of one byte,
 * two or four, which eight bytes of the head prove at so many places, and of one byte also where the head says when it was made.
 */
function frontEnd(buf: Buffer, start: number, end: number): number {
  const last = Math.min(start + frontBytesMax, end - bytesMin)
  for (let at = start + 1; at <= last; at++) {
    if (hasPeriod(buf, at, 4, gzipHead.length) && endsHead(buf, at, 4)) return at
    if (hasPeriod(buf, at, 1, timedHeadBytes) && timedPeriod(buf, at, end) === 1) return at
  }
  return 0
}

function keyOf(buf: Buffer, start: number, period: number): Buffer {
  return Buffer.from(buf.subarray(start, start + period).map((byte, at) => byte ^ (gzipHead[at] as number)))
}

function keyAt(buf: Buffer, start: number, at: number): number {
  return (buf[start + at] as number) ^ (gzipHead[at] as number)
}

/** The first `count` bytes of the head stand there under a key that repeats, and that hides something. */
function hasPeriod(buf: Buffer, start: number, period: number, count: number): boolean {
  if (keyAt(buf, start, 0) === 0 && keyAt(buf, start, 1) === 0) return false
  let at = period
  while (at < count && keyAt(buf, start, at) === keyAt(buf, start, at - period)) at++
  return at >= count
}

/** What ends the head, under the key: how well it was compressed, and on what system. */
function endsHead(buf: Buffer, start: number, period: number): boolean {
  const hint = (buf[start + 8] as number) ^ keyAt(buf, start, 8 % period)
  const system = (buf[start + 9] as number) ^ keyAt(buf, start, 9 % period)
  return gzipHints.has(hint) && gzipSystems.has(system)
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

function behind(format: string, count: number): string {
  return `${format} behind ${count} ${count === 1 ? 'byte' : 'bytes'}`
}

function underKey(format: string, bytes: Buffer, key: Uint8Array): Pick<HiddenDeflate, 'title' | 'bytes'> {
  const out = Buffer.allocUnsafe(bytes.length)
  for (let at = 0; at < bytes.length; at++) out[at] = (bytes[at] as number) ^ (key[at % key.length] as number)
  return { title: `${format}, XOR, key ${Buffer.from(key).toString('hex')}`, bytes: out }
}
