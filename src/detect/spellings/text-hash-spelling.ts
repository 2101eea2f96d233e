import { djb2, djb2Backwards, djb2Xored } from '../hashes/djb2.ts'
import { fnv1a32 } from '../hashes/fnv.ts'
import { javaHash } from '../hashes/java-hash.ts'
import type { EdgedForm } from '../identifier-type.ts'
import { edges } from './matcher.ts'

/**
 * Hashes of 32 bits that programs make of a text in a loop of a few lines, to have a short number of it: Java's `hashCode()`,
 * FNV-1a, and that of D. J. Bernstein. Languages print them with their sign and without it (`hash >>> 0`,
 * `Math.abs(hash)`), and in hex.
 */

/** Shorter texts, and shorter numbers, are chance. */
const textCharsMin = 8
const decimalsMin = 9
const hexDigits = 8

const hashes: readonly (readonly [form: string, hash: (text: string) => number])[] = [
  ["Java's hash code", javaHash],
  ['FNV-1a', (text) => fnv1a32(Buffer.from(text))],
  ['djb2', djb2],
  ['djb2', djb2Xored],
  ['djb2', djb2Backwards],
]

/** The hashes of one text of a value. */
export function* textHashSpellings(text: string): Generator<EdgedForm> {
  if (text.length < textCharsMin) return
  for (const [form, hash] of hashes) {
    const number = hash(text) | 0
    const unsigned = number >>> 0
    const hex = unsigned.toString(16)
    // A sign in front of the digits is no neighbour of theirs.
    const written = [String(Math.abs(number)), String(unsigned)].filter(({ length }) => length >= decimalsMin)
    if (hex.length === hexDigits && /[a-f]/.test(hex)) written.push(hex, hex.toUpperCase())
    for (const one of new Set(written)) yield { form, bytes: Buffer.from(one), edge: edges.word }
  }
}
