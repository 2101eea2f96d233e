import type { DigestInput } from '../digests/digest-input.ts'
import { hasBinaryByte } from '../spellings/binary-matcher.ts'
import type { SeenValue } from '../seen-values.ts'
import type { Detection } from '../types.ts'
import { detection } from './hidden-detection.ts'
import { SubstitutedTable } from './substituted.ts'
import type { Node } from '../../decode/types.ts'

/** Known values in alphabets of their own, each in a field by itself. Made once for a profile. */
export class SubstitutedValues {
  private readonly texts: readonly DigestInput[]
  /** Made when it is first asked: most scans never do. */
  private kept: SubstitutedTable | null = null

  constructor(texts: readonly DigestInput[]) {
    this.texts = texts
  }

  /** `value`: what is known of the node's. */
  *in(node: Node, value: SeenValue): Generator<Detection> {
    // What gave text is what it is; by chance other bytes come out.
    if (node.children.some(({ bytes }) => !hasBinaryByte(bytes, 0, bytes.length))) return
    this.kept ??= new SubstitutedTable(this.texts)
    const places = this.kept.find(node.bytes)
    value.isNotSubstituted = places.length === 0
    for (const { text, start, end, form } of places) {
      const shown = detection(text, node, start, end, form, ['its signs repeat where those of the value do'])
      yield { ...shown, confidence: 'probable' }
    }
  }
}
