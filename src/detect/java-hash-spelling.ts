import { javaHash } from './hashes/java-hash.ts'
import type { EdgedForm } from './identifier-type.ts'
import { edges } from './matcher.ts'

/**
 * What Java programs make of a text with `hashCode()`: the number as it is, and the UUID that very many apps make after an
 * answer that was copied since 2010:
 *
 *     new UUID(androidId.hashCode(), ((long) deviceId.hashCode() << 32) | simSerial.hashCode())
 *
 * Its first half is the hash of the Android ID alone, with its sign in front; the second is of numbers that apps of today
 * may not read, and the same on all phones.
 */

/** Shorter texts, and shorter numbers, are chance. */
const textCharsMin = 8
const digitsMin = 9

/** The hashes of one text of a value. */
export function* javaHashSpellings(identifier: string, text: string): Generator<EdgedForm> {
  if (text.length < textCharsMin) return
  const hash = javaHash(text)
  const decimals = String(hash)
  if (decimals.length >= digitsMin)
    yield { form: "Java's hash code", bytes: Buffer.from(decimals), edge: edges.word }
  if (identifier !== 'android-id') return
  const hex = (hash >>> 0).toString(16).padStart(8, '0')
  const half = `${hash < 0 ? 'ffffffff' : '00000000'}-${hex.slice(0, 4)}-${hex.slice(4)}-`
  for (const one of [half, half.toUpperCase(), half.replaceAll('-', '')])
    yield { form: "UUID of Java's hash codes", bytes: Buffer.from(one), edge: edges.none }
}
