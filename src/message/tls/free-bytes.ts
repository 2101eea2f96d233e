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
