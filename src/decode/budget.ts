import { limits } from '../core/limits.ts'
import type { KnownValue } from './known-pieces.ts'

/** Up to so many bytes a run is an id or a hash, of which each line of a log may have one: it is tried in some microseconds. */
const shortRunBytesMax = 64
const shortRunWork = 2
/** What a try on any other counts as, which may be inflated. */
const longRunWork = 32

/**
 * What one message may cost, counted in work and never in time, so that the same message always gives the same tree.
 * A budget that runs out is named in `limits`; nothing is dropped without it.
 */
export class Budget {
  nodes = 0
  /** Work of the transforms that were tried: {@link shortRunWork} for a short run, {@link longRunWork} for any other. */
  transforms = 0
  expandedBytes = 0
  readonly limits: string[] = []
  readonly tolerated: string[] = []
  readonly damaged: string[] = []
  readonly unread: string[] = []
  /** Less than `limits.decode.expandedBytesMax` where a capture has expanded to much already. */
  private readonly expandedMax: number
  private readonly nodesMax: number

  constructor(
    expandedMax: number = limits.decode.expandedBytesMax,
    nodesMax: number = limits.decode.nodesMax,
  ) {
    this.expandedMax = expandedMax
    this.nodesMax = nodesMax
  }

  /** True while nothing was cut off, and nothing odd was met. */
  get isUntold(): boolean {
    return this.limits.length + this.tolerated.length + this.damaged.length + this.unread.length === 0
  }

  /** Nodes that may still be made. */
  get nodesLeft(): number {
    return this.nodesMax - this.nodes
  }

  /** Whether all that encodings may make of so many bytes has room: then no limit decides what they make of them. */
  hasRoomFor(bytes: number): boolean {
    const { nodesMax, transformsMax } = limits.decode
    return (
      this.nodesLeft > nodesMax / 2 &&
      this.transforms <= transformsMax / 2 &&
      this.expandedMax - this.expandedBytes >= bytes * limits.decode.expansionRatioMax
    )
  }

  /** Whether an archive of which `members` were read, which gave `pieces`, may go on with one more and its name. */
  hasRoomForMember(members: number, pieces: number): boolean {
    if (members >= limits.decode.archiveMembersMax) this.reach('archiveMembersMax')
    else if (pieces + 1 >= this.nodesLeft) this.reach('nodesMax')
    else return true
    return false
  }

  /** Takes a transform of so many `bytes`, or of what may cost more than they tell; false where no work is left for it. */
  takeTransform(bytes: number = Number.POSITIVE_INFINITY): boolean {
    if (this.takeTransforms(bytes <= shortRunBytesMax ? shortRunWork : longRunWork)) return true
    this.reach('transformsMax')
    return false
  }

  /** Takes the `work` of several transforms; false (and none taken) where less is left. */
  takeTransforms(work: number): boolean {
    if (this.transforms + work > limits.decode.transformsMax) return false
    this.transforms += work
    return true
  }

  /**
   * Takes what a value took that is known, with one node for each of its pieces: these are counted as they are made. False (and
   * nothing taken) where a limit may be near: there it has to be seen which try reaches it.
   */
  takeKnown({ pieces, transforms, expandedBytes }: KnownValue): boolean {
    const { nodesMax, transformsMax } = limits.decode
    if (
      this.nodes + pieces.length > nodesMax / 2 ||
      this.transforms + transforms > transformsMax / 2 ||
      this.expandedBytes + expandedBytes > this.expandedMax / 2
    )
      return false
    this.transforms += transforms
    this.expandedBytes += expandedBytes
    return true
  }

  /** Bytes that a transform of `inputBytes` may give; at least 0. */
  outputMax(inputBytes: number): number {
    const room = this.expandedMax - this.expandedBytes
    return Math.max(0, Math.min(room, inputBytes * limits.decode.expansionRatioMax))
  }

  /** Names the limit behind {@link outputMax} for `inputBytes`. */
  reachOutputMax(inputBytes: number): void {
    const room = this.expandedMax - this.expandedBytes
    if (room < inputBytes * limits.decode.expansionRatioMax) this.reachExpandedMax()
    else this.reach('expansionRatioMax')
  }

  /** Charges bytes that a transform made; false (and charged nothing) where they do not fit. */
  takeBytes(bytes: number): boolean {
    if (this.expandedBytes + bytes > this.expandedMax) {
      this.reachExpandedMax()
      return false
    }
    this.expandedBytes += bytes
    return true
  }

  private reachExpandedMax(): void {
    const isOwn = this.expandedMax === limits.decode.expandedBytesMax
    this.reach(isOwn ? 'expandedBytesMax' : 'captureExpandedBytesMax')
  }

  reach(limit: string): void {
    if (!this.limits.includes(limit)) this.limits.push(limit)
  }

  /** Says what was left unread because nobody here can open it. */
  leave(what: string): void {
    if (!this.unread.includes(what)) this.unread.push(what)
  }

  /** Says of what was read up to damage, or to where it is cut off. */
  damage(what: string): void {
    if (!this.damaged.includes(what)) this.damaged.push(what)
  }

  tolerate(what: string): void {
    if (!this.tolerated.includes(what)) this.tolerated.push(what)
  }
}
