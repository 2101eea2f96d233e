import type { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { Direction } from '../../core/verdict.ts'
import { bugOf, tooDeep } from '../anomalies.ts'
import { AskedProtocols, Candidates, chooseProtocol, unnamedOf } from '../next.ts'
import type { Protocol } from '../types.ts'
import type { Nesting } from './nesting.ts'
import type { Route } from './route.ts'
import { textOf } from './text-of-error.ts'

/**
 * Which protocols are asked what the bytes of a flow are, by where these stand: at a start, in the middle, behind what no protocol
 * knows, in a datagram. One that throws knows nothing. In which order they are asked, and what an answer is, says
 * `message/next.ts`; what is done with the answer is not its business.
 */
export class ProtocolChoice {
  /** Those that know datagrams of a conversation by others than its first. */
  readonly continuing: readonly Protocol[]
  private readonly anomalies: AnomalyLog
  private readonly nesting: Nesting
  private readonly streams: Candidates
  private readonly datagrams: AskedProtocols
  private readonly midStream: AskedProtocols
  private readonly begunProtocols: readonly Protocol[]

  constructor(protocols: readonly Protocol[], anomalies: AnomalyLog, nesting: Nesting) {
    this.anomalies = anomalies
    this.nesting = nesting
    const streams = protocols.filter((protocol) => protocol.transport === 'tcp')
    this.streams = new Candidates(streams)
    const datagrams = protocols.filter((protocol) => protocol.transport === 'udp')
    this.datagrams = new AskedProtocols(datagrams)
    this.continuing = datagrams.filter((protocol) => protocol.continues !== undefined)
    const midStream = streams.filter((protocol) => protocol.isFoundMidStream === true)
    this.midStream = new AskedProtocols(unnamedOf(midStream))
    this.begunProtocols = streams.filter((protocol) => protocol.isBegun !== undefined)
  }

  /** What a stream speaks that starts with these bytes, or goes on with them behind a change of protocol. `isLast`: no more will come. */
  ofStart(
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    isLast: boolean,
    frame: number,
  ): Protocol | 'more' | null {
    const candidates = this.streams.of(route.switched?.token ?? '')
    return this.ask(candidates, route, direction, buf, start, end, isLast, frame)
  }

  /** What a stream speaks whose start was not recognised, or is missing. */
  ofMidStream(
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    frame: number,
  ): Protocol | 'more' | null {
    return this.ask(this.midStream, route, direction, buf, start, end, true, frame)
  }

  /** What a datagram is. */
  ofDatagram(
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    frame: number,
  ): Protocol | 'more' | null {
    return this.ask(this.datagrams, route, direction, buf, start, end, true, frame)
  }

  /** Whether the first bytes of a direction, `buf[0, length)`, may still become this protocol. */
  mayBe(
    protocol: Protocol,
    route: Route,
    direction: Direction,
    buf: Buffer,
    length: number,
    frame: number,
  ): boolean {
    const asked = new AskedProtocols([protocol])
    return this.ask(asked, route, direction, buf, 0, length, false, frame) !== null
  }

  /** What both ends agreed on by a name; null where its first bytes have to tell. */
  agreedOn(route: Route): Protocol | null {
    return this.streams.agreedOn(route.switched)
  }

  /** The protocol that proves to begin here; null where none does. One that throws is our fault, and knows nothing. */
  begun(
    buf: Buffer,
    start: number,
    end: number,
    heard: Buffer,
    direction: Direction,
    frame: number,
  ): Protocol | null {
    for (const protocol of this.begunProtocols) {
      try {
        if (protocol.isBegun?.(buf, start, end, heard, direction) === true) return protocol
      } catch (error) {
        this.anomalies.note(bugOf('unrecognised'), frame, textOf(error))
      }
    }
    return null
  }

  /** Asks the protocols. One that throws is our fault, and knows nothing. */
  private ask(
    candidates: AskedProtocols,
    route: Route,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    isLast: boolean,
    frame: number,
  ): Protocol | 'more' | null {
    // A datagram of headers alone would lead deeper than the stack reaches.
    if (this.nesting.depth > limits.message.innerNestingMax) {
      this.anomalies.note(tooDeep, frame)
      return null
    }
    try {
      return chooseProtocol(candidates.for(buf, start, end), route.flow, direction, buf, start, end, isLast)
    } catch (error) {
      this.anomalies.note(bugOf('unrecognised'), frame, textOf(error))
      return null
    }
  }
}
