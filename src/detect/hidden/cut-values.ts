import type { DigestInput } from '../digests/digest-input.ts'
import type { Detection } from '../types.ts'
import { detection } from './hidden-detection.ts'
import type { Node } from '../../decode/types.ts'

const partBytesMin = 2
/** Longest part of a value: of a push token. */
const partBytesMax = 256
const partsMax = 512
const partsPerValueMax = 4
/** Counts as the length of what is no part: more than those of all parts of a value together. */
const noPart = partBytesMax * partsPerValueMax + 1
const counts = ['', '', 'two', 'three', 'four']

/** Known values that are cut over fields that follow each other. Made once for a profile. */
export class CutValues {
  private readonly byText: ReadonlyMap<string, DigestInput>
  /** A mark for each length of a text that parts may have together. */
  private readonly textLengths: Uint8Array
  /** Of each of these texts its length with its first two bytes: nearly all parts are done with one look. */
  private readonly textStarts: Set<number> = new Set()

  /** `byText`: those of `texts`. */
  constructor(texts: readonly DigestInput[], byText: ReadonlyMap<string, DigestInput>) {
    this.byText = byText
    this.textLengths = new Uint8Array(noPart * partsPerValueMax + 1)
    for (const { text } of texts) {
      const bytes = Buffer.from(text)
      const { length } = bytes
      if (length < partBytesMin || length >= noPart) continue
      this.textLengths[length] = 1
      this.textStarts.add(startOf(length, bytes))
      // In forms a plus sign stands for a blank.
      if (text.startsWith('+')) this.textStarts.add(startOf(length, Buffer.from(` ${text.slice(1)}`)))
    }
  }

  /** Fields that follow each other are together as long as a known value. Nearly no object has any. */
  mayBeIn({ children }: Node): boolean {
    const { textLengths } = this
    if (children.length < 2) return false
    // Names between them are no parts, and few have any.
    if (children.some(isName)) return true
    /** Bytes of the three in front. */
    let third = noPart
    let second = noPart
    let first = noPart
    const stop = Math.min(children.length, partsMax + partsPerValueMax)
    for (let at = 0; at < stop; at++) {
      const child = children[at] as Node
      const length = isPart(child) ? textOf(child).bytes.length : noPart
      const two = first + length
      const three = two + second
      if (textLengths[two] === 1 || textLengths[three] === 1 || textLengths[three + third] === 1) return true
      third = second
      second = first
      first = length
    }
    return false
  }

  /** A value that is cut over fields that follow each other: all of each is a part of it. */
  *in(node: Node): Generator<Detection> {
    const children = node.children.some(isName)
      ? node.children.filter((child) => !isName(child))
      : node.children
    for (let at = 0; at + 1 < children.length && at < partsMax; at++) {
      const first = children[at] as Node
      if (!isPart(first)) continue
      let length = textOf(first).bytes.length
      for (let count = 2; count <= partsPerValueMax; count++) {
        const next = children[at + count - 1]
        if (next === undefined || !isPart(next)) break
        length += textOf(next).bytes.length
        if (this.textLengths[length] !== 1) continue
        const begin = textOf(first).bytes
        // Of one byte, whose escape was longer, nothing is known.
        if (begin.length >= partBytesMin && !this.textStarts.has(startOf(length, begin))) continue
        const parts = children.slice(at, at + count)
        // A `+` in front of a number that was undone as if it stood in a form.
        const joined = Buffer.concat(parts.map((part) => textOf(part).bytes)).toString('utf8')
        const text = this.byText.get(joined.replace(/^ (?=\d)/, '+'))
        if (text === undefined) continue
        yield detection(text, first, 0, first.bytes.length, `cut in ${counts[count] ?? count}`, [
          `the value begins in "${first.key}" and ends in "${next.key}", ${count === 2 ? 'the field' : `${count - 1} fields`} behind it`,
        ])
      }
    }
  }
}

function isName({ step }: Node): boolean {
  return step.detail.startsWith('name of')
}

/** As long as a part of a value is. */
function isPart({ bytes }: Node): boolean {
  return bytes.length >= partBytesMin && bytes.length <= partBytesMax
}

/** A text's length with the first two of its bytes, of which the first part holds as many. */
function startOf(length: number, bytes: Buffer): number {
  return (length << 16) | ((bytes[0] as number) << 8) | (bytes[1] as number)
}

/** The node of a field's text, as its escapes stand for it. */
function textOf(node: Node): Node {
  const [only] = node.children
  const isEscaped = node.children.length === 1 && only !== undefined && only.step.step === 'percent'
  return isEscaped ? only : node
}
