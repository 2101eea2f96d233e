/** Fewer bytes identify nobody. */
const freeBytesMin = 8
/** Printable characters in a row that random bytes have once in 10,000 hellos. */
const textCharsMin = 12

/** Adds bytes that may be anything to `free` (starts and ends, in turn); zeros in front and behind are nothing. */
export function addFree(buf: Buffer, from: number, to: number, free: number[]): void {
  let start = from
  while (start < to && buf[start] === 0) start++
  let end = to
  while (end > start && buf[end - 1] === 0) end--
  if (end - start >= freeBytesMin) free.push(start, end)
}

/** Adds bytes that should be random, or as secret: all of them where there is a text in them. */
export function addText(buf: Buffer, from: number, to: number, free: number[]): void {
  let run = 0
  for (let at = from; at < to; at++) {
    const byte = buf[at] as number
    // What fills a place repeats one byte.
    if (byte < 0x20 || byte > 0x7e) run = 0
    else if (at === from || byte !== buf[at - 1]) run++
    if (run < textCharsMin) continue
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
