import { endOfRun, startOfRun } from '../../core/signs/run-bounds.ts'

/**
 * Whether a text is mostly a list of bytes: `[123, 34, 105]`, `7b:22:69`, `0x7b,0x22`, `=7B=22=69`,
 * `{"0":123,"1":34}`. Names and values in it
 * show to nobody who reads text. A few bytes decide for nearly all messages; what may be a list is read.
 */

const samples = 48
/** Of the samples, so many may be of other fields around. */
const othersMax = 14
const bytesMin = 64
/** Items in a row, nearly all of which stand for printable characters. */
const itemsMin = 16

/** What stands in such lists, also in URLs, and signs that stand between all bytes of some: one and the same in each. */
const signs = { list: 1, between: 2 } as const
const signOf: Uint8Array = new Uint8Array(256)
for (const char of '0123456789abcdefABCDEFxX,:; +%=\t\r\n') signOf[char.charCodeAt(0)] = signs.list
for (const char of '-._/|*#~\\') signOf[char.charCodeAt(0)] = signs.between
/** At least so many samples of a list are its sign: an item has three characters at most. */
const betweenMin = 8

/** True where a list of printable characters' codes is in `buf[start, end)`, which is mostly signs of lists. */
export function mayBeByteList(buf: Buffer, start: number, end: number): boolean {
  const length = end - start
  if (length < bytesMin) return false
  const lists = listsLike(buf, start, length)
  if (lists === null) return false
  const stop = Math.min(end, start + readBytesMax)
  if (lists === kept?.plain && !mayHoldPlain(buf, start, stop)) return false
  const text = buf.toString('latin1', start, stop)
  return lists.some((list) => list.test(text))
}

/** The kinds of lists that the samples look like; null for nearly all messages. */
function listsLike(buf: Buffer, start: number, length: number): readonly RegExp[] | null {
  let others = 0
  let between = 0
  let count = 0
  // In steps that share no divisor with the length of an item; ordinary text is left after a few.
  const step = Math.max(1, (length / samples) | 0) | 1
  const end = start + Math.min(length, step * samples)
  for (let at = start; at < end; at += step) {
    const code = buf[at] as number
    const sign = signOf[code]
    if (sign === signs.list) continue
    if (sign === signs.between && (between === 0 || code === between)) {
      between = code
      count++
    } else if (++others > othersMax) return null
  }
  if (count >= betweenMin) return (kept ??= makeLists()).signed
  return others + count <= othersMax ? (kept ??= makeLists()).plain : null
}

/** What the lists without a sign of their own are written with, members under their numbers and escaped ends of lines among them. */
const isPlainSign: Uint8Array = new Uint8Array(256)
for (const char of '0123456789abcdefABCDEFxXrRnN,:; +%=\t\r\n"\\-') isPlainSign[char.charCodeAt(0)] = 1
/** The shortest of them; with a blank inside two groups of a dump of UTF-16. */
const plainBytesMin = '41424344 41424344 41424344'.length
const dumpBytesMin = '00410042 00430044'.length

/** False where no list of {@link Lists.plain} can be in `[start, stop)`: of any one byte is met by steps that long, and all beside it are its. */
function mayHoldPlain(buf: Buffer, start: number, stop: number): boolean {
  const table = isPlainSign
  for (let at = start + dumpBytesMin - 1; at < stop; at += dumpBytesMin) {
    if (table[buf[at] as number] === 0) continue
    const left = startOfRun(table, buf, at, start)
    const right = endOfRun(table, buf, at + 1, stop)
    if (right - left >= plainBytesMin) return true
    if (right - left >= dumpBytesMin && holdsBlank(buf, left, right)) return true
    at = right
  }
  return false
}

function holdsBlank(buf: Buffer, left: number, right: number): boolean {
  for (let at = left; at < right; at++) if (buf[at] === 0x20) return true
  return false
}

const readBytesMax = 65_536

interface Lists {
  readonly plain: readonly RegExp[]
  /** Those that may have one and the same sign behind each item, and all others. */
  readonly signed: readonly RegExp[]
}

/** Made when a message comes that looks like a list: few scans have one. */
let kept: Lists | null = null

function makeLists(): Lists {
  /** The end of a line as it is, and as JSON and forms escape it, with the blanks that the next one begins with. */
  const lineEnd = '(?:\\r?\\n|\\\\{1,4}r|\\\\{1,4}n|%0D|%0A){1,4}(?:[ \\t+]|%20){0,8}'
  /** Behind an item, plain or escaped. */
  const behind = `(?:(?:,|%2C|:|%3A|;|[ +]|%20)(?:[ +]|%20|${lineEnd})?|${lineEnd})`
  const character = '(?:3[2-9]|[4-9]\\d|1[01]\\d|12[0-6])'
  const decimal = new RegExp(`(?:${character}${behind}){${itemsMin}}`, 'i')
  const hex = new RegExp(`(?:(?:0x)?[2-7][0-9a-f]${behind}){${itemsMin}}`, 'i')
  /** One and the same sign behind each. */
  const signedDecimal = new RegExp(`${character}([-._/|*#~])(?:${character}\\1){${itemsMin - 1}}`)
  const signedHex = new RegExp(`[2-7][0-9a-f]([-._/|*#~])(?:[2-7][0-9a-f]\\1){${itemsMin - 1}}`, 'i')
  /** Groups of a dump (tabs and line ends among the characters), and its words of 32 bits, of ASCII or of text in UTF-16. */
  const dumped =
    /(?:(?:[2-7][0-9a-f]|0[9ad]){2}(?: {1,2}|\+{1,2}|(?:%20){1,2})){7}|(?:(?:[2-7][0-9a-f]){4}(?: |\+|%20)){3}|(?:(?:[2-7][0-9a-f]){8}(?: |\+|%20)){2}|(?:00[2-7][0-9a-f]){2} (?:00[2-7][0-9a-f]){2}/i
  const octalByte = '(?:0[4-7][0-7]|01[125]|1[0-7]{2})'
  const octal = new RegExp(`(?:${octalByte}${behind}){${itemsMin}}`, 'i')
  const octalEscapes = new RegExp(`(?:\\\\{1,4}${octalByte}){${itemsMin}}`)
  /** In a form their strokes are escaped, too. */
  const octalInForm = new RegExp(`(?:%5C${octalByte}){${itemsMin}}`, 'i')
  const escaped = new RegExp(`(?:(?:=|%3D)[2-7][0-9A-F]){${itemsMin}}`, 'i')
  /**
   * Members of an object under their numbers, of which the samples of `holdsByteArray` miss some. JSON four times in JSON
   * has 15 backslashes before a quote; in a long run of them each would begin a search through all behind it.
   */
  const numbered =
    /(?:(?:\\{0,15}"|%22)\d{1,6}(?:\\{0,15}"|%22)(?::|%3A)(?: |\+|%20)?-?\d{1,3}(?:,|%2C)(?: |\+|%20)?){6}/i
  const plain = [decimal, hex, escaped, numbered, dumped, octal, octalInForm]
  return { plain, signed: [signedDecimal, signedHex, octalEscapes, ...plain] }
}
