import { ntpEpochSeconds } from '../../core/time.ts'

/** Reads NTP headers (RFC 5905, 7.3; SNTP is the same on the wire). */

/** Length of the header. */
const headerBytes = 48
const yearSeconds = 31_536_000

/** Modes of the header that are read. */
const modes = { client: 3, server: 4 } as const

/** Version 1 to 4, mode 1 to 5, a stratum that exists, an interval of at most a day. */
export function isNtpHeader(buf: Buffer, start: number, end: number): boolean {
  if (end - start < headerBytes) return false
  const version = ((buf[start] as number) >> 3) & 7
  const mode = (buf[start] as number) & 7
  return (
    version >= 1 &&
    version <= 4 &&
    mode >= 1 &&
    mode <= 5 &&
    (buf[start + 1] as number) <= 16 &&
    buf.readInt8(start + 2) <= 17
  )
}

/**
 * Whether a datagram is NTP whatever its port: a client that asks fills in next to nothing but the time of asking, and
 * what a server answers lies within a year of the capture, three times over.
 */
export function isNtpAnywhere(buf: Buffer, start: number, end: number, captureSec: number): boolean {
  if (end - start !== headerBytes || !isNtpHeader(buf, start, end)) return false
  const version = ((buf[start] as number) >> 3) & 7
  if (version < 3) return false
  const mode = (buf[start] as number) & 7
  if (mode === modes.client) {
    let filled = 0
    for (let at = start + 4; at < start + 40; at++) if (buf[at] !== 0) filled++
    return filled === 0 && buf.readUInt32BE(start + 40) !== 0
  }
  if (mode !== modes.server || (buf[start + 1] as number) === 0) return false
  return [32, 40].every((at) => isNear(buf.readUInt32BE(start + at), captureSec))
}

function isNear(ntpSeconds: number, captureSec: number): boolean {
  // NTP's seconds begin anew in 2036.
  const difference = ntpSeconds - ntpEpochSeconds - captureSec
  const turns = Math.round(difference / 2 ** 32)
  return Math.abs(difference - turns * 2 ** 32) < yearSeconds
}
