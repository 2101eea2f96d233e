import { recordHeaderBytes } from './parse.ts'

/** A whole record (RFC 8446, 5.1): its body is `buf[start, end)`, the header is not there. */
export interface TlsRecord {
  readonly type: number
  readonly version: number
  readonly buf: Buffer
  readonly start: number
  readonly end: number
}

/** What it took on the wire, with its header. */
export function wireBytes({ start, end }: TlsRecord): number {
  return recordHeaderBytes + end - start
}

/** The same with a body of its own, which stays. */
export function copyOf({ type, version, buf, start, end }: TlsRecord): TlsRecord {
  return { type, version, buf: Buffer.from(buf.subarray(start, end)), start: 0, end: end - start }
}
