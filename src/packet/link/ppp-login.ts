/**
 * How who asks to be let in to a network says its name over PPP, and by PAP its password: in clear, to whoever stands at the
 * other end of the line or is on the way (RFC 1334, 1994, 3748).
 */
import { tellingFrames } from '../../core/telling-frames.ts'
import { identityIn, isAnonymous } from './eap.ts'

/** What such frames are counted as. */
export const pppLoginName: string = tellingFrames.pppLogin

const protocols = { pap: 0xc023, chap: 0xc223, eap: 0xc227 } as const
/** Protocols of PPP by which a user is let in. */
export const loginProtocols: ReadonlySet<number> = new Set(Object.values(protocols))

/** Code, number and length stand in front of what is said. */
const headerBytes = 4
const papRequest = 1
const chapResponse = 2

/** A named value `[start, end)`. */
export interface LoginField {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** What the packet `buf[at, stop)` of a login protocol, whose number stands in front of it, says of who asks; empty where it says nothing. */
export function loginFields(buf: Buffer, at: number, stop: number): readonly LoginField[] {
  if (stop - at <= headerBytes) return []
  const protocol = buf.readUInt16BE(at - 2)
  const end = Math.min(stop, at + buf.readUInt16BE(at + 2))
  const code = buf[at]
  const start = at + headerBytes
  if (protocol === protocols.eap) {
    const identity = identityIn(buf, at, stop)
    return identity === null || isAnonymous(buf, identity) ? [] : [{ name: 'Username', ...identity }]
  }
  if (start >= end) return []
  const next = start + 1 + (buf[start] as number)
  if (protocol === protocols.pap && code === papRequest) {
    const name = { name: 'Username', start: start + 1, end: Math.min(next, end) }
    if (next >= end) return [name]
    const behind = next + 1 + (buf[next] as number)
    return [name, { name: 'Password', start: next + 1, end: Math.min(behind, end) }]
  }
  // Behind what is made of the password.
  return protocol === protocols.chap && code === chapResponse && next < end
    ? [{ name: 'Username', start: next, end }]
    : []
}
