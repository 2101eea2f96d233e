import { latin1 } from '../../core/latin1.ts'
import { limits } from '../../core/limits.ts'
import { headerBytes } from '../../message/dns/parse.ts'
import { NameReading, readName } from '../../message/dns/name.ts'
import type { Message } from '../../message/types.ts'
import { EntryFlow } from '../entries/entry-flow.ts'
import type { Flow } from '../../stream/types.ts'

const reading = new NameReading()

/** The first name that a question of DNS asks for: in its message, or as a log has it; '' where it cannot be read. */
export function askedName({ body: { buf, start, end } }: Message, flow: Flow): string {
  if (flow instanceof EntryFlow) return latin1(buf, start, Math.min(end, start + limits.source.nameBytesMax))
  return readName(buf, start, end, start + headerBytes, reading) ? reading.text : ''
}
