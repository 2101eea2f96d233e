import { latin1 } from '../../core/latin1.ts'
import { limits } from '../../core/limits.ts'
import type { PayloadKey } from '../../core/payload-key.ts'
import { parsePayloadKey, payloadKeyLabel } from '../payload-key-line.ts'

const payloadKeyLine = new RegExp(`^${payloadKeyLabel}(?:\\s|$)`)
const firstOfPayloadKey = payloadKeyLabel.charCodeAt(0)
/** More are told by their number. */
const payloadFaultsMax = 8

/** Whether a line in `buf` that begins at `from` is for such a key. */
export function isPayloadKeyLine(buf: Buffer, from: number): boolean {
  return buf[from] === firstOfPayloadKey && payloadKeyLine.test(latin1(buf, from, from + 16))
}

/** Keys of what programs encrypt before they send it, from lines of a log. */
export class PayloadKeys {
  /** In the order of their lines, each once. */
  readonly keys: PayloadKey[] = []
  /** What is wrong with the first lines that should be such keys, with their numbers among these lines. */
  readonly faults: string[] = []
  private lines = 0
  private readonly linesKept: Set<string> = new Set()

  /** Takes a line; `bad` where it is none, `full` where there are too many. */
  take(line: string): 'taken' | 'bad' | 'full' {
    this.lines++
    const key = parsePayloadKey(line)
    if ('fault' in key) {
      if (this.faults.length < payloadFaultsMax) this.faults.push(`payload key ${this.lines}: ${key.fault}`)
      return 'bad'
    }
    if (this.linesKept.has(line)) return 'taken'
    if (this.keys.length >= limits.message.keyPayloadMax) {
      return 'full'
    }
    this.linesKept.add(line)
    this.keys.push(key)
    return 'taken'
  }
}
