import { createHash } from 'node:crypto'
import { limits } from '../../core/limits.ts'
import { entropyOf } from '../../core/signs/entropy.ts'
import { decode } from '../../decode/decode.ts'
import type { DecodeInput, Node } from '../../decode/types.ts'
import { placeNumber, rangeWith } from '../../assess/diff/near-values.ts'
import { partMark } from '../../assess/diff/parts.ts'
import type { RunField } from '../../assess/diff.ts'
import type { RequestWatch, WatchedRequest } from './request-watch.ts'

/**
 * Collects the fields of everything that was sent in one run, each with the values it had: what `varde diff` compares.
 * Bounded: values are kept as digests, so many for each field, so many fields.
 */
export class FieldWatch implements RequestWatch {
  readonly fields: Map<string, RunField> = new Map()
  messages = 0
  /** Fields beyond the limit, which are not compared. */
  left = 0
  /** Requests that may never have been sent, which are not compared. */
  mayBeUnsent = 0

  /** A request as it is decoded, and the name of its server. */
  request(input: DecodeInput, { host, method, mayBeUnsent }: WatchedRequest): void {
    if (mayBeUnsent === true) {
      this.mayBeUnsent++
      return
    }
    this.messages++
    const question = input.target.indexOf('?')
    const path = templateOf(question < 0 ? input.target : input.target.slice(0, question))
    // What is no HTTP has neither method nor path.
    const where = [host, method, path].filter((word) => word !== '').join(' ')
    this.walk(decode(input).root, where)
  }

  private walk(node: Node, where: string): void {
    if (node.children.length === 0) {
      if (node.bytes.length === 0 || node.step.step === 'message') return
      const name = `${where} ${fieldOf(node)}`
      this.add(name, node.bytes)
      this.addParts(name, node.bytes)
      return
    }
    // Text behind lengths in bytes is a guess, which random ones allow now and then: they are also a field by themselves.
    if (node.children.some(({ step }) => isGuess(step.step)) && !isLegible(node.bytes))
      this.add(`${where} ${fieldOf(node)}`, node.bytes)
    for (const child of node.children) this.walk(child, where)
  }

  /** Values that stand beside others in one text (`time|id|nonce`), each by its place in it. */
  private addParts(name: string, bytes: Buffer): void {
    if (bytes.length > partedBytesMax || !isLegible(bytes)) return
    const parts = bytes.toString('utf8').split(/[|_;,&()\s]+/)
    if (parts.length < 2 || parts.length > partsMax) return
    for (const [index, part] of parts.entries())
      if (part.length >= partCharsMin && /\d/.test(part))
        this.add(`${name}${partMark}${index + 1}`, Buffer.from(part))
  }

  private add(name: string, bytes: Buffer): void {
    let field = this.fields.get(name)
    if (field === undefined) {
      if (this.fields.size >= limits.diff.fieldsMax) {
        this.left++
        return
      }
      field = {
        values: new Set(),
        samples: [],
        count: 0,
        bytesMin: bytes.length,
        bytesMax: bytes.length,
        bits: 0,
      }
      this.fields.set(name, field)
    }
    field.count++
    if (field.range !== null) field.range = rangeWith(field.range, placeNumber(bytes))
    field.bytesMin = Math.min(field.bytesMin, bytes.length)
    field.bytesMax = Math.max(field.bytesMax, bytes.length)
    if (field.isCut === true) return
    const digest = createHash('sha256').update(bytes).digest('base64').slice(0, 16)
    if (field.values.has(digest)) return
    if (field.values.size >= limits.diff.valuesMax) {
      field.isCut = true
      return
    }
    field.values.add(digest)
    if (field.samples.length < samplesMax) field.samples.push([digest, shown(bytes)])
    if (isText(bytes)) field.isText = true
    field.bits = Math.max(field.bits, entropyOf(bytes, 0, bytes.length, bytes.length))
  }
}

const partedBytesMax = 512
const partsMax = 16
/** A country's code of mobile networks (242) is a value that is changed on purpose; what is shorter are counters. */
const partCharsMin = 3

/** What reads texts in any bytes, and so now and then in random ones. */
function isGuess(step: string): boolean {
  return guesses.has(step)
}

const guesses: ReadonlySet<string> = new Set([
  'sized-text',
  'framed',
  'percent',
  'utf16',
  'quoted-printable',
  'form',
])

function isLegible(bytes: Buffer): boolean {
  const text = bytes.toString('utf8')
  return Buffer.from(text).equals(bytes) && !/[\0-\x08\x0e-\x1f]/.test(text)
}

const samplesMax = 8
const shownCharsMax = 64

function shown(bytes: Buffer): string {
  return isLegible(bytes)
    ? bytes.toString('utf8').slice(0, shownCharsMax)
    : bytes.toString('hex').slice(0, shownCharsMax)
}

/** Words between blanks: as long as it is, it has the entropy of something encrypted, and people read it all the same. */
function isText(bytes: Buffer): boolean {
  const text = bytes.toString('utf8')
  return /[^\s] [^\s]/.test(text) && !/[\0-\x08\x0e-\x1f\ufffd]/.test(text)
}

/** Segments that are numbers or ids are one segment: the same script gives others. */
function templateOf(path: string): string {
  return path
    .split('/')
    .map((segment) => (/\d{3,}|^[0-9a-fA-F-]{8,}$/.test(segment) || segment.length > 40 ? '*' : segment))
    .join('/')
}

/** Where a value stands, without what numbers the elements of lists. */
function fieldOf(node: Node): string {
  const steps: string[] = []
  for (let at: Node | null = node; at !== null && at.step.step !== 'message'; at = at.parent) {
    const { step, detail } = at.step
    const place = detail.replace(/\[\d+\]/g, '[]')
    steps.push(place === '' ? step : `${step} ${place}`)
  }
  return steps.reverse().join(' → ')
}
