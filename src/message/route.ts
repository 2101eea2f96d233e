import { limits } from '../core/limits.ts'
import { RunOrigin } from '../core/origin.ts'
import type { Flow } from '../stream/types.ts'
import type { Verdict } from '../core/verdict.ts'
import { verdicts } from '../core/verdict.ts'
import type { Continuation, InnerStream, Parser } from './types.ts'
import type { ProtocolSwitch } from './protocol-switch.ts'
import type { UnrecognisedParser } from './unrecognised/index.ts'

/** Where the bytes of one direction go. */
export const ways = { choosing: 0, toParser: 1, unknown: 2 } as const

/** The first bytes of a direction, kept while they do not tell the protocol. */
export class Sniff {
  readonly buf: Buffer = Buffer.alloc(limits.message.sniffBytesMax)
  length = 0
  /** One for each run of bytes: where it starts, and its origin. */
  readonly starts: number[] = []
  readonly origins: RunOrigin[] = []

  /** Keeps `buf[start, end)`; the caller has checked that it fits. */
  add(buf: Buffer, start: number, end: number, origin: RunOrigin): void {
    buf.copy(this.buf, this.length, start, end)
    this.starts.push(this.length)
    this.length += end - start
    const kept = new RunOrigin()
    kept.frame = origin.frame
    kept.offset = origin.offset
    kept.sec = origin.sec
    kept.nsec = origin.nsec
    this.origins.push(kept)
  }
}

const noInners: Set<InnerStream> = new Set()

/** What the message layer keeps of a flow. Small: there are as many as live flows. */
export class Route {
  flow: Flow
  parser: Parser | null = null
  unknown: UnrecognisedParser | null = null
  wayToServer = 0
  wayToClient = 0
  sniffToServer: Sniff | null = null
  sniffToClient: Sniff | null = null
  /** Not `more`: the direction is over, and its bytes count under this verdict. */
  verdictToServer: Verdict = verdicts.more
  verdictToClient: Verdict = verdicts.more
  /** The stream's start may be missing: protocols that can be recognised anywhere are looked for at each chunk. */
  isMidStream: boolean
  switches = 0
  /** The change of protocol behind which the next one is being looked for. */
  switched: ProtocolSwitch | null = null
  /** Bytes that its parsers were given and have not counted yet. */
  uncountedBytes = 0
  heldBytes = 0
  /** Streams inside this one that are open. Shared and empty for nearly all flows. */
  inners: Set<InnerStream> = noInners
  /** The flow that this one goes on with; and of one that others go on with: how many, and whether it is over itself. */
  continuation: Continuation | null = null
  continuedBy = 0
  isFlowOver = false
  /** It was asked of all flows that hold bytes back whether they go on with this one. */
  hasAskedWaiting = false
  /** Neighbours in the list of flows that hold bytes, oldest first. */
  previous: Route | null = null
  next: Route | null = null

  constructor(flow: Flow) {
    this.flow = flow
    this.isMidStream = flow.isRoleGuessed
  }

  /** Makes it as new, for another flow. Nothing may be held any more. */
  begins(flow: Flow): void {
    this.flow = flow
    this.parser = null
    this.unknown = null
    this.wayToServer = ways.choosing
    this.wayToClient = ways.choosing
    this.sniffToServer = null
    this.sniffToClient = null
    this.verdictToServer = verdicts.more
    this.verdictToClient = verdicts.more
    this.isMidStream = flow.isRoleGuessed
    this.switches = 0
    this.switched = null
    this.uncountedBytes = 0
    this.heldBytes = 0
    this.inners = noInners
    this.continuation = null
    this.continuedBy = 0
    this.isFlowOver = false
    this.hasAskedWaiting = false
  }

  /** Remembers a stream inside this one until it ends. */
  addInner(stream: InnerStream): void {
    if (this.inners === noInners) this.inners = new Set()
    this.inners.add(stream)
  }

  /** Ends one direction, or both where the verdict says so. */
  close(direction: 0 | 1, verdict: Verdict): void {
    if (verdict === verdicts.more) return
    const isBoth = (verdict & verdicts.bothDirections) !== 0
    if (isBoth || direction === 0) this.verdictToServer = verdict
    if (isBoth || direction === 1) this.verdictToClient = verdict
  }
}
