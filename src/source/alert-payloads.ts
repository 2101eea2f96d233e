/**
 * What alerts of Suricata show of the traffic itself: its settings `payload` and `payload-printable` write the bytes that
 * raised an alert beside it. Several alerts are raised by the same bytes, and other events tell of the same request: each
 * request counts once.
 */
import { createHash } from 'node:crypto'
import { limits } from '../core/limits.ts'
import { numberOf, recordOf, textOf } from '../core/json-value.ts'
import type { JsonRecord } from '../core/json-value.ts'
import type { Instant } from '../core/time.ts'
import { entryAnomalies } from './entry-anomalies.ts'
import type { Ends } from './entry.ts'
import type { EntryTally } from './entry-tally.ts'
import type { LineMeaning } from './line-reader.ts'

/** Characters of a digest that tells payloads apart (16 bytes). */
const digestBytes = 16

/** Connections of which the last payload is kept, and bytes of all of these together. */
const keptMax = 1_024
const keptBytesMax = 16_777_216

/** Shorter payloads may stand in another by chance. */
const containedBytesMin = 16

/** Requests of HTTP/1 in a payload; an endless target is none. */
const requestLine = /(?:^|\n)([A-Z]{3,16}) (\S{1,8192}) HTTP\/1\.[01]\r?\n/g

/** The payloads of one file. */
export class AlertPayloads {
  /** Payloads that were read, by flow, direction and digest. */
  private readonly read: Set<string> = new Set()
  /** The last payload that was read of a connection over TCP, by connection: the one used last comes last. */
  private readonly kept: Map<string, { readonly isToClient: boolean; readonly bytes: Buffer }> = new Map()
  private keptBytes = 0
  /** The last transaction of an alert that shows a request, by flow and what it asks for. */
  private readonly requests: Map<string, number> = new Map()

  /** The entry of an alert. `ends` are those of the packet that raised it: its source may be either of both. */
  meaning(event: JsonRecord, ends: Ends, at: Instant, tally: EntryTally): LineMeaning {
    const isDatagram = ends.transport === 'udp'
    const bytes =
      isDatagram || textOf(event['proto']).toUpperCase() === 'TCP' ? payloadOf(event, tally) : null
    if (bytes === null || bytes.length === 0) return { kind: 'other', what: 'alert event', at }
    const isToClient = goesToClient(event, ends)
    const digest = createHash('sha256').update(bytes).digest().toString('latin1', 0, digestBytes)
    const key = `${ends.connection} ${isToClient ? '<' : '>'} ${digest}`
    const last = isDatagram ? undefined : this.kept.get(ends.connection)
    const before = last?.isToClient === isToClient ? last.bytes : null
    const isContained = before !== null && bytes.length >= containedBytesMin && before.includes(bytes)
    if (isContained || this.read.has(key))
      return { kind: 'other', what: 'alert event for bytes of another', at }
    if (this.read.size < limits.source.linesRememberedMax) this.read.add(key)
    else tally.anomalies.note(entryAnomalies.forgotten, tally.number + 1)
    // A number is missing in no version that is in use: without it all such events are taken to be shown.
    const transaction = numberOf(event['tx_id']) ?? Number.MAX_SAFE_INTEGER
    if (!isToClient && !isDatagram) this.sawRequests(ends.connection, transaction, bytes)
    if (!isDatagram) this.keep(ends.connection, isToClient, bytes)
    // Suricata shows the stream as far as it came: a later alert shows it again, with more behind it.
    const goesOn = before !== null && bytes.subarray(0, before.length).equals(before)
    return {
      kind: 'stream',
      at,
      ends: isToClient ? turned(ends) : ends,
      pieces: [{ direction: isToClient ? 1 : 0, at, bytes: goesOn ? bytes.subarray(before.length) : bytes }],
      serverName: '',
      nameSource: 'host',
      isWebSocket: false,
      isExcerpt: true,
      goesOn,
    }
  }

  private keep(connection: string, isToClient: boolean, bytes: Buffer): void {
    const { kept } = this
    const drop = (key: string): void => {
      this.keptBytes -= kept.get(key)?.bytes.length ?? 0
      kept.delete(key)
    }
    drop(connection)
    kept.set(connection, { isToClient, bytes })
    this.keptBytes += bytes.length
    for (const key of kept.keys()) {
      if (kept.size <= keptMax && this.keptBytes <= keptBytesMax) return
      drop(key)
    }
  }

  /**
   * Whether the payload of an alert shows the request that another event tells of. It rests on earlier alerts alone: what a
   * slice leaves out changes nothing for what is in it.
   */
  shows(connection: string, transaction: unknown, method: string, target: string): boolean {
    const last = this.requests.get(`${connection} ${method} ${target}`)
    return last !== undefined && (numberOf(transaction) ?? 0) <= last
  }

  private sawRequests(connection: string, transaction: number, bytes: Buffer): void {
    for (const [, method = '', target = ''] of bytes.toString('latin1').matchAll(requestLine)) {
      const key = `${connection} ${method} ${target}`
      if (this.requests.size < limits.source.linesRememberedMax || this.requests.has(key))
        this.requests.set(key, Math.max(transaction, this.requests.get(key) ?? 0))
    }
  }
}

/** The bytes of the event; of the printable form, in which dots stand for what is no text, what is left of them. */
function payloadOf(event: JsonRecord, tally: EntryTally): Buffer | null {
  const encoded = textOf(event['payload'])
  if (encoded !== '' && /^[0-9A-Za-z+/]+={0,2}$/.test(encoded)) return Buffer.from(encoded, 'base64')
  const printable = textOf(event['payload_printable'])
  if (printable === '') return null
  tally.anomalies.note(entryAnomalies.lossy, tally.number + 1)
  return Buffer.from(printable)
}

/** Where a system takes the ports of its own questions from (Linux: 32768 and above; others higher still). */
const ephemeralPort = 32_768

/** Whether the source of an event is the one that listens, by the ports. */
export function isFromServer({ clientPort, serverPort }: Ends): boolean {
  return clientPort < ephemeralPort && serverPort >= ephemeralPort
}

/** Since version 7 alerts say their direction or who began the flow; before, the ports do. */
function goesToClient(event: JsonRecord, ends: Ends): boolean {
  const direction = textOf(event['direction'])
  if (direction !== '') return direction === 'to_client'
  const flow = recordOf(event['flow'])
  const begun = textOf(flow?.['src_ip'])
  const isSaid = begun !== '' && ends.clientAddress !== ends.serverAddress
  return isSaid ? begun === ends.serverAddress : isFromServer(ends)
}

function turned(ends: Ends): Ends {
  return {
    ...ends,
    clientAddress: ends.serverAddress,
    clientPort: ends.serverPort,
    serverAddress: ends.clientAddress,
    serverPort: ends.clientPort,
  }
}
