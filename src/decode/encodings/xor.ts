import { isNaturalText } from '../../core/signs/natural-text.ts'
import {
  endsAsXoredJson,
  hasPeriod,
  hasPeriodBehindHead,
  mayBeXoredJson,
  repeatsButForLetters,
  xorHeadBytesMax,
} from '../../core/signs/xor-signs.ts'
import type { Budget } from '../budget.ts'
import type { Decoded, Encoding, Hint } from '../encoding.ts'
import { certainty, transformedPiece, transformedWhole } from '../encoding.ts'
import { isText } from '../text.ts'

/** Bytes of the text for each byte of the key that statistics need. */
const bytesPerKeyByte = 20
const bytesMin = 24
const bytesMax = 65_536
const periodMax = 32

/** How often characters stand in JSON, forms and text, from most to least; what is not in it is rare. */
const usual = ' etaoinsr"0123456789:,ldhcu{}mpgfybwv_-.kxjqz/=&ETAOINSRLDHCUMPGFYBWVKXJQZ[]()@+%\n'
const weights: Uint8Array = new Uint8Array(256)
for (let index = 0; index < usual.length; index++)
  weights[usual.charCodeAt(index)] = usual.length - index + 20

/**
 * Text under XOR with one byte or a short repeating key, recovered by how often characters stand in text; of JSON and XML
 * also behind a head in clear. Where too little is there for that, known values recover the key (see the detect layer).
 */
export const encoding: Encoding = {
  name: 'xor',
  kind: 'transform',
  title: 'XOR',
  probe(bytes, hint) {
    const { shape } = hint
    if (bytes.length < bytesMin || bytes.length > bytesMax) return certainty.no
    // With a small key it is legible still, but like no document. Of all texts a body may be, JSON alone is asked for.
    const mayBeHidden = hint.role === 'value' || mayBeXoredJson(bytes, 0)
    if (shape.controls + shape.high < 4 && !(mayBeHidden && !isNaturalText(bytes, 0, bytes.length)))
      return certainty.no
    const end = Math.min(bytes.length, 128)
    return hasPeriod(bytes, 0, end) || hasPeriodBehindHead(bytes, 0, end) ? certainty.guess - 1 : certainty.no
  },
  decode(bytes, hint, budget) {
    const periods = Math.min(periodMax, Math.floor(bytes.length / bytesPerKeyByte))
    for (let period = 1; period <= periods; period++) {
      if (!repeatsButForLetters(bytes, 0, bytes.length, period)) continue
      if (!budget.takeTransform()) return 'budget'
      // Of a short document the usual characters may be few.
      const braced = period === 1 ? bracedKey(bytes) : null
      for (const key of [keyOf(bytes, period), braced]) {
        if (key === null) continue
        const out = opened(bytes, key)
        if (!isDocument(out) || ((key === braced || hasHigh(out)) && !isText(out, 0, out.length))) continue
        if (!budget.takeBytes(out.length)) return 'budget'
        return transformedWhole('xor', `key ${key.toString('hex')}`, out, bytes, hint)
      }
    }
    return behindHead(bytes, hint, budget)
  },
}

/** A document that begins behind the first few bytes, and ends where the bytes do. */
function behindHead(bytes: Buffer, hint: Hint, budget: Budget): Decoded | string {
  const rest = bytes.subarray(xorHeadBytesMax)
  const periods = Math.min(periodMax, Math.floor(rest.length / bytesPerKeyByte))
  for (let period = 1; period <= periods; period++) {
    if (!repeatsButForLetters(rest, 0, rest.length, period)) continue
    if (!budget.takeTransform()) return 'budget'
    const keyOfRest = keyOf(rest, period)
    if (keyOfRest === null) continue
    for (let start = 1; start <= xorHeadBytesMax; start++) {
      const turn = (xorHeadBytesMax - start) % period
      const key = Buffer.concat([keyOfRest.subarray(period - turn), keyOfRest.subarray(0, period - turn)])
      if (!isBracketed(bytes, start, key)) continue
      const out = opened(bytes.subarray(start), key)
      if (!isDocument(out) || !isText(out, 0, out.length)) continue
      if (!budget.takeBytes(out.length)) return 'budget'
      const detail = `key ${key.toString('hex')}, behind ${start} bytes`
      const { role, contentType } = hint
      const piece = transformedPiece('xor', detail, out, start, bytes.length, role, '', contentType)
      return { pieces: [piece], isWhole: false }
    }
  }
  return 'no key gives text'
}

const closers: ReadonlyMap<number, number> = new Map([
  [0x7b, 0x7d],
  [0x5b, 0x5d],
  [0x3c, 0x3e],
])

/** What is opened from `start` on begins with a bracket, and ends with the one that closes it. */
function isBracketed(bytes: Buffer, start: number, key: Buffer): boolean {
  const closer = closers.get((bytes[start] as number) ^ (key[0] as number))
  const last = bytes.length - 1
  return closer === ((bytes[last] as number) ^ (key[(last - start) % key.length] as number))
}

function opened(bytes: Buffer, key: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length)
  for (let at = 0; at < bytes.length; at++) out[at] = (bytes[at] as number) ^ (key[at % key.length] as number)
  return out
}

/** The one byte under which all is an object of JSON by its first two characters and its last; null for none. */
function bracedKey(bytes: Buffer): Buffer | null {
  const key = (bytes[0] as number) ^ 0x7b
  const second = (bytes[1] as number) ^ key
  const isBraced = (second === 0x22 || second === 0x0a) && endsAsXoredJson(bytes, 0, bytes.length)
  return key === 0 || !isBraced ? null : Buffer.from([key])
}

/** How often each byte stands in one place of the key, and which do: of long texts a hundred at most. */
const counts: Uint32Array = new Uint32Array(256)
const present: Uint8Array = new Uint8Array(256)

function hasHigh(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] as number) > 127) return true
  return false
}

/** The likeliest byte for each place of the key; null where no byte gives text in some place, or half the text is in clear. */
function keyOf(bytes: Buffer, period: number): Buffer | null {
  const key = Buffer.alloc(period)
  let clear = 0
  for (let place = 0; place < period; place++) {
    const best = likeliest(bytes, place, period)
    if (best === -1) return null
    key[place] = best
    if (best === 0) clear++
  }
  return clear * 2 < period ? key : null
}

/**
 * The byte that makes the likeliest text of every `period`th byte from `place` on, of which those with the rarer highest bit
 * are of letters beyond ASCII; -1 where none makes text.
 */
function likeliest(bytes: Buffer, place: number, period: number): number {
  counts.fill(0)
  let distinct = 0
  let high = 0
  let all = 0
  for (let at = place; at < bytes.length; at += period, all++) high += (bytes[at] as number) >> 7
  const usualBit = high * 2 > all ? 128 : 0
  for (let at = place; at < bytes.length; at += period) {
    const byte = bytes[at] as number
    if ((byte & 128) !== usualBit) continue
    if (counts[byte] === 0) present[distinct++] = byte
    counts[byte] = (counts[byte] as number) + 1
  }
  let best = -1
  let bestWeight = -1
  for (let part = 0; part < 256; part++) {
    let weight = 0
    for (let index = 0; index < distinct; index++) {
      const stored = present[index] as number
      const byte = stored ^ part
      if (byte > 126 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) {
        weight = -1
        break
      }
      weight += (weights[byte] as number) * (counts[stored] as number)
    }
    if (weight <= bestWeight) continue
    best = part
    bestWeight = weight
  }
  return best
}

/** JSON, a form or XML: structure that chance does not write. */
function isDocument(bytes: Buffer): boolean {
  const text = bytes.toString('latin1')
  return (
    /^\s*[{[]\s*["{[\]}0-9-]/.test(text) ||
    /^\s*<[?!A-Za-z]/.test(text) ||
    /^[A-Za-z0-9_.%+-]{1,64}=[^=&]{0,512}&[A-Za-z0-9_.%+-]{1,64}=/.test(text)
  )
}
