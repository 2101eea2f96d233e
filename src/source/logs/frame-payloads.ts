/**
 * What frames of Suricata show (docs.suricata.io, “Frames”): the units that a protocol's parser found, with their bytes, each
 * inside of others (`stream`, `request`, `header`). Of a stream each byte is told once, by where it stood in it.
 */
import { limits } from '../../core/limits.ts'
import { OldestFirst } from '../../core/oldest-first.ts'
import { countOf, numberOf, recordOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import type { Instant } from '../../core/time.ts'
import { isBase64, turned } from './alert-payloads.ts'
import type { AlertPayloads } from './alert-payloads.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import type { Ends } from '../entry.ts'
import type { EntryTally } from '../entry-tally.ts'
import type { LineMeaning } from '../line-reader.ts'

/** Of what is encrypted, and of questions of DNS, events of their own tell all that can be known. */
const toldElsewhere: ReadonlySet<string> = new Set(['tls', 'quic', 'ssh', 'dns'])

/** Messages of a connection that other events told, and of which frames may come yet. */
const toldBeforeMax = 8

/** What was told of a connection. */
interface Told {
  /** Where the next byte of each direction stands. */
  readonly next: [toServer: number, toClient: number]
  /** The words of messages that came as events of their own. */
  readonly messages: (readonly string[])[]
}

/** The frames of one file. */
export class FramePayloads {
  private readonly alerts: AlertPayloads
  /** By connection; the one used longest ago is forgotten first. */
  private readonly told: OldestFirst<string, Told> = new OldestFirst()

  /** What alerts and frames show is often the same: each must know of the other's. */
  constructor(alerts: AlertPayloads) {
    this.alerts = alerts
  }

  /** An event of a protocol told a message with these words, and no frame did before. */
  sawMessage({ connection }: Ends, words: readonly string[]): void {
    const { messages } = this.toldOf(connection)
    messages.push(words)
    if (messages.length > toldBeforeMax) messages.shift()
  }

  /** The entry of a frame. `ends` are those of the packet that it was found in, whose source is the sender. */
  meaning(event: JsonRecord, ends: Ends, at: Instant, tally: EntryTally): LineMeaning {
    const frame = recordOf(event['frame']) ?? {}
    const protocol = textOf(event['app_proto'])
    if (toldElsewhere.has(protocol)) return { kind: 'other', what: `frame event of ${protocol}`, at }
    const encoded = textOf(frame['payload'])
    const isCoded = isBase64(encoded)
    const bytes = isCoded ? Buffer.from(encoded, 'base64') : Buffer.from(textOf(frame['payload_printable']))
    if (bytes.length === 0) return { kind: 'other', what: 'frame event', at }
    const isToClient = textOf(frame['direction']) === 'toclient'
    const isUnit = textOf(frame['type']) === 'pdu'
    const isDatagram = ends.transport === 'udp'
    const offset = isDatagram ? 0 : numberOf(frame['stream_offset'])
    const told: LineMeaning = { kind: 'other', what: 'frame event for bytes of another', at }
    // Of a datagram the first frame holds all others.
    if (offset === null || (isDatagram && !isUnit)) return told
    const next = isDatagram ? null : this.nextOf(ends, isToClient, offset, bytes.length)
    const piece = next === null ? bytes : bytes.subarray(next.from)
    if (piece.length === 0) return told
    if (this.alerts.isShown(ends, isToClient, piece)) {
      if (next?.isFirst === true) this.alerts.beginsWhole(ends.connection)
      return told
    }
    let goesOn = false
    if (next === null || !next.isNext) this.alerts.take(ends, isToClient, piece)
    else goesOn = this.alerts.goesOnWith(ends, isToClient, piece, next.isFirst)
    // Only the frame of the whole stream names no transaction: it shows what the connection begins with.
    if (!isToClient) this.alerts.sawRequests(ends.connection, numberOf(frame['tx_id']) ?? 0, piece)
    if (isUnit && this.isToldBefore(ends, piece)) return told
    if (!isCoded) tally.anomalies.note(entryAnomalies.lossy, tally.number + 1)
    const bytesLeftOut = isDatagram ? Math.max(0, countOf(frame['length']) - bytes.length) : 0
    if (bytesLeftOut > 0) tally.anomalies.note(entryAnomalies.frameCut, tally.number + 1)
    return {
      kind: 'stream',
      at,
      ends: isToClient ? turned(ends) : ends,
      pieces: [{ direction: isToClient ? 1 : 0, at, bytes: piece }],
      serverName: '',
      nameSource: 'host',
      isWebSocket: false,
      isExcerpt: true,
      bytesLeftOut,
      goesOn,
    }
  }

  private toldOf(connection: string): Told {
    const { told } = this
    const known: Told = told.get(connection) ?? { next: [0, 0], messages: [] }
    told.put(connection, known)
    if (told.size > limits.source.connectionsMax) told.takeOldest()
    return known
  }

  /** What of `length` bytes at `offset` was not told, and whether it comes right behind what was told of its direction. */
  private nextOf(ends: Ends, isToClient: boolean, offset: number, length: number): Next {
    const { next } = this.toldOf(ends.connection)
    const side = isToClient ? 1 : 0
    const expected = next[side]
    const isFirst = offset === 0 && next.every((position) => position === 0)
    next[side] = Math.max(expected, offset + length)
    return { from: Math.max(0, expected - offset), isFirst, isNext: offset <= expected }
  }

  /** Whether the unit is a message that an event told before it. */
  private isToldBefore(ends: Ends, bytes: Buffer): boolean {
    const { messages } = this.toldOf(ends.connection)
    const at = messages.findIndex((words) => words.every((word) => bytes.includes(word)))
    if (at >= 0) messages.splice(at, 1)
    return at >= 0
  }
}

interface Next {
  readonly from: number
  /** Nothing was told of the connection, and it begins with these bytes. */
  readonly isFirst: boolean
  readonly isNext: boolean
}
