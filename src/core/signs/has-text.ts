/** Printable characters in a row that ciphertext hardly has, fills of one byte apart. */
const textBytesMin = 16

/** Whether a text of `bytesMin` characters or more stands in bytes that look random otherwise. */
export function hasText(buf: Buffer, start: number, end: number, bytesMin: number = textBytesMin): boolean {
  let run = 0
  for (let at = start; at < end; at++) {
    const byte = buf[at] as number
    if (byte < 0x20 || byte > 0x7e) run = 0
    else if (at === start || byte !== buf[at - 1]) run++
    if (run >= bytesMin) return true
  }
  return false
}
