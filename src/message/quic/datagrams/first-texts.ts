import { RunMap } from '../../../core/origin.ts'
import type { RunOrigin } from '../../../core/origin.ts'
import { hasText } from '../../../core/signs/has-text.ts'
import type { Flow } from '../../../stream/types.ts'
import { tellOfClient } from '../../server-name-message.ts'
import type { ParserContext } from '../../types.ts'

/** Datagrams of a client that are looked at for text: the first ones, as long as nothing is decrypted. */
const looksMax = 4

/**
 * Hands on a client's first datagrams where there is a text in them: names of connections and tokens may be any bytes, and what
 * only looks like QUIC is in clear. Ciphertext has such a text once in 10,000 datagrams.
 */
export class FirstTexts {
  private readonly flow: Flow
  private readonly context: ParserContext
  private looks = 0

  constructor(flow: Flow, context: ParserContext) {
    this.flow = flow
    this.context = context
  }

  look(buf: Buffer, start: number, end: number, origin: RunOrigin): void {
    if (this.looks >= looksMax) return
    this.looks++
    if (!hasText(buf, start, end)) return
    datagramRuns.clear()
    datagramRuns.add(0, origin.frame, origin.offset)
    tellOfClient(this.flow, this.context, 'quic', buf, start, end, datagramRuns, origin)
  }
}

/** The map of a datagram, for the call that is made with it. */
const datagramRuns = new RunMap()
