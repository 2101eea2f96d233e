/** Messages of HTTP/1 in one line each, as tshark sees them and as varde does: start and body, by its hash. */
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import type { PlainMessage } from './playbook.ts'

/** Separates the values of a field of tshark. */
export const valueMark = '\u0001'

/** What tshark is asked for. */
export const httpFields = [
  'http.request.method',
  'http.host',
  'http.request.uri',
  'http.response.code',
  'http.file_data',
] as const

export const values = (cell = ''): string[] => cell.split(valueMark).filter((value) => value !== '')

export const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16)

/** Of rows with the cells of `httpFields`. A frame may hold several messages, of which the last has the body. */
export function theirHttp(rows: readonly (readonly string[])[]): string[] {
  return rows
    .flatMap(([methods, hosts, targets, statuses, bodies]) => {
      const mark = hash(Buffer.from(values(bodies)[0] ?? '', 'hex'))
      const list = values(methods)
      const requests = list.map((method, index) => {
        const isLast = index === list.length - 1
        return `${method} ${values(hosts)[index]}${values(targets)[index]} ${isLast ? mark : hash(Buffer.alloc(0))}`
      })
      return [...requests, ...values(statuses).map((status) => `${status} ${mark}`)]
    })
    .sort()
}

/** tshark shows what was zipped as it was before. */
function contentOf({ body, contentEncoding }: PlainMessage): Buffer {
  const bytes = Buffer.from(body, 'latin1')
  return contentEncoding === 'gzip' && bytes.length > 0 ? gunzipSync(bytes) : bytes
}

export function ourHttp(messages: readonly PlainMessage[]): string[] {
  return messages
    .map((message) => {
      const mark = hash(contentOf(message))
      return message.kind === 'request'
        ? `${message.method} ${message.host}${message.target} ${mark}`
        : `${message.status} ${mark}`
    })
    .sort()
}
