/**
 * Internet addresses as text. In the engine an address is four signed 32-bit words in network order; an IPv4 address
 * is held as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2) and printed as a dotted quad.
 */

/** An address as four signed 32-bit words in network order. */
export type AddressWords = readonly [number, number, number, number]

const mappedWord = 0x0000_ffff

/** Texts that were made last, by a hash of the words: nearly all that is asked for is asked for again and again. */
const keptMax = 512
const keptWords: Int32Array = new Int32Array(keptMax * 4)
const keptTexts: string[] = Array.from<string>({ length: keptMax }).fill('')

/** Text of an address: dotted quad for (IPv4-mapped) IPv4, the canonical form of RFC 5952 for IPv6. */
export function formatAddress(word0: number, word1: number, word2: number, word3: number): string {
  const mixed = Math.imul(
    word3 ^ Math.imul(word2 ^ Math.imul(word1 ^ word0, 0x2c1b3c6d), 0x297a2d39),
    0x9e3779b1,
  )
  const slot = (mixed ^ (mixed >>> 16)) & (keptMax - 1)
  const at = slot * 4
  const kept = keptTexts[slot] as string
  const isSame =
    keptWords[at + 3] === word3 &&
    keptWords[at] === word0 &&
    keptWords[at + 1] === word1 &&
    keptWords[at + 2] === word2
  if (isSame && kept !== '') return kept
  keptWords[at] = word0
  keptWords[at + 1] = word1
  keptWords[at + 2] = word2
  keptWords[at + 3] = word3
  const text = written(word0, word1, word2, word3)
  keptTexts[slot] = text
  return text
}

function written(word0: number, word1: number, word2: number, word3: number): string {
  if (word0 === 0 && word1 === 0 && word2 === mappedWord) {
    return `${word3 >>> 24}.${(word3 >>> 16) & 0xff}.${(word3 >>> 8) & 0xff}.${word3 & 0xff}`
  }
  const groups: number[] = []
  for (const word of [word0, word1, word2, word3]) groups.push(word >>> 16, word & 0xffff)
  // RFC 5952 section 4.2: the longest run of two or more zero groups becomes "::"; of equal runs, the first.
  let runStart = -1
  let runLength = 1
  for (let index = 0; index < 8; ) {
    let after = index
    while (after < 8 && groups[after] === 0) after++
    if (after - index > runLength) {
      runStart = index
      runLength = after - index
    }
    index = after + 1
  }
  const hex = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':')
  return runStart < 0 ? hex(0, 8) : `${hex(0, runStart)}::${hex(runStart + runLength, 8)}`
}

/**
 * The words of an address in text form (IPv4 as ::ffff:a.b.c.d), or null where the text is none. Accepts what RFC 4291
 * section 2.2 allows, in either case; no zone (`%eth0`), prefix length, brackets or blanks; no octets written with a
 * leading zero (some programs read those as octal).
 */
export function parseAddress(text: string): AddressWords | null {
  if (text.length > 45) return null
  if (!text.includes(':')) {
    const quad = parseQuad(text)
    return quad === null ? null : [0, 0, mappedWord, quad]
  }
  let hexText = text
  const lastColon = text.lastIndexOf(':')
  if (text.includes('.')) {
    const quad = parseQuad(text.slice(lastColon + 1))
    if (quad === null) return null
    hexText = `${text.slice(0, lastColon + 1)}${(quad >>> 16).toString(16)}:${(quad & 0xffff).toString(16)}`
  }
  const halves = hexText.split('::')
  if (halves.length > 2) return null
  const left = parseGroups(halves[0] as string)
  const right = halves.length === 2 ? parseGroups(halves[1] as string) : []
  if (left === null || right === null) return null
  const missing = 8 - left.length - right.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  const groups = [...left, ...Array.from({ length: missing }, () => 0), ...right]
  const word = (index: number): number =>
    ((groups[index * 2] as number) << 16) | (groups[index * 2 + 1] as number)
  return [word(0), word(1), word(2), word(3)]
}

/** Text of the address that a host is, as `formatAddress` writes it; '' of a name. In URLs one of IPv6 has brackets (RFC 3986, 3.2.2). */
export function addressOfHost(host: string): string {
  const words = parseAddress(host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host)
  return words === null ? '' : formatAddress(...words)
}

function parseGroups(text: string): number[] | null {
  if (text === '') return []
  const groups: number[] = []
  for (const group of text.split(':')) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return null
    groups.push(Number.parseInt(group, 16))
  }
  return groups
}

function parseQuad(text: string): number | null {
  // Nearly all that is no address is a name.
  const first = text.charCodeAt(0)
  if (!(first >= 0x30 && first <= 0x39)) return null
  const octets = text.split('.')
  if (octets.length !== 4) return null
  let word = 0
  for (const octet of octets) {
    if (!/^(0|[1-9][0-9]{0,2})$/.test(octet)) return null
    const value = Number(octet)
    if (value > 255) return null
    word = (word << 8) | value
  }
  return word
}
