/**
 * Events of Suricata that went through a pipeline: search engines and collectors make lists of single values, single values of
 * lists, and objects of lists of fields. What is read of an event is put back into the form that Suricata gives it.
 */
import { recordOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { pairsOf, writtenOf } from '../har/har-values.ts'

/** The members of a part of an event that are read, by what Suricata writes there. */
interface Shape {
  readonly texts: readonly string[]
  readonly lists?: readonly string[]
  /** Lists of records with a name and a value. */
  readonly fields?: readonly string[]
}

const bodies = ['request', 'response'].flatMap((side) => [`http_${side}_body`, `http_${side}_body_printable`])

/** By the name of the part, which is the type of the event for all but `email`. */
const shapes: ReadonlyMap<string, Shape> = new Map([
  [
    'http',
    {
      texts: [
        'hostname',
        'url',
        'http_user_agent',
        'http_refer',
        'xff',
        'http_method',
        'protocol',
        'version',
        'http_content_type',
        ...bodies,
      ],
      fields: ['request_headers', 'response_headers'],
    },
  ],
  ['dns', { texts: ['rrname', 'rrtype', 'rdata'], lists: ['answers', 'queries'] }],
  ['sip', { texts: ['method', 'uri', 'from', 'to', 'ua', 'user_agent'] }],
  ['smtp', { texts: ['helo', 'mail_from'], lists: ['rcpt_to'] }],
  [
    'email',
    {
      texts: ['from', 'reply_to', 'message_id', 'subject', 'x_mailer', 'x_originating_ip', 'user_agent'],
      lists: ['to', 'cc', 'bcc', 'attachment', 'url'],
    },
  ],
  ['dhcp', { texts: ['dhcp_type', 'hostname', 'vendor_class_identifier', 'client_id', 'client_mac'] }],
  ['ftp', { texts: ['command', 'command_data'], lists: ['reply', 'completion_code'] }],
  ['websocket', { texts: ['payload_base64', 'payload_printable'] }],
  ['tls', { texts: ['sni', 'subject'], lists: ['subjectaltname', 'client_alpns'] }],
  ['quic', { texts: ['sni'] }],
  ['fileinfo', { texts: ['filename'] }],
  ['connect', { texts: ['client_id', 'username', 'password'] }],
  ['publish', { texts: ['topic', 'message'] }],
  ['subscribe', { texts: [], lists: ['topics'] }],
  ['unsubscribe', { texts: [], lists: ['topics'] }],
  ['will', { texts: ['topic', 'message'] }],
])

/** Parts of an event that stand beside the one of its type, and parts in these. */
const parts: ReadonlyMap<string, readonly string[]> = new Map([
  ['mqtt', ['connect', 'publish', 'subscribe', 'unsubscribe']],
  ['connect', ['will']],
])

/** The event as Suricata would write it; `onOdd` is told the names of members that are of another form. */
export function shapedEvent(event: JsonRecord, type: string, onOdd: (member: string) => void): JsonRecord {
  return withParts(event, [...new Set([type, 'http', 'email'])], onOdd)
}

function withParts(
  record: JsonRecord,
  names: readonly string[],
  onOdd: (member: string) => void,
): JsonRecord {
  const changed: Record<string, unknown> = {}
  for (const name of names) {
    const value = record[name]
    // A list of one is what it holds.
    const isWrapped = Array.isArray(value) && value.length === 1 && recordOf(value[0]) !== null
    const part = recordOf(isWrapped ? value[0] : value)
    if (part === null) continue
    if (isWrapped) onOdd(name)
    const shaped = withParts(shapedPart(part, shapes.get(name), onOdd), parts.get(name) ?? [], onOdd)
    if (shaped !== value) changed[name] = shaped
  }
  return Object.keys(changed).length === 0 ? record : { ...record, ...changed }
}

function shapedPart(part: JsonRecord, shape: Shape | undefined, onOdd: (member: string) => void): JsonRecord {
  if (shape === undefined) return part
  const changed: Record<string, unknown> = {}
  const put = (name: string, value: unknown): void => {
    changed[name] = value
    onOdd(name)
  }
  for (const name of shape.texts) {
    const value = part[name]
    if (value === undefined || value === null || typeof value === 'string') continue
    put(name, writtenOf(Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value))
  }
  for (const name of shape.lists ?? []) {
    const value = part[name]
    if (value === undefined || value === null || Array.isArray(value)) continue
    put(name, [value])
  }
  for (const name of shape.fields ?? []) {
    const value = part[name]
    if (value === undefined || value === null || (Array.isArray(value) && value.every(isField))) continue
    put(name, pairsOf(value))
  }
  return Object.keys(changed).length === 0 ? part : { ...part, ...changed }
}

function isField(one: unknown): boolean {
  const field = recordOf(one)
  const value = field?.['value']
  return typeof field?.['name'] === 'string' && (value === undefined || typeof value === 'string')
}
