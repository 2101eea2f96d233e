import type { Instant } from '../../core/time.ts'
import type { RecordedMessage } from '../entry.ts'
import { recordedMessage } from './recorded-message.ts'

/**
 * A message of HTTP/2 that a recorder wrote in the form of HTTP/1: start line, fields, blank line, and all the rest as the
 * body, whether or not a field states its length. Null where it is none.
 */
export function writtenMessage(bytes: Buffer, at: Instant): RecordedMessage | null {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd === -1) return null
  const [start = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n')
  const asked = /^(\S{1,32}) (\S+) (HTTP\/[23])$/.exec(start)
  const answered = /^(HTTP\/[23]) (\d{3})(?: (.*))?$/.exec(start)
  if (asked === null && answered === null) return null
  const fields = lines.map((line): [string, string] => {
    const colon = line.indexOf(':', 1)
    return colon === -1 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  return recordedMessage(
    {
      request: asked === null ? null : { method: asked[1] ?? '', target: asked[2] ?? '' },
      version: asked?.[3] ?? answered?.[1] ?? '',
      status: Number(answered?.[2] ?? 0),
      reason: answered?.[3] ?? '',
      fields,
    },
    {
      body: bytes.subarray(headEnd + 4),
      at,
      isDecoded: false,
      isBodyLeftOut: false,
      bodyBytesLeftOut: 0,
    },
  )
}
