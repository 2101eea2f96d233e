import { isPrintable } from './printable.ts'

/** Every second byte is 0 in UTF-16 of western text. */
export function mayBeUtf16(bytes: Uint8Array, start: number, end: number): boolean {
  const stop = Math.min(end, start + 24) - 1
  if (stop - start < 14) return false
  for (const shift of [0, 1]) {
    let at = start + shift
    while (at <= stop && bytes[at] === 0 && bytes[at ^ 1] !== 0) at += 2
    if (at > stop) return true
  }
  return false
}

/** UTF-32 of western text: of each four bytes three are 0, the same for six characters. A mark of byte order may stand in front. */
export function mayBeUtf32(bytes: Uint8Array, start: number, end: number): boolean {
  const stop = start + 24
  if (stop > end) return false
  const isBig = bytes[start] === 0
  for (let at = start; at < stop; at += 4) {
    const low = bytes[isBig ? at + 3 : at] as number
    const isMark = at === start && (isBig ? low === 0xff : low === 0xff && bytes[at + 1] === 0xfe)
    if (isMark) continue
    const others = isBig
      ? (bytes[at] as number) | (bytes[at + 1] as number) | (bytes[at + 2] as number)
      : (bytes[at + 1] as number) | (bytes[at + 2] as number) | (bytes[at + 3] as number)
    if (others !== 0 || (low < 0x20 && low !== 9 && low !== 10 && low !== 13)) return false
  }
  return true
}

/** Characters of a run of UTF-16 that are no chance. */
const utf16RunCharsMin = 8

/** A run of western text in UTF-16 anywhere: printable bytes with a 0 beside each. */
export function hasUtf16Run(bytes: Buffer, start: number, end: number): boolean {
  let run = 0
  for (let at = start; at + 1 < end; at++) {
    // In a run every second place is such a pair, whichever byte comes first.
    const isPair =
      (bytes[at] === 0 && isPrintable(bytes[at + 1] as number)) ||
      (bytes[at + 1] === 0 && isPrintable(bytes[at] as number))
    run = isPair ? run + 1 : 0
    if (run >= utf16RunCharsMin * 2) return true
  }
  return false
}
