import { hasBinaryByte } from '../spellings/binary-matcher.ts'
import { digestsIn } from './digest-search.ts'
import type { DigestPool, KnownDigest } from './digest-pool.ts'
import { hashedAs } from './hashed-as.ts'
import { confidenceOfWord, isWord } from './hashed-words.ts'
import { detection } from '../hidden/hidden-detection.ts'
import { isMeasuredNumber } from '../measured-number.ts'
import { nameOfKnown } from '../known/known-values.ts'
import type { SeenValue } from '../seen-values.ts'
import type { Detection } from '../types.ts'
import type { Node } from '../../decode/types.ts'

/** Digests of known values as they are, without a salt, in one value of a message. */
export function* plainDigests(pool: DigestPool, node: Node, value: SeenValue): Generator<Detection> {
  if (isMeasuredNumber(node.bytes)) {
    value.hasNoDigest = true
    return
  }
  const places = digestsIn(pool, node.bytes, !hasBinaryByte(node.bytes, 0, node.bytes.length))
  if (places.length === 0) value.hasNoDigest = true
  for (const { known, start, end, written, bytes } of places) {
    const whole = known.digest.length
    const part = bytes === whole ? '' : `, ${bytes} of ${whole} bytes`
    yield digestIn(known, node, start, end, `${written}${part}`)
  }
}

/** A digest of a known value that stands in `node`. `written`: how the digest is, for people. */
export function digestIn(
  known: KnownDigest,
  node: Node,
  start: number,
  end: number,
  written: string,
): Detection {
  if (isWord(known.input)) return digestOfWord(known, node, start, end, written)
  const of = hashedAs(known.input)
  const form = of === '' ? known.form : `${known.form} of ${of}`
  const { identifier, impliedBy } = known.input
  const whose = impliedBy === undefined ? "the profile's value" : nameOfKnown(identifier, impliedBy)
  return detection(known.input, node, start, end, `${form} in ${written}`, [
    of === ''
      ? `the ${form} of ${whose} stands here in ${written}`
      : `the ${form} stands here in ${written}: it is made of ${whose}`,
  ])
}

/** Other people have the same first name, and the same last name. */
function digestOfWord(
  { input, form }: KnownDigest,
  node: Node,
  start: number,
  end: number,
  written: string,
): Detection {
  const found = detection(input, node, start, end, `${form} of the ${input.text} in ${written}`, [
    `the ${form} of the ${input.text} in the profile's value stands here in ${written}`,
  ])
  return { ...found, confidence: confidenceOfWord(node.key, node.bytes, start) }
}
