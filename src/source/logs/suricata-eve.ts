/**
 * Reads Suricata's EVE output (docs.suricata.io, “EVE JSON format”): JSON lines of many kinds, of which http, dns (versions 1
 * to 3), tls, quic, websocket, mqtt, sip, smtp, ftp and flow say who spoke to whom. Bodies are not in them, but for messages of
 * MQTT and, where that was asked for, of WebSockets.
 */
import { parseAddress } from '../../core/address.ts'
import { detachedText } from '../../core/detached-text.ts'
import type { Instant } from '../../core/time.ts'
import {
  alertWithoutBytes,
  AlertPayloads,
  goesToClient,
  isBase64,
  isFromServer,
  shownOf,
  showsRequest,
  turned,
} from './alert-payloads.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import type { Ends, ExchangeEntry, Run } from '../entry.ts'
import type { EntryTally } from '../entry-tally.ts'
import { shapedEvent } from './eve-shapes.ts'
import { FramePayloads } from './frame-payloads.ts'
import { parseIsoTime } from '../../core/iso-time.ts'
import { numberOf, portOf, recordOf, shortTextOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { logRecord } from './log-record.ts'
import type { LineFormat, LineMeaning } from '../line-reader.ts'
import { eveTexts, otherMessage } from './other-protocols.ts'
import { bodyOf, ConnectionTexts, eveReaders, FtpUsers } from './suricata-readers.ts'
import { knownEveMembers, UnreadMembers } from './unread-members.ts'
import type { Memory } from './suricata-readers.ts'

/** What lines of one log say together. */
interface EveLog {
  readonly alerts: AlertPayloads
  readonly frames: FramePayloads
  readonly unread: UnreadMembers
  readonly memory: Memory
}

/** The reader of one file. */
export function suricataEve(): LineFormat {
  const alerts = new AlertPayloads()
  const log: EveLog = {
    alerts,
    frames: new FramePayloads(alerts),
    unread: new UnreadMembers(),
    memory: {
      users: new FtpUsers(),
      hosts: new ConnectionTexts(),
      clients: new ConnectionTexts(),
      sizes: new ConnectionTexts(),
    },
  }
  return {
    format: 'suricata-eve',
    hasRotations: true,
    read: (line, tally) => meaningOf(line, log, tally),
  }
}

function meaningOf(line: string, log: EveLog, tally: EntryTally): LineMeaning {
  const written = logRecord(line, tally)
  if (written === null) return 'no JSON object'
  const type = textOf(written['event_type'])
  if (type === '') return 'it has no event type'
  const event = shapedEvent(written, type, (member) =>
    tally.anomalies.note(entryAnomalies.oddShape, tally.number + 1, member),
  )
  // Statistics bear the time of the machine, not that of the traffic.
  const at = type === 'stats' ? null : timeOf(event['timestamp'], tally)
  const isAlert = type === 'alert'
  const isFrame = type === 'frame'
  const read = Object.hasOwn(eveReaders, type) ? eveReaders[type] : undefined
  const inner = recordOf(event[type])
  const texts = eveTexts.get(type)
  if (inner === null && read !== undefined && (event[type] ?? null) !== null)
    return `its ${type} is no record`
  const isOther = inner === null || (read === undefined && texts === undefined && !isAlert && !isFrame)
  if (isOther) return { kind: 'other', what: `${type.slice(0, 32)} event`, at }
  if (at === null) return 'it has no time'
  const ends = endsOf(event, line, !isAlert && !isFrame)
  if (ends === null) return 'it has no addresses'
  if (texts !== undefined)
    return otherMessage(type, texts, inner, at, isFromServer(ends) ? turned(ends) : ends)
  if (isFrame) return log.frames.meaning(event, ends, at, tally)
  if (read === undefined) return alertMeaning(event, ends, at, log, tally)
  if (type === 'http') log.unread.see(inner, knownEveMembers(inner), tally)
  const meaning = read(inner, ends, at, event, log.memory)
  if (typeof meaning === 'string') return meaning
  const what = shownInBytesOf(type, event, meaning, ends, log, tally)
  return what === '' ? meaning : { kind: 'other', what, at }
}

/** Of an alert the bodies that stand in it, else its bytes, else the request that it tells. */
function alertMeaning(
  event: JsonRecord,
  ends: Ends,
  at: Instant,
  { alerts, memory }: EveLog,
  tally: EntryTally,
): LineMeaning {
  const beside = bodiesBeside(event, ends, at, alerts, memory, tally)
  if (beside.meaning !== null) {
    notePrintable(recordOf(event['http']), tally)
    return beside.meaning
  }
  const shown = alerts.meaning(event, ends, at, tally, beside.rest, beside.answer)
  const isSilent = typeof shown !== 'string' && shown.kind === 'other' && shown.what === alertWithoutBytes
  if (!isSilent) return shown
  notePrintable(recordOf(event['http']), tally)
  return alertedRequest(event, ends, at, alerts, memory) ?? shown
}

/** What the event is where its message is told already, by bytes that an alert or a frame shows; '' where it is not. */
function shownInBytesOf(
  type: string,
  event: JsonRecord,
  meaning: Exclude<LineMeaning, string>,
  ends: Ends,
  { alerts, frames }: EveLog,
  tally: EntryTally,
): string {
  if (meaning.kind === 'hello' && meaning.transport === 'tls') {
    const isShown = meaning.serverName !== '' && alerts.showsHello(ends.connection)
    return isShown ? 'tls event of a hello that an alert shows' : ''
  }
  if (meaning.kind !== 'exchange') return ''
  if (type === 'http') {
    notePrintable(recordOf(event[type]), tally)
    const { head, method, target } = meaning.request
    const said = ({ start, end }: Run): string => head.toString('latin1', start, end)
    const isShown = alerts.shows(ends.connection, event['tx_id'], said(method), said(target))
    return isShown ? 'http event of a request whose bytes are shown' : ''
  }
  if (!shownInBytes.has(type)) return ''
  const words = textsOf(meaning)
  if (alerts.showsAll(ends.connection, words)) return `${type} event of a message whose bytes are shown`
  // Of the file's name nothing follows for the message that it is in.
  if (type !== 'fileinfo') frames.sawMessage(ends, words)
  return ''
}

const nothing: Buffer = Buffer.alloc(0)

/** Events that tell words of a message as they stand in it. */
const shownInBytes: ReadonlySet<string> = new Set(['mqtt', 'sip', 'smtp', 'ftp', 'fileinfo'])

/** What a message tells, but for the names that its fields are given here. */
function textsOf({ request: { head, target, body } }: ExchangeEntry): string[] {
  const [, ...lines] = head.toString('utf8').split('\r\n')
  const values = lines.map((line) => line.slice(line.indexOf(': ') + 2))
  return [head.toString('utf8', target.start, target.end), ...values, body.toString('utf8')]
}

/**
 * What an alert shows of bodies beside bytes of the wire, which are often those of one packet: the rest of the message that
 * these begin, or the request itself where they show nothing of a body.
 */
function bodiesBeside(
  event: JsonRecord,
  ends: Ends,
  at: Instant,
  alerts: AlertPayloads,
  memory: Memory,
  tally: EntryTally,
): { readonly rest: Buffer; readonly answer: Buffer; readonly meaning: LineMeaning | null } {
  const none = { rest: nothing, answer: nothing, meaning: null }
  const http = recordOf(event['http'])
  const hasBytes = isBase64(textOf(event['payload'])) || textOf(event['payload_printable']) !== ''
  if (http === null || !hasBytes) return none
  const own = goesToClient(event, ends) ? 'http_response_body' : 'http_request_body'
  const hasRequest =
    own === 'http_request_body' && showsRequest(event, textOf(http['http_method']), textOf(http['url']))
  let rest = nothing
  let answer = nothing
  for (const name of shownBodies) {
    const body = bodyOf(http, name)
    if (body.length === 0) continue
    const shown = shownOf(event, body)
    if (shown.kind === 'all') continue
    if (shown.kind === 'part' && name === own) rest = shown.rest
    // The request is read from the bytes: what is new is its answer.
    else if (name !== own && hasRequest) answer = answerOf(http, body)
    else {
      const meaning = alertedRequest(event, ends, at, alerts, memory)
      if (meaning === null || typeof meaning === 'string' || meaning.kind !== 'exchange') continue
      if (shown.kind === 'none' && !shown.isInBody)
        tally.anomalies.note(entryAnomalies.besideBytes, tally.number + 1)
      return { rest, answer, meaning }
    }
  }
  return { rest, answer, meaning: null }
}

/** An answer of which an alert shows the body, as it may have been on the wire. */
function answerOf(http: JsonRecord, body: Buffer): Buffer {
  const status = numberOf(http['status']) ?? 200
  const type = textOf(http['http_content_type']).replaceAll(/[\r\n]/g, ' ')
  const head = [
    `HTTP/1.1 ${status >= 200 && status <= 999 ? status : 200} `,
    ...(type === '' ? [] : [`Content-Type: ${type}`]),
    `Content-Length: ${body.length}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}

/** A request whose body an alert shows, and not its bytes as they were on the wire. */
function alertedRequest(
  event: JsonRecord,
  ends: Ends,
  at: Instant,
  alerts: AlertPayloads,
  memory: Memory,
): LineMeaning | null {
  const http = recordOf(event['http'])
  if (http === null || !shownBodies.some((name) => bodyOf(http, name).length > 0)) return null
  const meaning = eveReaders['http']?.(
    http,
    goesToClient(event, ends) ? turned(ends) : ends,
    at,
    event,
    memory,
  )
  if (meaning === undefined || typeof meaning === 'string' || meaning.kind !== 'exchange') return null
  const { head, method, target } = meaning.request
  const said = ({ start, end }: Run): string => head.toString('latin1', start, end)
  // Every body is remembered, so no early end. Told whole: what a slice leaves out changes nothing for what is in it.
  const news = shownBodies.filter((name) => {
    const body = bodyOf(http, name)
    if (body.length === 0 || !alerts.isNewBody(`${ends.connection} ${name} ${said(target)}`, body))
      return false
    return shownOf(event, body).kind !== 'all' && !alerts.holds(ends.connection, body)
  })
  const isKnown = alerts.shows(ends.connection, event['tx_id'], said(method), said(target))
  alerts.saw(ends.connection, event['tx_id'], said(method), said(target))
  return isKnown && news.length === 0
    ? { kind: 'other', what: 'alert event for bytes of another', at }
    : meaning
}

const shownBodies: readonly string[] = ['http_request_body', 'http_response_body']

/** Dots stand in the printable form for what is no text. */
function notePrintable(http: JsonRecord | null, tally: EntryTally): void {
  if (http === null) return
  const isLossy = shownBodies.some((name) => !isBase64(textOf(http[name])) && bodyOf(http, name).length > 0)
  if (isLossy) tally.anomalies.note(entryAnomalies.lossy, tally.number + 1)
}

function timeOf(value: unknown, tally: EntryTally): Instant | null {
  const time = parseIsoTime(textOf(value))
  return time === null ? null : tally.instantOf(time)
}

/** The source of an event is its client, but for answers of DNS; that of an alert is the sender of the packet. */
function endsOf(event: JsonRecord, line: string, turnsAnswers: boolean): Ends | null {
  const source = { address: textOf(event['src_ip']), port: portOf(event['src_port']) }
  const target = { address: textOf(event['dest_ip']), port: portOf(event['dest_port']) }
  if (parseAddress(source.address) === null || parseAddress(target.address) === null) return null
  const isReversed = turnsAnswers && source.port === 53 && target.port !== 53
  const [client, server] = isReversed ? [target, source] : [source, target]
  // Numbers of flows are beyond what JSON numbers hold: taken from the text.
  const flow = /"flow_id"\s*:\s*(\d{1,20})/.exec(line)?.[1] ?? ''
  return {
    transport: textOf(event['proto']).toUpperCase() === 'UDP' ? 'udp' : 'tcp',
    clientAddress: client.address,
    clientPort: client.port,
    serverAddress: server.address,
    serverPort: server.port,
    communityId: shortTextOf(event['community_id'], 64),
    isOnWire: true,
    protection: 'plaintext',
    // It outlives the line by far.
    connection: detachedText(
      flow === '' ? `${client.address} ${server.address} ${client.port}` : `eve ${flow}`,
    ),
  }
}
