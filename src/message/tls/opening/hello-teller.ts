import { RunMap } from '../../../core/origin.ts'
import type { RunOrigin } from '../../../core/origin.ts'
import type { Flow } from '../../../stream/types.ts'
import { tellOfClient, tellServerName } from '../../server-name-message.ts'
import type { ParserContext } from '../../types.ts'
import { readInnerHello, tellInnerHello } from '../ech.ts'
import type { InnerHello } from '../ech.ts'
import type { ParsedHello } from '../parse.ts'
import { tellHello } from '../tell-hello.ts'

/** Tells what a hello says of its connection, and what its client was free to write there. */
export class HelloTeller {
  private readonly flow: Flow
  private readonly context: ParserContext
  /** What the hello seals that is told next, where that could be opened. */
  private inner: InnerHello | null = null

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  /** Opens what the hello in `buf[start, end)` seals, where the log can: before its secrets are asked for. */
  unseal(hello: ParsedHello, buf: Buffer, start: number, end: number): void {
    if (hello.hasEch) this.inner = readInnerHello(this.context.keys, buf, start, end)
  }

  /** `place` lays the map of a piece of `buf`, in which the hello stands, for the call that is made with it. */
  tell(hello: ParsedHello, origin: RunOrigin, buf: Buffer, place: PlacePiece): void {
    const { flow, context, inner } = this
    const { sniStart, sniEnd, free } = hello
    this.tellAlone(hello, origin)
    place(pieceRuns, sniStart, sniEnd)
    tellServerName(flow, context, 'tls', buf, sniStart, sniEnd, pieceRuns, origin)
    for (let index = 0; index < free.length; index += 2) {
      const start = free[index] as number
      const end = free[index + 1] as number
      place(pieceRuns, start, end)
      tellOfClient(flow, context, 'tls', buf, start, end, pieceRuns, origin)
    }
    if (inner === null) return
    this.inner = null
    const fill = (start: number, end: number): void => place(pieceRuns, start, end)
    tellInnerHello(flow, context, 'tls', inner, pieceRuns, fill, origin)
  }

  /** A hello of which only its version is known. */
  tellAlone(hello: ParsedHello, origin: RunOrigin): void {
    if (hello.problem !== null) this.context.anomalies.note(hello.problem, origin.frame)
    tellHello(this.flow, this.context, 'tls', hello, origin)
  }
}

/** Lays the map of `[start, end)` of a hello. */
type PlacePiece = (runs: RunMap, start: number, end: number) => void

/** The map of a piece of the hello, for the call that is made with it. */
const pieceRuns = new RunMap()
