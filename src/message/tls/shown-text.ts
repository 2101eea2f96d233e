/** Text in records that look sealed and are not: a suite without encryption, and programs that only pretend to speak TLS. */
import { isTextByte } from '../../core/signs/leading-text.ts'
import type { TlsRecord } from './record.ts'
import type { RecordSide } from './record-side.ts'

/**
 * Lengths of what stands behind the content of a record that is not encrypted: nothing, or a MAC (MD5 to SHA-384; RFC 5246, 6.2.3.1),
 * before which TLS 1.3 has the content's type (RFC 9150, 5).
 */
const checkLengths = [0, 16, 20, 32, 33, 48, 49] as const

/**
 * Takes a record of `side` for one that is not encrypted, as all of them are from here on. Says how long its content is: what
 * stands behind it is seen where text fills a record to there, and taken to be as long in those that do not end in text.
 */
export function shownLength(side: RecordSide, { buf, start, end }: TlsRecord): number {
  side.isShown = true
  side.checkBytes = checkBytesOf(buf, start, end) ?? side.checkBytes
  return Math.max(0, end - start - side.checkBytes)
}

/** How many bytes stand behind the text that fills a record; null where other bytes than those do. */
function checkBytesOf(buf: Buffer, start: number, end: number): number | null {
  let textEnd = start
  while (textEnd < end && isTextByte(buf[textEnd] as number)) textEnd++
  return checkLengths.find((length) => end - length > start && end - length <= textEnd) ?? null
}
