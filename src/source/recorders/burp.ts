/**
 * Reads what Burp Suite saves of its history (“Save items”): XML with an item for each exchange, whose request and response
 * are the bytes of HTTP/1, mostly in base64. Messages of HTTP/2 it writes in that form, too.
 */
import { parseAddress } from '../../core/address.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import { byteCount } from '../../core/byte-count.ts'
import { portOf } from '../../core/json-value.ts'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import { BurpSlicer } from './burp-slicer.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import { EntryTally } from '../entry-tally.ts'
import type {
  Ends,
  EntryCounts,
  EntryReader,
  EntrySink,
  ExchangeEntry,
  RecordedFrame,
  StreamEntry,
} from '../entry.ts'
import { writtenMessage } from './written-message.ts'

/** How its file begins, behind the declaration of XML. */
export const burpStart = '<items burpVersion='

/** An element of an item; `text` as it stands, one character for each byte. */
interface Element {
  readonly attributes: string
  readonly text: string
}

/** The reader of one file. */
export class BurpReader implements EntryReader {
  readonly format = 'burp'
  readonly counts: EntryCounts
  refusal = ''
  private readonly tally: EntryTally
  private readonly slicer: BurpSlicer
  private last: Instant = { sec: 0, nsec: 0 }

  constructor(sink: EntrySink, anomalies: AnomalyLog) {
    this.tally = new EntryTally(sink, anomalies)
    this.counts = this.tally.counts
    this.slicer = new BurpSlicer({
      item: (bytes) => this.item(bytes),
      container: (bytes) => this.container(bytes),
      tooLarge: (bytes) => {
        anomalies.note(entryAnomalies.tooLarge, this.tally.number + 1, byteCount(bytes))
        this.tally.malformed(bytes, 'too large')
      },
    })
  }

  push(buf: Buffer, start: number, end: number): void {
    this.slicer.push(buf.subarray(start, end))
  }

  end(): void {
    const torn = this.slicer.finish()
    if (torn !== null) {
      this.counts.unreadBytes += torn
      this.tally.anomalies.note(entryAnomalies.torn, this.tally.number + 1)
    }
    if (this.counts.total > 0 && this.counts.malformed === this.counts.total)
      this.refusal = 'no item of it makes sense'
  }

  private container(bytes: Buffer): void {
    this.counts.containerBytes += bytes.length
    const version = /burpVersion="([^"]{1,64})"/.exec(bytes.toString('latin1'))?.[1]
    if (version !== undefined) this.counts.application = `Burp Suite ${version}`
    this.tally.container('', bytes)
  }

  private item(bytes: Buffer): void {
    const entry = this.entryOf(elementsOf(bytes.toString('latin1')))
    if (typeof entry === 'string') this.tally.malformed(bytes.length, entry)
    else this.tally.read(bytes.length, entry, bytes)
  }

  private entryOf(elements: ReadonlyMap<string, Element>): StreamEntry | ExchangeEntry | string {
    const { tally } = this
    const number = tally.number + 1
    const request = this.contentOf(elements.get('request'))
    const response = this.contentOf(elements.get('response'))
    if (request.length + response.length === 0) return 'it has neither request nor response'
    const host = elements.get('host')
    const serverName = host?.text ?? ''
    if (serverName.length > limits.source.nameBytesMax) return 'its name is too long'
    const at = timeOf(elements.get('time')?.text ?? '')
    if (at === null) tally.anomalies.note(entryAnomalies.noTime, number)
    else if (!at.hasZone) tally.anomalies.note(entryAnomalies.noZone, number)
    this.last = at?.at ?? this.last
    const address = /\bip="([^"]*)"/.exec(host?.attributes ?? '')?.[1] ?? ''
    const isAddress = parseAddress(address) !== null
    if (!isAddress && address !== '') tally.anomalies.note(entryAnomalies.badAddress, number)
    const pieces: RecordedFrame[] = [
      { direction: 0, at: this.last, bytes: request },
      { direction: 1, at: this.last, bytes: response },
    ]
    const isTls = elements.get('protocol')?.text === 'https'
    const serverPort = portOf(elements.get('port')?.text)
    const ends: Ends = {
      transport: 'tcp',
      clientAddress: '',
      clientPort: 0,
      serverAddress: isAddress ? address : '',
      serverPort,
      communityId: '',
      isOnWire: false,
      protection: isTls ? 'tls' : 'plaintext',
      // Which connection it was is not in the file.
      connection: `${isTls ? 'https' : 'http'} ${serverName} ${address} ${serverPort}`,
    }
    // Of HTTP/2 no field need say where a body ends: it is all the rest.
    const sent = writtenMessage(request, this.last)
    if (sent !== null && sent.method.end > 0) {
      const received = writtenMessage(response, this.last)
      const base = { kind: 'exchange', at: this.last, ends, request: sent, messages: [] } as const
      if (received !== null || response.length === 0)
        return { ...base, response: received, isBodyRecorded: true }
    }
    return {
      kind: 'stream',
      at: this.last,
      ends,
      pieces: pieces.filter(({ bytes }) => bytes.length > 0),
      serverName: parseAddress(serverName) === null ? serverName : '',
      nameSource: 'host',
      isWebSocket: false,
    }
  }

  private contentOf(element: Element | undefined): Buffer {
    if (element === undefined) return Buffer.alloc(0)
    const { attributes, text } = element
    if (!attributes.includes('base64="true"')) return Buffer.from(text, 'latin1')
    if (!/[^\sA-Za-z0-9+/=]/.test(text)) return Buffer.from(text, 'base64')
    this.tally.anomalies.note(entryAnomalies.badBase64, this.tally.number + 1)
    return Buffer.from(text, 'latin1')
  }
}

/** The elements of an item, each once, in order: none of them has others in it. */
function elementsOf(item: string): Map<string, Element> {
  const elements = new Map<string, Element>()
  const tag = /<([a-z]{1,32})((?:\s[^<>]{0,256})?)(\/?)>(?:<!\[CDATA\[)?/y
  let at = item.indexOf('>') + 1
  for (;;) {
    while (at < item.length && /\s/.test(item.charAt(at))) at++
    tag.lastIndex = at
    const found = tag.exec(item)
    if (found === null) return elements
    const [whole, name = '', attributes = '', slash = ''] = found
    at += whole.length
    if (slash !== '') continue
    const end = `${whole.endsWith('<![CDATA[') ? ']]>' : ''}</${name}>`
    const stop = item.indexOf(end, at)
    if (stop === -1) return elements
    const text = item.slice(at, stop)
    if (!elements.has(name)) elements.set(name, { attributes, text })
    at = stop + end.length
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Zones by names that stand for one of them only, in hours (China’s and Chicago’s share one). */
const zones: Readonly<Record<string, number | undefined>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  WET: 0,
  WEST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  EST: -5,
  EDT: -4,
  PST: -8,
  PDT: -7,
  JST: 9,
  KST: 9,
}

/** A time as Java writes it, `Wed Mar 04 08:40:00 CET 2026`; in months of English. */
function timeOf(text: string): { readonly at: Instant; readonly hasZone: boolean } | null {
  const said =
    /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d):(\d\d):(\d\d) ([A-Z]{1,5}|GMT[+-]\d\d:\d\d) (\d{4})$/.exec(
      text,
    )
  if (said === null) return null
  const [, month = '', day, hour, minute, second, zone = '', year] = said
  const monthAt = months.indexOf(month)
  const utc = new Date(0)
  utc.setUTCFullYear(Number(year), monthAt, Number(day))
  if (monthAt === -1 || utc.getUTCDate() !== Number(day)) return null
  const shift = /^GMT([+-])(\d\d):(\d\d)$/.exec(zone)
  const own =
    shift === null ? zones[zone] : Number(`${shift[1]}1`) * (Number(shift[2]) + Number(shift[3]) / 60)
  const sec = utc.getTime() / 1000 + Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  return { at: { sec: sec - (own ?? 0) * 3600, nsec: 0 }, hasZone: own !== undefined }
}
