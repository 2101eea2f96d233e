/** Hands on what a client tells of itself in its handshake, its certificate or the identity of its key, with its places. */
import { RunMap, RunOrigin } from '../../core/origin.ts'
import type { Flow } from '../../stream/types.ts'
import { InnerFlow } from '../inner-flow.ts'
import { isNewName, tellOfClient } from '../server-name-message.ts'
import type { ParserContext } from '../types.ts'
import { addFree } from './free-bytes.ts'
import { handshakeHeaderBytes, parseClientHello } from './parse.ts'
import type { RecordRuns } from './record-runs.ts'

const empty: Buffer = Buffer.alloc(0)
/** The map of what is told, for the call that is made with it. */
const toldRuns = new RunMap()

interface Place {
  readonly frame: number
  readonly sec: number
  readonly nsec: number
}

export class ClientTeller {
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly origin: RunOrigin = new RunOrigin()
  /** Where the record that is being read came from: its content at `start` is the first byte of the runs. */
  private runs: RecordRuns | null = null
  private buf: Buffer = empty
  private start = 0
  /** What is sealed is not seen on the way. */
  private isSealed = false
  private sealedFlow: Flow | null = null

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  /** A record is read whose content lies in `buf`, the byte at `start` being the first of `runs`. */
  begin(runs: RecordRuns, buf: Buffer, start: number, isSealed: boolean): void {
    this.runs = runs
    this.buf = buf
    this.start = start
    this.isSealed = isSealed
  }

  end(): void {
    this.runs = null
    this.buf = empty
  }

  /** The content of a message whose type is none of a client's. */
  tellOdd(buf: Buffer, start: number, end: number, at: Place): void {
    const free: number[] = []
    addFree(buf, start + handshakeHeaderBytes, end, free)
    const [from, to] = free
    if (from !== undefined && to !== undefined) this.tell(buf, from, to, at)
  }

  /** What the client was free to write in a hello behind its first. */
  tellHello(buf: Buffer, start: number, end: number, at: Place): void {
    const { sni, sniStart, sniEnd, free } = parseClientHello(buf, start, end)
    if (sni !== '' && isNewName(this.context, buf, sniStart, sniEnd)) this.tell(buf, sniStart, sniEnd, at)
    for (let index = 0; index < free.length; index += 2)
      this.tell(buf, free[index] as number, free[index + 1] as number, at)
  }

  /** What stands at `buf[start, end)` of the record, or of a message that it ends; `at` is its frame and time. */
  tell(buf: Buffer, start: number, end: number, at: Place): void {
    const { runs, origin } = this
    if (runs === null || end <= start) return
    // Of a message in several records, or a compressed one, the places are known of its last record alone.
    if (buf === this.buf) runs.fillMap(toldRuns, start - this.start, end - this.start)
    else {
      runs.fill(origin, 0, 0)
      toldRuns.clear()
      toldRuns.add(0, origin.frame, origin.offset)
    }
    origin.frame = at.frame
    origin.sec = at.sec
    origin.nsec = at.nsec
    const flow = this.isSealed ? (this.sealedFlow ??= new InnerFlow(this.flow, 'tls', 'tcp')) : this.flow
    tellOfClient(flow, this.context, 'tls', buf, start, end, toldRuns, origin)
  }
}
