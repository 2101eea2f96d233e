/**
 * Text in the character sets that older programs write instead of UTF-8. The platform reads them, but does not write
 * them: the table for that is made from what it reads, when the first text needs it.
 */

/** A text in one set. */
export interface InSet {
  /** As people call the set. */
  readonly name: string
  /** null where there are so few that chance writes them. */
  readonly bytes: Buffer | null
  /** The same in URLs, where each byte is three signs. */
  readonly inUrls: readonly string[]
}

/** What sets have for a character: its bytes. */
type Table = ReadonlyMap<string, readonly number[]>
type Decode = (bytes: Uint8Array) => string

/** One byte for each character (WHATWG Encoding, 9). */
const singleSets: readonly string[] = [
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-874',
  'iso-8859-2',
  'iso-8859-5',
  'iso-8859-6',
  'iso-8859-7',
  'iso-8859-8',
  'iso-8859-13',
  'iso-8859-15',
  'iso-8859-16',
  'koi8-r',
  'koi8-u',
  'ibm866',
]
const latin = 'windows-1252'
const iso2022Jp = 'ISO-2022-JP'

/** Two bytes for each character of a script, without one of which nobody writes a text so; by blocks: `\p{Script=Han}` takes longer at each start than all else here. */
const doubleSets: readonly (readonly [label: string, script: RegExp])[] = [
  ['gbk', /[\u3005-\u3007\u3400-\u9fff\uf900-\ufaff]/],
  ['big5', /[\u3005-\u3007\u4e00-\u9fff]/],
  ['shift_jis', /[\u3005-\u3007\u3041-\u30ff\u4e00-\u9fff]/],
  ['euc-jp', /[\u3005-\u3007\u3041-\u30ff\u4e00-\u9fff]/],
  ['euc-kr', /[\uac00-\ud7a3]/],
]

const names: ReadonlyMap<string, string> = new Map([
  ['gbk', 'GBK'],
  ['big5', 'Big5'],
  ['shift_jis', 'Shift_JIS'],
  ['euc-jp', 'EUC-JP'],
  ['euc-kr', 'EUC-KR'],
])

const asciiMax = 0x7f
const firstHigh = 0x80
const leadMin = 0x81
const leadMax = 0xfe
const trailMin = 0x40
const trailMax = 0xfe
/** In fewer bytes chance writes them. */
const bytesMin = 6
/** The least signs in URLs: of sets with one byte for each character there are many. */
const urlCharsMin = { single: 8, double: 6 }

const beyondAscii = /[^\0-\x7f]/
const latin1 = /^[\0-\xff]+$/

const tables = new Map<string, Table>()

function tableOf(label: string, make: (decode: Decode) => Table): Table {
  const known = tables.get(label)
  if (known !== undefined) return known
  const decoder = new TextDecoder(label)
  const made = make((bytes) => decoder.decode(bytes))
  tables.set(label, made)
  return made
}

function ofSingles(decode: Decode): Table {
  const all = Uint8Array.from({ length: 128 }, (_, index) => firstHigh + index)
  const chars = decode(all)
  return new Map(Array.from(chars, (char, index): [string, number[]] => [char, [firstHigh + index]]))
}

/** All pairs, a line end behind each: it is of no pair. */
let allPairs: Uint8Array | null = null
const pairBytes = 3

function everyPair(): Uint8Array {
  const trails = trailMax - trailMin + 1
  const pairs = new Uint8Array((leadMax - leadMin + 1) * trails * pairBytes)
  for (let index = 0; index * pairBytes < pairs.length; index++) {
    pairs[index * pairBytes] = leadMin + Math.floor(index / trails)
    pairs[index * pairBytes + 1] = trailMin + (index % trails)
    pairs[index * pairBytes + 2] = 0x0a
  }
  return pairs
}

function ofPairs(decode: Decode): Table {
  const pairs = (allPairs ??= everyPair())
  const made = new Map<string, readonly number[]>()
  for (const [index, char] of decode(pairs).split('\n').entries()) {
    const at = index * pairBytes
    if (char.length === 1 && char !== '\ufffd' && !made.has(char))
      made.set(char, [pairs[at] as number, pairs[at + 1] as number])
  }
  return made
}

/** The bytes of each character of a text; null where one has none. */
function charsIn(text: string, table: Table): readonly (readonly number[])[] | null {
  const chars: (readonly number[])[] = []
  for (const char of text) {
    const bytes = char.charCodeAt(0) <= asciiMax ? [char.charCodeAt(0)] : table.get(char)
    if (bytes === undefined) return null
    chars.push(bytes)
  }
  return chars
}

/** A text with letters beyond ASCII in each set that has all of them; sets that write it alike once. */
export function inCharacterSets(text: string): readonly InSet[] {
  if (!beyondAscii.test(text)) return []
  const found = new Map<string, InSet>()
  const add = (
    name: string,
    chars: readonly (readonly number[])[] | null,
    least: number,
    urlLeast: number,
  ): void => {
    if (chars === null) return
    const bytes = Buffer.from(chars.flat())
    const key = bytes.toString('latin1')
    const inUrls = urlsOf(chars).filter((url) => url.length >= urlLeast)
    const isLong = bytes.length >= least
    if ((isLong || inUrls.length > 0) && !found.has(key))
      found.set(key, { name, bytes: isLong ? bytes : null, inUrls })
  }
  const codes = Array.from(text, (char) => [char.charCodeAt(0)])
  if (latin1.test(text)) add('Latin-1', codes, 1, 1)
  for (const label of singleSets) {
    const chars = charsIn(text, tableOf(label, ofSingles))
    add(label, chars, bytesMin, urlCharsMin.single)
    // What the Latin alphabet of the west has is written in it: its neighbours have it at the same places, or mean other languages.
    if (label === latin && chars !== null) break
  }
  for (const [label, script] of doubleSets) {
    if (!script.test(text)) continue
    const chars = charsIn(text, tableOf(label, ofPairs))
    add(names.get(label) ?? label, chars, bytesMin, urlCharsMin.double)
    if (label === 'euc-jp' && chars !== null && chars.flat().length >= bytesMin)
      found.set(iso2022Jp, { name: iso2022Jp, bytes: inIso2022Jp(chars), inUrls: [] })
  }
  return [...found.values()]
}

/** EUC-JP without its high bits, between the signs that begin two bytes for each character and end them (RFC 1468). */
function inIso2022Jp(chars: readonly (readonly number[])[]): Buffer {
  const out: number[] = []
  let isDouble = false
  for (const bytes of [...chars, []]) {
    if (bytes.length > 1 !== isDouble) {
      isDouble = !isDouble
      out.push(0x1b, ...Buffer.from(isDouble ? '$B' : '(B'))
    }
    out.push(...bytes.map((byte) => byte & asciiMax))
  }
  return Buffer.from(out)
}

/** Java escapes both bytes of a character, browsers leave the second as it is where it is a letter; forms write `+` for a blank. */
function urlsOf(chars: readonly (readonly number[])[]): readonly string[] {
  const written = [true, false].map((isWhole) =>
    chars.map((bytes) => bytes.map((byte) => inUrl(byte, isWhole && bytes.length > 1)).join('')).join(''),
  )
  return [...new Set(written.flatMap((url) => [url, url.replaceAll('%20', '+')]))]
}

function inUrl(byte: number, isEscaped: boolean): string {
  const char = String.fromCharCode(byte)
  return !isEscaped && /[\w.-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
