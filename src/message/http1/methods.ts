/**
 * Methods by which a request is known where nothing else proves it (first bytes of a flow, after a gap). Within a
 * flow that speaks HTTP any token is a method. From the IANA registry, and UPnP, Microsoft and caches' own.
 */
const names = [
  'GET POST PUT DELETE HEAD OPTIONS PATCH CONNECT TRACE QUERY PROPFIND PROPPATCH MKCOL COPY MOVE',
  'LOCK UNLOCK ACL SEARCH BIND REBIND UNBIND REPORT CHECKOUT CHECKIN UNCHECKOUT MERGE UPDATE LABEL',
  'MKACTIVITY MKCALENDAR MKREDIRECTREF MKWORKSPACE ORDERPATCH VERSION-CONTROL BASELINE-CONTROL LINK',
  'UNLINK M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PURGE BAN SOURCE RPC_IN_DATA RPC_OUT_DATA BPROPFIND',
  'BPROPPATCH BMOVE BCOPY BDELETE POLL',
]

/** Longest first, so that the longest is found where one is the end of another (PROPFIND in BPROPFIND). */
const methods: readonly Buffer[] = names
  .flatMap((line) => line.split(' '))
  .sort((left, right) => right.length - left.length)
  .map((name) => Buffer.from(name, 'latin1'))

const lengthMax = 17

function isAt(method: Buffer, buf: Buffer, at: number, foldMask: number): boolean {
  for (let index = 0; index < method.length; index++) {
    let byte = buf[at + index] as number
    if (byte >= 0x61 && byte <= 0x7a) byte &= foldMask
    if (byte !== (method[index] as number)) return false
  }
  return true
}

/** By length; the most frequent first, as they stand in `names`. */
const methodsByLength: readonly (readonly Buffer[])[] = Array.from({ length: lengthMax + 1 }, (_, length) =>
  methods.filter((name) => name.length === length),
)

/** Is `buf[start, end)` a known method, in any case of letters? */
export function isKnownMethod(buf: Buffer, start: number, end: number): boolean {
  const candidates = methodsByLength[end - start]
  if (candidates === undefined) return false
  for (const method of candidates) if (isAt(method, buf, start, 0xdf)) return true
  return false
}

/** Is the start of some known method `buf[start, end)`, in any case of letters? */
export function startsKnownMethod(buf: Buffer, start: number, end: number): boolean {
  for (const method of methods) {
    if (method.length >= end - start && isAt(method.subarray(0, end - start), buf, start, 0xdf)) return true
  }
  return false
}

/** Where the longest known method (in capitals) that ends at `end` starts, not before `start`; -1 if there is none. */
export function methodBefore(buf: Buffer, start: number, end: number): number {
  for (const method of methods) {
    if (end - method.length >= start && isAt(method, buf, end - method.length, 0xff))
      return end - method.length
  }
  return -1
}
