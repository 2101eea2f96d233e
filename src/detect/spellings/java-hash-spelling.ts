import { javaHash } from '../hashes/java-hash.ts'
import type { EdgedForm } from '../identifier-type.ts'
import { edges } from './matcher.ts'

/**
 * The UUID that very many apps make of Java's `hashCode()` of a text, after an answer that was copied since 2010:
 *
 *     new UUID(androidId.hashCode(), ((long) deviceId.hashCode() << 32) | simSerial.hashCode())
 *
 * Its first half is the hash of the Android ID alone, with its sign in front; the second is of numbers that apps of today
 * may not read, and the same on all phones.
 */

/** The beginnings of that UUID for an Android ID; nothing for other kinds. */
export function* javaHashSpellings(identifier: string, text: string): Generator<EdgedForm> {
  if (identifier !== 'android-id') return
  const hash = javaHash(text)
  const hex = (hash >>> 0).toString(16).padStart(8, '0')
  const half = `${hash < 0 ? 'ffffffff' : '00000000'}-${hex.slice(0, 4)}-${hex.slice(4)}-`
  for (const one of [half, half.toUpperCase(), half.replaceAll('-', '')])
    yield { form: "UUID of Java's hash codes", bytes: Buffer.from(one), edge: edges.none }
}
