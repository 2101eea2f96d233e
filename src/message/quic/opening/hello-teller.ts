import { RunMap, RunOrigin } from '../../../core/origin.ts'
import type { Flow } from '../../../stream/types.ts'
import { tellOfClient, tellServerName } from '../../server-name-message.ts'
import { readInnerHello, tellInnerHello } from '../../tls/ech.ts'
import type { InnerHello } from '../../tls/ech.ts'
import { handshakeLength } from '../../tls/parse.ts'
import type { ParsedHello } from '../../tls/parse.ts'
import { tellHello } from '../../tls/tell-hello.ts'
import type { ParserContext } from '../../types.ts'
import type { CryptoStream } from '../crypto-stream.ts'

/** Tells what the hello of a connection says of it, and what its client was free to write there. */
export class HelloTeller {
  private readonly flow: Flow
  private readonly context: ParserContext
  /** Where the first packet that opened came from. */
  frame = 0
  sec = 0
  nsec = 0
  hasTold = false
  /** The hello that was told last names a server. */
  isNamed = false

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  startAt({ frame, sec, nsec }: RunOrigin): void {
    this.frame = frame
    this.sec = sec
    this.nsec = nsec
  }

  /** `hello` stands at the beginning of the stream. */
  tell(hello: ParsedHello, stream: CryptoStream): void {
    const { flow, context, frame, sec, nsec } = this
    const { buf } = stream
    const inner = hello.hasEch && hello.problem === null ? this.innerOf(buf) : null
    this.hasTold = true
    this.isNamed = hello.sni !== ''
    tellHello(flow, context, 'quic', hello, { frame, sec, nsec })
    const { sniStart, sniEnd } = hello
    stream.fillRuns(pieceRuns, sniStart, sniEnd)
    helloPlace.place(frame, 0, sec, nsec)
    tellServerName(flow, context, 'quic', buf, sniStart, sniEnd, pieceRuns, helloPlace)
    for (let index = 0; index < hello.free.length; index += 2) {
      const from = hello.free[index] as number
      const to = hello.free[index + 1] as number
      stream.fillRuns(pieceRuns, from, to)
      tellOfClient(flow, context, 'quic', buf, from, to, pieceRuns, helloPlace)
    }
    const fill = (from: number, to: number): void => stream.fillRuns(pieceRuns, from, to)
    if (inner !== null) tellInnerHello(flow, context, 'quic', inner, pieceRuns, fill, helloPlace)
  }

  /** What the whole hello at the beginning of `buf` seals, where the log can open it. */
  private innerOf(buf: Buffer): InnerHello | null {
    return readInnerHello(this.context.keys, buf, 0, handshakeLength(buf, 0))
  }
}

/** The map of a piece of the hello, and where it began, for the call that is made with them. */
const pieceRuns = new RunMap()
const helloPlace = new RunOrigin()
