import { judgedBytesMin, looksRandom } from '../../core/signs/entropy.ts'
import type { Node } from '../../decode/types.ts'
import type { ValuePlace } from './long-values.ts'
import { longSignRuns, longWords, shortCharsMin, textBytesMax } from './long-words.ts'
import { isMedia } from './media-signs.ts'
import type { OpaqueContext } from './opaque-payload.ts'
import type { PayloadJudge } from './payload-judge.ts'
import { wholeBody } from './payload-place.ts'
import { isPlainText, randomText } from './random-text.ts'
import type { RandomReader } from './random-value.ts'
import { signatureOr } from './token-signature.ts'
import { plainLength } from './undone-bytes.ts'
import type { UndoneBytes } from './undone-bytes.ts'
import { writtenAs } from './written-as.ts'

/** What decoding left as it is: bodies that nothing explains, and long values inside documents. */
export class LeftNodes {
  private readonly judge: PayloadJudge
  private readonly reader: RandomReader
  private readonly undone: UndoneBytes

  constructor(judge: PayloadJudge, reader: RandomReader, undone: UndoneBytes) {
    this.judge = judge
    this.reader = reader
    this.undone = undone
  }

  /** Judges what is left of a tree, but for what is `told`. True where any was taken for random bytes. */
  look(root: Node, told: ReadonlySet<Node>, context: OpaqueContext): boolean {
    const { randomValues } = this.judge
    const open: Node[] = [...root.children]
    // What was cut over fields is one payload, and not each piece another one beside it.
    const pieces = new Set<Node>()
    for (const node of open) {
      if (pieces.has(node)) continue
      for (const child of node.children) for (const piece of child.pieces ?? []) pieces.add(piece)
      // Text behind lengths is a guess that explains nothing.
      const children = node.children.filter(({ step }) => step.step !== 'sized-text')
      const isBody = node.step.step === 'body'
      const isExplained =
        children.length > 0 && !(children.every(isGuess) && this.reader.isRandom(node.bytes))
      const mayHold = node.bytes.length >= shortCharsMin && !told.has(node)
      if (isExplained && !(isBody && isRandomBehind(node))) {
        open.push(...children)
        if (mayHold && node.explained !== undefined) this.words(node, node.explained, context)
      } else if (told.has(node)) continue
      else if (isBody) {
        if (!this.judge.body(node.bytes, context) && mayHold && !this.isInMedia(node))
          this.words(node, [], context)
      } else if (mayHold && !this.isInMedia(node)) this.leaf(node, context)
    }
    return this.judge.randomValues > randomValues
  }

  /** A part of a picture, as a reading by chance cuts it. */
  private isInMedia(node: Node): boolean {
    let child = node
    for (let at: Node | null = node; at !== null; at = at.parent) {
      // What a coding of its own was undone of begins as such, and is no picture.
      if (at === node || guesses.has(child.step.step)) {
        const isLong = at.bytes.length >= longCharsMin && writtenAs(at.bytes) === 'base64'
        const written = isLong ? 'base64' : 'bytes'
        const value = isLong ? this.undone.of(at.bytes, 'base64') : at.bytes
        if (isMedia(value, plainLength(at.bytes, written))) return true
      }
      child = at
    }
    return false
  }

  private leaf(node: Node, context: OpaqueContext): void {
    if (node.part !== 'body' || writtenAs(node.bytes) !== 'bytes' || isPlainText(node.bytes))
      this.words(node, [], context)
    else this.judge.value(node.bytes, 'body', node.key, context)
  }

  /** The long words of a text, where no decoder claims them: `explained` are the ranges that one does. */
  private words(node: Node, explained: readonly number[], context: OpaqueContext): void {
    if (isInReferrer(node)) return
    const { place, field } =
      node.part === 'body' ? { place: 'body' as const, field: node.key } : placeInHead(node)
    const { bytes } = node
    const isWhole = explained.length === 0 && bytes.length <= textBytesMax
    const placeOfAll = node.step.step === 'body' ? wholeBody : place
    if (isWhole && !bytes.includes(dot) && this.judge.value(bytes, placeOfAll, field, context)) return
    let isAny = false
    for (const { word, at } of longWords(bytes, explained))
      isAny = this.judge.value(word, place, signatureOr(field, bytes, 0, bytes.length, at), context) || isAny
    if (isAny || !isWhole) return
    for (const word of longSignRuns(bytes)) this.judge.value(word, place, field, context, randomText(word))
  }
}

/** Characters of a value that may be a medium in base64. */
const longCharsMin = 128
const dot = 46

/** Readings that random bytes, and what they are written as, allow by chance: they do not make them less random. */
const guesses: ReadonlySet<string> = new Set(
  'percent utf16 framed quoted-printable protobuf base32 base64 base85 hex'.split(' '),
)

function isGuess({ step, children }: Node): boolean {
  return guesses.has(step.step) && children.every(isGuess)
}

/** Random bytes behind all that a reading accounts for. */
function isRandomBehind({ bytes, explained }: Node): boolean {
  const from = explained?.at(-1) ?? bytes.length
  return (
    bytes.length - from >= judgedBytesMin * 2 &&
    from * 2 <= bytes.length &&
    looksRandom(bytes, from, bytes.length)
  )
}

/** What a value in a head is called, and where it stands: by the step in front of which nothing is but the head. */
function placeInHead(node: Node): { place: ValuePlace; field: string } {
  for (let at: Node | null = node; at !== null; at = at.parent) {
    const [kind, name] = [at.step.step, at.key]
    if (kind === 'query' || kind === 'header' || kind === 'cookie') return { place: kind, field: name }
    if (kind === 'path') return { place: 'path', field: 'path' }
  }
  return { place: 'header', field: node.key }
}

/** In a header that repeats what another target said, however deep. */
function isInReferrer(node: Node): boolean {
  if (node.part === 'body') return false
  for (let at: Node | null = node; at !== null; at = at.parent)
    if (at.step.step === 'header' && /^refer(?:r?er)$/i.test(at.key)) return true
  return false
}
