import { limits } from '../../core/limits.ts'
import type { ParserContext } from '../types.ts'
import { quicAnomalies } from './anomalies.ts'
import { bookOf } from './connection-book.ts'

/**
 * Whether a packet may be opened once more with a length or a number that nothing tells and that is guessed: some 8 µs
 * each, and up to a thousand for one packet. What a capture allows for grows with what is decrypted in it.
 */
export function mayTry(context: ParserContext, frame: number): boolean {
  const book = bookOf(context)
  const { quicTrialsMin, quicBytesPerTrial } = limits.message
  if (book.trials < quicTrialsMin + context.counts.decryptedBytes / quicBytesPerTrial) {
    book.trials++
    return true
  }
  context.anomalies.note(quicAnomalies.tooManyTrials, frame)
  return false
}
