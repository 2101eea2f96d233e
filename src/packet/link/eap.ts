/**
 * Answers of EAP (RFC 3748 section 4, in 802.1X) in which a phone says who it is to be let in to a network: often by its
 * IMSI, `0242010…@wlan.mnc001.mcc242.3gppnetwork.org` (3GPP TS 23.003, 14.3).
 */

import type { AddressWords } from '../../core/address.ts'
import { tellingFrames } from '../../core/telling-frames.ts'

/** What such frames are counted as. */
export const eapIdentityName: string = tellingFrames.eapIdentity

const answerCode = 2
/** Types whose answer says who asks, by the subtype that does (RFC 3748, 4186, 4187, 5448); -1: all of it. */
const identityTypes: ReadonlyMap<number, number> = new Map([
  [1, -1],
  [18, 10],
  [23, 5],
  [50, 5],
])

/** Version, type and length of 802.1X; code, number, length and type of EAP. */
const headerBytes = 9
const codeAt = 4
/** Users that name nobody: only the network behind the sign is meant (RFC 7542, 2.4). */
const anonymous = /^(?:anon(?:ymous)?)?(?:@[\w.-]*)?$/i

/** Where the answer of the 802.1X frame `buf[at, end)` says who asks; null where it is another frame. */
export function eapIdentity(buf: Buffer, at: number, end: number): { start: number; end: number } | null {
  return end - at <= headerBytes || buf[at + 1] !== 0 ? null : identityIn(buf, at + codeAt, end)
}

/** Where the packet of EAP `buf[at, end)` says who asks; null where it is another packet. */
export function identityIn(buf: Buffer, at: number, end: number): { start: number; end: number } | null {
  const start = at + headerBytes - codeAt
  if (end <= start || buf[at] !== answerCode) return null
  const subtype = identityTypes.get(buf[start - 1] as number)
  if (subtype === undefined || (subtype >= 0 && buf[start] !== subtype)) return null
  const length = buf.readUInt16BE(at + 2)
  return length <= headerBytes - codeAt ? null : { start, end: Math.min(end, at + length) }
}

/** Whether the whole of it, found by {@link eapIdentity} or {@link identityIn}, names a network and nobody in it. */
export function isAnonymous(buf: Buffer, { start, end }: { start: number; end: number }): boolean {
  return end - start <= 255 && anonymous.test(buf.toString('latin1', start, end))
}

/** The address that a radio or card gives itself from its MAC address at `at` (RFC 4291, 2.5.6 and appendix A). */
export function linkLocal(buf: Buffer, at: number): AddressWords {
  const high = ((buf.readUInt16BE(at) ^ 0x0200) << 16) | ((buf[at + 2] as number) << 8) | 0xff
  return [0xfe80_0000 | 0, 0, high, (0xfe << 24) | buf.readUIntBE(at + 3, 3)]
}

/** Where the link names no ends: the address of none (RFC 4291, 2.5.2). */
export const nobody: AddressWords = [0, 0, 0, 0]
/** Somebody on a link. */
export const unknownOnLink: AddressWords = [0xfe80_0000 | 0, 0, 0, 0]
/** All that are on a link (RFC 4291, 2.7.1). */
export const allOnLink: AddressWords = [0xff02_0000 | 0, 0, 0, 1]
