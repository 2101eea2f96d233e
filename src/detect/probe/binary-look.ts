import type { IndicatorSet } from '../indicators.ts'
import type { KeyTable } from '../names/key-name.ts'
import type { BodySuspicion } from './body-suspicion.ts'
import { binaryBit, classes } from './byte-roles.ts'
import { holdsCborName } from './cbor-names.ts'
import { depthMax } from './encoded-runs.ts'
import type { Looker } from './encoded-runs.ts'

/** So far fields are looked for inside fields. */
const overlappedBytesMax = 2_048
/** The first length that is a character. */
const fieldCharMin = 32

/** Looks at bytes that are no text for what binary forms hold. */
export class BinaryLook {
  private readonly looker: Looker
  private readonly set: IndicatorSet
  private readonly keys: KeyTable
  private readonly bodies: BodySuspicion

  constructor(looker: Looker, set: IndicatorSet, keys: KeyTable, bodies: BodySuspicion) {
    this.looker = looker
    this.set = set
    this.keys = keys
    this.bodies = bodies
  }

  /** True where the detector has to read `buf[start, end)`, `depth` encodings deep. */
  holds(buf: Buffer, start: number, end: number, depth: number): boolean {
    return (
      this.holdsValue(buf, start, end) ||
      holdsCborName(this.keys, buf, start, end) ||
      this.hidesInField(buf, start, end, depth) ||
      this.bodies.hasDigest(buf, start, end)
    )
  }

  /** The same of bytes behind a header of known form: names and values in it are not side by side. */
  holdsInFramed(buf: Buffer, start: number, end: number): boolean {
    return (
      this.holdsValue(buf, start, end) ||
      (hasHighBytes(buf, start, end) && this.bodies.hasDigest(buf, start, end))
    )
  }

  private holdsValue(buf: Buffer, start: number, end: number): boolean {
    const { binaryMatcher, rare, placeSearch } = this.set
    return (
      binaryMatcher.binaryContains(buf, start, end) ||
      rare.binaryMatcher.binaryContains(buf, start, end) ||
      placeSearch.find(buf, start, end, true) !== null
    )
  }

  /**
   * Text of a field of Protocol Buffers whose length is a character, too: it looks like the text's first one, and what an
   * encoding hides is cut wrongly with it.
   */
  private hidesInField(buf: Buffer, start: number, end: number, depth: number): boolean {
    if (depth === depthMax) return false
    let at = start + 1
    while (at < end) {
      const size = buf[at] as number
      const from = at + 1
      const isLength = size >= fieldCharMin && size < 127 && ((buf[at - 1] as number) & 7) === 2
      at++
      if (!isLength || from + size > end) continue
      const to = from + size
      let stop = from
      while (stop < to && ((classes[buf[stop] as number] as number) & binaryBit) === 0) stop++
      if (stop < to) continue
      if (this.looker.look(buf, from, to, depth + 1)) return true
      // Text in front may look like a field that reaches into the next one.
      if (at - start > overlappedBytesMax) at = to + 1
    }
    return false
  }
}

/**
 * True where as many bytes have their top bit set as no ordinary question of DNS has (its number has two at most). Of 16
 * bytes of a digest fewer have it in 1 of 500 cases. Without this, the first question would have the table of digests made.
 */
function hasHighBytes(buf: Buffer, start: number, end: number): boolean {
  let count = 0
  for (let at = start; at < end; at++) count += (buf[at] as number) >> 7
  return count > 2
}
