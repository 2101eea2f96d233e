import { wordClasses } from '../names/key-name.ts'
import type { KeyTable } from '../names/key-name.ts'

/** CBOR's heads of text of at most 23 bytes, and of values that are long enough to be one: numbers, bytes, text, lists and maps. */
const cborText = 0x60
const cborTextMax = 23
const cborNameMin = 2
const cborHeads: Uint8Array = new Uint8Array(256)
for (const [from, to] of [
  [0x18, 0x1b],
  [0x40, 0x5b],
  [0x60, 0x7b],
  [0x7f, 0xdf],
  [0xf9, 0xfb],
] as const)
  cborHeads.fill(1, from, to + 1)

/**
 * A name in CBOR, whose length in front and the head of a short value behind are letters: `dimeio352099001761480` is
 * one word.
 */
export function holdsCborName(keys: KeyTable, buf: Buffer, start: number, end: number): boolean {
  const { tails } = keys
  for (let at = start; at < end; at++) {
    const size = (buf[at] as number) - cborText
    if (size < cborNameMin || size > cborTextMax) continue
    const stop = at + 1 + size
    if (stop >= end || cborHeads[buf[stop] as number] === 0) continue
    const tail =
      ((wordClasses[buf[stop - 3] as number] as number) << 10) |
      ((wordClasses[buf[stop - 2] as number] as number) << 5) |
      (wordClasses[buf[stop - 1] as number] as number)
    if ((((tails[tail >> 5] as number) >>> (tail & 31)) & 1) !== 0 && keys.find(buf, at + 1, stop) !== 0)
      return true
  }
  return false
}
