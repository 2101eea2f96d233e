import { recordHeaderBytes, recordTypes } from '../parse.ts'

/** An alert in clear with the header of its record. */
const clearAlertBytes = recordHeaderBytes + 2

/**
 * Where alerts in clear end that a direction begins with: an end that fails before its hello, or the answer to that, says why,
 * and nothing of it is encrypted. Sealed alerts are longer.
 */
export function behindAlerts(buf: Buffer, start: number, end: number): number {
  let at = start
  while (end - at >= clearAlertBytes && buf[at] === recordTypes.alert && isClearAlert(buf, at))
    at += clearAlertBytes
  return at
}

/** A record of version 3 with two bytes: a level, of which there are two, and what happened (RFC 8446, 6). */
function isClearAlert(buf: Buffer, at: number): boolean {
  const level = buf[at + recordHeaderBytes]
  return buf[at + 1] === 3 && buf.readUInt16BE(at + 3) === 2 && (level === 1 || level === 2)
}
