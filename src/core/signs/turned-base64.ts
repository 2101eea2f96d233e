/**
 * Base64 that was turned once more so that no decoder takes it: read backwards, by ROT13, with upper and lower case
 * changed, or behind characters that are not of it. Documents and compressed bytes begin alike, so that it shows by their
 * beginnings; the probe and the decoder ask here.
 */

/** What base64 of JSON, XML, gzip and zlib begins with. */
const beginnings = 'eyJ eyA ewo W3s WyJ H4s PD9 eJw eJx eJy eJz eNo eNp eNq eNr'.split(' ')
/** Those that are looked for behind other characters: JSON and gzip. */
const hiddenBeginnings = ['eyJ', 'H4s']
const signChars = 3
/** So many characters may stand in front of it. */
const aheadMax = 64

function backwards(text: string): string {
  return Array.from(text).toReversed().join('')
}

function rot13(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) => {
    const first = letter < 'a' ? 65 : 97
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first)
  })
}

function otherCase(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()))
}

/** Each way undoes itself. */
const ways: Readonly<Record<string, (text: string) => string>> = {
  backwards,
  ROT13: rot13,
  'case changed': otherCase,
  'backwards, ROT13': (text) => backwards(rot13(text)),
}

function numberOf(sign: string): number {
  return (sign.charCodeAt(0) << 16) | (sign.charCodeAt(1) << 8) | sign.charCodeAt(2)
}

/** How turned base64 begins, and how it ends where it was written backwards. */
const turnedStarts: ReadonlySet<number> = new Set(
  beginnings.flatMap((sign) => [numberOf(rot13(sign)), numberOf(otherCase(sign))]),
)
const turnedEnds: ReadonlySet<number> = new Set(
  beginnings.flatMap((sign) => [numberOf(backwards(sign)), numberOf(backwards(rot13(sign)))]),
)
const hidden: ReadonlySet<number> = new Set(hiddenBeginnings.map(numberOf))
const hiddenFirst: ReadonlySet<number> = new Set(hiddenBeginnings.map((sign) => sign.charCodeAt(0)))

function signAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number)
}

/** True where the run of base64's characters `bytes[start, end)` may be turned; `=` in front of it is padding. */
export function mayBeTurnedBase64(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < signChars) return false
  if (turnedStarts.has(signAt(bytes, start)) || turnedEnds.has(signAt(bytes, end - signChars))) return true
  return beginningBehind(bytes, start, end) > 0
}

/** Where base64 of a document begins behind characters that are not of it, so that its groups of four are shifted; 0 for nowhere. */
function beginningBehind(bytes: Uint8Array, start: number, end: number): number {
  const stop = Math.min(end - signChars, start + aheadMax)
  for (let at = start + 1; at < stop; at++) {
    if (((at - start) & 3) === 0 || !hiddenFirst.has(bytes[at] as number)) continue
    if (hidden.has(signAt(bytes, at))) return at
  }
  return 0
}

/** A way to read turned base64: the text that it stands for, and where that begins in what was given. */
export interface Turned {
  readonly way: string
  readonly text: string
  readonly start: number
}

/** The ways in which `bytes[start, end)`, base64's characters with padding at either end, may be turned. */
export function turnsOf(bytes: Buffer, start: number, end: number): Turned[] {
  const text = bytes.toString('latin1', start, end)
  const isPaddedAhead = text.startsWith('=')
  const found: Turned[] = []
  for (const [way, undo] of Object.entries(ways)) {
    const plain = undo(text)
    const sign = plain.slice(0, signChars)
    if (beginnings.includes(sign) || (isPaddedAhead && way === 'backwards'))
      found.push({ way, text: plain, start })
  }
  const behind = beginningBehind(bytes, start, end)
  if (behind > 0)
    found.push({
      way: `behind ${behind - start} other characters`,
      text: text.slice(behind - start),
      start: behind,
    })
  return found
}
