import type { Flow } from '../../stream/types.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Continuation, InnerStream, Parser } from '../types.ts'
import type { ProtocolSwitch } from '../protocol-switch.ts'
import type { Sniff } from './first-bytes.ts'
import type { UnrecognisedParser } from '../unrecognised/index.ts'

/** Where the bytes of one direction go. */
export const ways = { choosing: 0, toParser: 1, unknown: 2, toFormer: 3 } as const

/** Bits of a direction in the state of a route: its way, and behind it its verdict. */
const directionBits = 8
const wayMask = 3
const verdictShift = 2
const verdictMask = 15
const midStream = 1 << (2 * directionBits)

const noInners: ReadonlySet<InnerStream> = new Set()

/** What few flows need. */
class Rare {
  readonly sniffs: [Sniff | null, Sniff | null] = [null, null]
  switches = 0
  switched: ProtocolSwitch | null = null
  former: Parser | null = null
  inners: Set<InnerStream> | null = null
  continuation: Continuation | null = null
  continuedBy = 0
  isFlowOver = false
  hasAskedWaiting = false
  alone: UnrecognisedParser | null = null
}

/** What the message layer keeps of a flow. Small: there are as many as live flows. */
export class Route {
  flow: Flow
  parser: Parser | null = null
  unknown: UnrecognisedParser | null = null
  /** Bits: a byte for the way and verdict of each direction, and above them `isMidStream`. */
  private state = 0
  /** Bytes that its parsers were given and have not counted yet. */
  uncountedBytes = 0
  heldBytes = 0
  private rare: Rare | null = null

  constructor(flow: Flow) {
    this.flow = flow
    this.isMidStream = flow.isRoleGuessed
  }

  /** Where the bytes of the direction go: one of {@link ways}. */
  way(direction: Direction): number {
    return (this.state >> (direction * directionBits)) & wayMask
  }

  setWay(direction: Direction, way: number): void {
    const shift = direction * directionBits
    this.state = (this.state & ~(wayMask << shift)) | (way << shift)
  }

  setWays(way: number): void {
    this.setWay(0, way)
    this.setWay(1, way)
  }

  /** Not `more`: the direction is over, and its bytes count under this verdict. */
  verdict(direction: Direction): Verdict {
    return (this.state >> (direction * directionBits + verdictShift)) & verdictMask
  }

  /** The stream's start may be missing: protocols that can be recognised anywhere are looked for at each chunk. */
  get isMidStream(): boolean {
    return (this.state & midStream) !== 0
  }

  set isMidStream(isMidStream: boolean) {
    this.state = isMidStream ? this.state | midStream : this.state & ~midStream
  }

  /** Makes it as new, for another flow. Nothing may be held any more. */
  begins(flow: Flow): void {
    this.flow = flow
    this.parser = null
    this.unknown = null
    this.state = 0
    this.isMidStream = flow.isRoleGuessed
    this.uncountedBytes = 0
    this.heldBytes = 0
    this.rare = null
  }

  /** Nothing is known of it but who reads it: it holds no first bytes, changed no protocol, and has to do with no other flow. */
  get isPlain(): boolean {
    return this.rare === null && this.unknown === null
  }

  /** The first bytes of the direction, where they are kept. */
  sniff(direction: Direction): Sniff | null {
    return this.rare === null ? null : this.rare.sniffs[direction]
  }

  setSniff(direction: Direction, sniff: Sniff): void {
    this.toBeRare.sniffs[direction] = sniff
  }

  /** The same, which are kept no longer. */
  takeSniff(direction: Direction): Sniff | null {
    const sniff = this.sniff(direction)
    if (sniff !== null) this.toBeRare.sniffs[direction] = null
    return sniff
  }

  /** Changes of protocol so far. */
  get switches(): number {
    return this.rare === null ? 0 : this.rare.switches
  }

  set switches(count: number) {
    this.toBeRare.switches = count
  }

  /** The change of protocol behind which the next one is being looked for. */
  get switched(): ProtocolSwitch | null {
    return this.rare === null ? null : this.rare.switched
  }

  set switched(switched: ProtocolSwitch | null) {
    if (switched !== null || this.rare !== null) this.toBeRare.switched = switched
  }

  /** Who read the flow before a change of protocol that one end did not wait for: it reads the other's answer. */
  get former(): Parser | null {
    return this.rare === null ? null : this.rare.former
  }

  set former(former: Parser | null) {
    if (former !== null || this.rare !== null) this.toBeRare.former = former
  }

  /** Streams inside this one that are open. */
  get inners(): ReadonlySet<InnerStream> {
    return this.rare?.inners ?? noInners
  }

  /** Remembers a stream inside this one until it ends. */
  addInner(stream: InnerStream): void {
    const rare = this.toBeRare
    rare.inners ??= new Set()
    rare.inners.add(stream)
  }

  removeInner(stream: InnerStream): void {
    this.rare?.inners?.delete(stream)
  }

  /** The flow that this one goes on with. */
  get continuation(): Continuation | null {
    return this.rare === null ? null : this.rare.continuation
  }

  set continuation(continuation: Continuation | null) {
    if (continuation !== null || this.rare !== null) this.toBeRare.continuation = continuation
  }

  /** How many others go on with this one, and whether it is over itself. */
  get continuedBy(): number {
    return this.rare === null ? 0 : this.rare.continuedBy
  }

  set continuedBy(count: number) {
    this.toBeRare.continuedBy = count
  }

  get isFlowOver(): boolean {
    return this.rare !== null && this.rare.isFlowOver
  }

  set isFlowOver(isOver: boolean) {
    this.toBeRare.isFlowOver = isOver
  }

  /** It was asked of all flows that hold bytes back whether they go on with this one. */
  get hasAskedWaiting(): boolean {
    return this.rare !== null && this.rare.hasAskedWaiting
  }

  set hasAskedWaiting(hasAsked: boolean) {
    this.toBeRare.hasAskedWaiting = hasAsked
  }

  /** Searches datagrams of text among encrypted ones; it holds nothing between them. */
  get alone(): UnrecognisedParser | null {
    return this.rare === null ? null : this.rare.alone
  }

  set alone(alone: UnrecognisedParser | null) {
    if (alone !== null || this.rare !== null) this.toBeRare.alone = alone
  }

  /** Bytes held by what few flows need. */
  get rareHeldBytes(): number {
    const { rare } = this
    if (rare === null) return 0
    let held = 0
    if (rare.former !== null) held += rare.former.heldBytes
    if (rare.switched !== null) held += rare.switched.heldBytes
    for (const sniff of rare.sniffs) if (sniff !== null) held += sniff.length
    return held
  }

  private get toBeRare(): Rare {
    this.rare ??= new Rare()
    return this.rare
  }

  private setVerdict(direction: Direction, verdict: Verdict): void {
    const shift = direction * directionBits + verdictShift
    this.state = (this.state & ~(verdictMask << shift)) | (verdict << shift)
  }

  /** Takes back that directions are over since they are encrypted. */
  reopen(): void {
    for (const direction of [0, 1] as const) {
      const kind = this.verdict(direction) & ~verdicts.bothDirections
      if (kind === verdicts.undecryptable) this.setVerdict(direction, verdicts.more)
    }
  }

  /** Ends one direction, or both where the verdict says so. */
  close(direction: Direction, verdict: Verdict): void {
    if (verdict === verdicts.more) return
    const isBoth = (verdict & verdicts.bothDirections) !== 0
    if (isBoth || direction === 0) this.setVerdict(0, verdict)
    if (isBoth || direction === 1) this.setVerdict(1, verdict)
  }
}

/** Where the bytes of a flow go; null before its first ones and once it is over. No one else writes this field of a flow. */
export function routeOn(flow: Flow): Route | null {
  return (flow.parser as Route | null | undefined) ?? null
}
