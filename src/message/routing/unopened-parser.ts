import { verdicts } from '../../core/verdict.ts'
import type { Verdict } from '../../core/verdict.ts'
import type { MessageCounts, Parser, ProtocolName } from '../types.ts'

const over: Verdict = verdicts.limit | verdicts.bothDirections

/** Stands for the parser of a protocol that threw when it was opened: our fault. It counts what it is given, and ends the flow. */
export function unopenedParser(protocol: ProtocolName, counts: MessageCounts): Parser {
  return {
    protocol,
    heldBytes: 0,
    push(_direction, _buf, start, end) {
      counts.limitBytes += end - start
      return over
    },
    gap: () => over,
    finished: () => undefined,
    end: () => undefined,
  }
}
