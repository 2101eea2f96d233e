import type { DigestInput } from '../digests/digest-input.ts'
import type { Detection } from '../types.ts'
import { detection } from './hidden-detection.ts'
import type { XorSuspect } from './xor-suspects.ts'

/** What is found under XOR. */
export interface Xored {
  readonly text: DigestInput
  readonly key: Buffer
  /** Name of the field that held the key, or where else it stands; '' where the value gave it. */
  readonly keyFrom: string
}

/** All of the suspect is a known value, or holds it, under XOR. */
export function xorDetection(suspect: XorSuspect, found: Xored): Detection {
  return xorDetectionAt(suspect, found, 0, suspect.node.bytes.length)
}

/** A known value under XOR at these bytes of the suspect's node. */
export function xorDetectionAt(
  { node, written }: XorSuspect,
  { text, key, keyFrom }: Xored,
  start: number,
  end: number,
): Detection {
  const shown = keyFrom === '' ? `key ${key.toString('hex')}` : keyFrom
  const reason =
    keyFrom === '' ? 'the value itself gives the key, and the key opens text' : `${keyFrom} opens it`
  return detection(text, node, start, end, `XOR, ${shown}${inWriting(written)}`, [reason])
}

/** What the bytes are written in, behind how they are hidden, for people. */
export function inWriting(written: XorSuspect['written']): string {
  return written === '' ? '' : ` in ${written}`
}
