/** Fewer bytes identify nobody. */
const freeBytesMin = 8
/** Fewer characters in a row are no text. */
const textCharsMin = 12
/** How often random bytes may be taken for a text. */
const chanceMax = 1 / 10_000
/** Of all bytes the shares that are printable, and that stand in numbers, names and addresses. */
const printableShare = 95 / 256
const nameShare = 67 / 256
const isNameByte: readonly boolean[] = Array.from({ length: 256 }, (_, code) =>
  /[0-9A-Za-z.:_@-]/.test(String.fromCharCode(code)),
)

/**
 * As many characters in a row, out of a `share` of all bytes, stand in `bytes` random ones in fewer than `chanceMax` of cases.
 * Keys that hold against quantum computers have more than a thousand bytes.
 */
function runMin(bytes: number, share: number): number {
  const starts = (bytes - textCharsMin) * (1 - share)
  return Math.max(textCharsMin, Math.ceil(Math.log(chanceMax / starts) / Math.log(share)))
}

/** Adds bytes that may be anything to `free` (starts and ends, in turn); zeros in front and behind are nothing. */
export function addFree(buf: Buffer, from: number, to: number, free: number[]): void {
  let start = from
  while (start < to && buf[start] === 0) start++
  let end = to
  while (end > start && buf[end - 1] === 0) end--
  if (end - start >= freeBytesMin) free.push(start, end)
}

/** Adds bytes that should be random, or as secret: all of them where there is a text in them that is longer than chance makes one. */
export function addText(buf: Buffer, from: number, to: number, free: number[]): void {
  if (to - from < textCharsMin) return
  let printable = 0
  let name = 0
  for (let at = from; at < to; at++) {
    const byte = buf[at] as number
    if (byte < 0x20 || byte > 0x7e) {
      printable = 0
      name = 0
      continue
    }
    if (isNameByte[byte] !== true) name = 0
    // What fills a place repeats one byte.
    if (at > from && byte === buf[at - 1]) continue
    printable++
    if (isNameByte[byte] === true) name++
    // No run that counts is shorter, and random bytes hardly have one as long.
    if (printable < textCharsMin) continue
    if (printable < runMin(to - from, printableShare) && name < runMin(to - from, nameShare)) continue
    free.push(from, to)
    return
  }
}

/** First bytes of numbers of suites that there are (IANA's register, and older ones), beside those of GREASE. */
const suiteBytes: ReadonlySet<number> = new Set([0x00, 0x13, 0x56, 0xc0, 0xc1, 0xcc, 0xd0, 0xfe, 0xff])
/** A client may know a few that nobody else does. */
const unknownNumbersMin = 3

/** Adds a list of suites in which several are none. */
export function addNumbers(buf: Buffer, from: number, to: number, free: number[]): void {
  let unknown = 0
  for (let at = from; at + 2 <= to; at += 2) {
    const first = buf[at] as number
    const isGrease = (first & 0x0f) === 0x0a && first === buf[at + 1]
    if (!isGrease && !suiteBytes.has(first)) unknown++
  }
  if (unknown >= unknownNumbersMin) addFree(buf, from, to, free)
}
