import type { Protocol } from '../types.ts'
import { bookOf } from './connection-book.ts'
import { QuicParser } from './machine.ts'
import { probeDatagram } from './parse.ts'

/** QUIC versions 1 and 2 (and the last drafts): the ClientHello; with the connection's secrets, all that follows it. */
export const protocol: Protocol = {
  name: 'quic',
  transport: 'udp',
  // A long header, or Google's with a version.
  mayBeginWith: (first) => (first & 0x80) !== 0 || (first & 0xc9) === 0x09,
  probe: (buf, start, end) => probeDatagram(buf, start, end),
  open: (flow, context) => new QuicParser(flow, context),
  continues: (buf, start, end, direction, context) => {
    if (start === end || ((buf[start] as number) & 0x80) !== 0) return null
    const holder = bookOf(context).find(buf, start, end)
    return holder === null ? null : { flow: holder.flow, isSwapped: holder.direction !== direction }
  },
  // New connection ids may stand in packets that wait, and what moved may have waited for more of it.
  waitingFor: (buf, start, end, context) => {
    if (start === end || ((buf[start] as number) & 0x80) !== 0) return []
    const { waiting, late } = bookOf(context)
    const moved = late.find(buf, start, end)
    return moved === null ? [...waiting] : [moved, ...waiting]
  },
}
