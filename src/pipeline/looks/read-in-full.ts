import { latin1 } from '../../core/latin1.ts'
import { limits } from '../../core/limits.ts'
import { decode, decodeBeside, decodePart, decodeValues } from '../../decode/decode.ts'
import { longValuesOf, partsOf } from '../../decode/long-values.ts'
import type { LongValues } from '../../decode/long-values.ts'
import type { DecodeInput, DecodeResult, Node, PartName } from '../../decode/types.ts'
import type { Detector } from '../../detect/detector.ts'
import type { DetectContext } from '../../detect/family-type.ts'
import { insertionLeftOpen, tableHeadOf } from '../../detect/names/text-members.ts'
import { foremost } from '../../detect/foremost.ts'
import type { Confidence, DetectResult, Detection, Dismissal, FamilyMatch } from '../../detect/types.ts'

/** What reading a message in full gave. */
export interface FullReading {
  /** The tree of the message; what was made of it, and what kept it from being read, count for its parts, too. */
  readonly decoded: DecodeResult
  readonly result: DetectResult
  /** It holds more than is read at once: long values were read in parts, and what lies across these was not found. */
  readonly isInParts: boolean
}

/** Step to a part of a long text. */
const partStep = 'part'
/** Limits that end the reading of what has many values side by side, which another reading of a part of them may take further. */
const ofMany: ReadonlySet<string> = new Set([
  'nodesMax',
  'transformsMax',
  'detect.leafBytesMax',
  'detect.candidatesMax',
  'detect.tableRowsMax',
])

/**
 * Decodes a message and has its tree searched. Where it holds more than the budgets of one message allow, its long texts (logs,
 * batches of events) are read once more in parts, each like a message of its own: those that wake the probe, up to
 * `limits.decode.partsMax`. So are long lists of other bytes, some of their values at a time. What was found before stays.
 */
export function readInFull(
  detector: Detector,
  input: DecodeInput,
  context: DetectContext,
  expandedMax: number = limits.decode.expandedBytesMax,
): FullReading {
  const decoded = decode(input, expandedMax)
  const result = detector.detect(decoded.root, context)
  const whole = { decoded, result, isInParts: false }
  const isCut = [...decoded.limits, ...result.limits].some((limit) => ofMany.has(limit))
  if (!isCut) return whole
  const long = longValuesOf(decoded.root)
  return long.texts.length + long.lists.length === 0
    ? whole
    : readParts(detector, input, context, expandedMax, whole, long)
}

function readParts(
  detector: Detector,
  input: DecodeInput,
  context: DetectContext,
  expandedMax: number,
  { decoded, result }: FullReading,
  { texts, lists }: LongValues,
): FullReading {
  // What is in them left no room for others.
  const rest = decodeBeside([...texts, ...lists], input, expandedMax)
  const again = { ...context, isAgain: true }
  const found = new Findings()
  found.take(result)
  const atRest = detector.detect(rest.root, again)
  found.take(atRest)
  const sums = new Sums(rest, atRest)
  const takeTree = (tree: DecodeResult): void => {
    const inTree = detector.detect(tree.root, again)
    found.take(inTree)
    sums.take(tree, inTree)
  }
  let left = limits.decode.partsMax
  for (const text of texts) {
    const parts = partsOf(text.bytes)
    const heads = new RowHeads(text.bytes)
    for (const [index, { start, end }] of parts.entries()) {
      const head = heads.next(start, end)
      if (!isWorth(detector, text.bytes, start, end, head)) continue
      if (left-- <= 0) {
        sums.limits.add('partsMax')
        break
      }
      const step = { step: partStep, detail: `${index + 1} of ${parts.length}` }
      const allowed = Math.max(0, expandedMax - sums.expandedBytes)
      const part = decodePart(text, step, { start, end, head }, allowed)
      takeTree(part)
    }
  }
  for (const list of lists)
    for (const some of decodeValues(list, Math.max(0, expandedMax - sums.expandedBytes))) {
      if (left-- <= 0) {
        sums.limits.add('partsMax')
        break
      }
      takeTree(some)
    }
  return {
    decoded: {
      root: decoded.root,
      nodes: sums.nodes,
      transforms: sums.transforms,
      expandedBytes: Math.max(decoded.expandedBytes, sums.expandedBytes),
      limits: [...sums.limits],
      tolerated: rest.tolerated,
      damaged: [...sums.damaged],
      unread: [...sums.unread],
    },
    result: found.result(sums.detectLimits),
    isInParts: true,
  }
}

/** The heads of tables that the parts of a text go on with. */
class RowHeads {
  private readonly bytes: Buffer
  private readonly ofTable: Buffer
  private ofInsertion = ''

  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.ofTable = Buffer.from(tableHeadOf(latin1(bytes, 0, tableHeadBytesMax)), 'latin1')
  }

  /** The head that `[start, end)` goes on with; empty for none. The parts are asked for in their order. */
  next(start: number, end: number): Buffer {
    const head = this.ofTable.length > 0 ? this.ofTable : Buffer.from(this.ofInsertion, 'latin1')
    if (this.ofTable.length === 0)
      this.ofInsertion = insertionLeftOpen(latin1(this.bytes, start, end), this.ofInsertion)
    return start === 0 ? noHead : head
  }
}

const tableHeadBytesMax = 4_096
const noHead = Buffer.alloc(0)

/** Where a part begins with the head of a table, its values are worth reading for their names only. */
function isWorth(detector: Detector, bytes: Buffer, start: number, end: number, head: Buffer): boolean {
  if (head.length === 0) return detector.probe.isWorthDecoding(bytes, start, end)
  const rows = Buffer.concat([head, bytes.subarray(start, end)])
  return detector.probe.isWorthDecoding(rows, 0, rows.length)
}

/** What the trees of one message took and could not read, together. */
class Sums {
  nodes = 0
  transforms = 0
  expandedBytes = 0
  readonly limits: Set<string> = new Set()
  readonly damaged: Set<string> = new Set()
  readonly unread: Set<string> = new Set()
  readonly detectLimits: Set<string> = new Set()

  constructor(decoded: DecodeResult, result: DetectResult) {
    this.take(decoded, result)
  }

  take(decoded: DecodeResult, result: DetectResult): void {
    this.nodes += decoded.nodes
    this.transforms += decoded.transforms
    this.expandedBytes += decoded.expandedBytes
    for (const limit of decoded.limits) this.limits.add(limit)
    for (const what of decoded.damaged) this.damaged.add(what)
    for (const what of decoded.unread) this.unread.add(what)
    for (const limit of result.limits) this.detectLimits.add(limit)
  }
}

const ranks: Readonly<Record<Confidence, number>> = { possible: 0, probable: 1, certain: 2 }

/** Where in a part of the message a value stands: as exactly as its tree knows it. */
interface Place {
  readonly start: number
  readonly end: number
  detection: Detection
}

/** What was found in several trees of one message: each value at a place once, as it is surest. */
class Findings {
  private readonly places: Map<string, Place[]> = new Map()
  private readonly dismissals: Map<string, Dismissal> = new Map()
  private readonly families: FamilyMatch[] = []
  private readonly opened: Node[] = []
  private isCut = false

  take({ detections, dismissals, families, opened = [] }: DetectResult): void {
    for (const detection of detections) this.add(detection)
    for (const dismissal of dismissals) {
      const name = `${dismissal.identifier} ${dismissal.value}`
      if (!this.dismissals.has(name)) this.dismissals.set(name, dismissal)
    }
    this.families.push(...families)
    this.opened.push(...opened)
  }

  private add(detection: Detection): void {
    const name = `${detection.node.part} ${detection.normal}`
    const places = this.places.get(name) ?? []
    if (places.length === 0) this.places.set(name, places)
    const place = placeOf(detection)
    const known = places.find(({ start, end }) => start < place.end && place.start < end)
    if (known !== undefined) {
      if (isSurer(detection, known.detection)) known.detection = detection
    } else if (places.length < limits.detect.observationsPerExchangeMax) places.push(place)
    else this.isCut = true
  }

  result(reached: ReadonlySet<string>): DetectResult {
    const { observationsPerExchangeMax, dismissalsMax } = limits.detect
    const detections = [...this.places.values()].flat().map(({ detection }) => detection)
    const dismissals = [...this.dismissals.values()]
    const isTooMany = this.isCut || detections.length > observationsPerExchangeMax
    const listed = isTooMany ? foremost(detections.toSorted(bySurest)) : detections
    return {
      detections: listed.toSorted(byPlace),
      families: this.families,
      dismissals: dismissals.slice(0, dismissalsMax),
      opened: this.opened,
      limits: [
        ...new Set([
          ...reached,
          ...(isTooMany ? ['detect.observationsPerExchangeMax'] : []),
          ...(dismissals.length > dismissalsMax ? ['detect.dismissalsMax'] : []),
        ]),
      ],
    }
  }
}

/** In a value of its own it is surer than in the text that a tree without room left as it is, or as it is written. */
function isSurer(one: Detection, other: Detection): boolean {
  const more = ranks[one.confidence] - ranks[other.confidence]
  return more > 0 || (more === 0 && one.node.bytes.length < other.node.bytes.length)
}

function bySurest(one: Detection, other: Detection): number {
  return ranks[other.confidence] - ranks[one.confidence]
}

const partOrder: readonly PartName[] = ['head', 'body', 'trailer']

function byPlace(one: Detection, other: Detection): number {
  return (
    partOrder.indexOf(one.node.part) - partOrder.indexOf(other.node.part) ||
    placeOf(one).start - placeOf(other).start
  )
}

function placeOf(detection: Detection): Place {
  const { node, start, end } = detection
  const { spanStart, spanEnd } = node
  return node.bytes.length === spanEnd - spanStart
    ? { start: spanStart + start, end: spanStart + end, detection }
    : { start: spanStart, end: spanEnd, detection }
}
