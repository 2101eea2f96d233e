import { backslash, blank, comma, equals, quote, tab } from '../../core/ascii-codes.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'

/** In small letters, with the blank behind. Those of Emby and Jellyfin say which program and which device it is, mostly before anybody has logged in. */
const schemes: readonly string[] = ['digest ', 'mediabrowser ', 'emby ']
const schemeBytesMin = 5
const schemeBytesMax = 13
const nameBytesMax = 32

/**
 * `Authorization: Digest username="…", realm="…", nonce="…", response="…"` (RFC 7616, 3.4): each value goes by its own name. What
 * the server gave to be used once is often base64, and no login by itself. So it is with `MediaBrowser Client="…", DeviceId="…"`.
 */
export const encoding: Encoding = {
  name: 'digest-login',
  kind: 'container',
  title: 'parameters of a login',
  probe(bytes, { role, shape }) {
    if (role !== 'header' || shape.length <= schemeBytesMin || shape.equals === 0) return certainty.no
    return schemeBytes(bytes, shape.start) > 0 && !isOfTelephony(bytes) ? certainty.declared : certainty.no
  },
  decode(bytes, { shape }, budget) {
    const pieces: Piece[] = []
    let at = shape.start + schemeBytes(bytes, shape.start)
    const scheme = bytes.toString('latin1', shape.start, at - 1)
    const program = scheme.toLowerCase() === 'digest' ? '' : scheme
    while (at < shape.end) {
      if (pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      const code = bytes[at] as number
      if (code === comma || code === blank || code === tab) {
        at++
        continue
      }
      const split = bytes.indexOf(equals, at)
      if (split <= at || split - at > nameBytesMax || split >= shape.end) return 'no name and value'
      const name = bytes.toString('latin1', at, split)
      if (!/^[\w*-]+$/.test(name)) return 'no name and value'
      const { start, end, next } = valueAt(bytes, split + 1, shape.end)
      // A token is known by whose it is: `MediaBrowser Token="…"`.
      const key = program === '' ? name : `${program}_${name}`
      if (end > start) pieces.push(exactPiece('digest-login', name, key, bytes, start, end, 'value'))
      at = next
    }
    return pieces.length === 0 ? 'nothing in it' : { pieces, isWhole: true }
  },
}

/** How long the scheme is that the value begins with; 0 for another one. */
function schemeBytes(bytes: Buffer, start: number): number {
  const text = bytes.toString('latin1', start, start + schemeBytesMax).toLowerCase()
  return schemes.find((scheme) => text.startsWith(scheme))?.length ?? 0
}

/** There user and address say together what the account is (RFC 3261, 22.4): it is read as one text. */
function isOfTelephony(bytes: Buffer): boolean {
  return bytes.includes('uri="sip')
}

/** A text in quotes, or up to the next comma; `next` is behind it. */
function valueAt(bytes: Buffer, at: number, stop: number): { start: number; end: number; next: number } {
  if (bytes[at] !== quote) {
    const found = bytes.indexOf(comma, at)
    const end = found === -1 || found > stop ? stop : found
    return { start: at, end, next: end }
  }
  let end = at + 1
  while (end < stop && bytes[end] !== quote) end += bytes[end] === backslash ? 2 : 1
  const last = Math.min(end, stop)
  return { start: at + 1, end: last, next: last + 1 }
}
