import { mayNameHost } from '../../core/host-name.ts'
import type { Direction } from '../../core/verdict.ts'
import { handedOn } from '../handed-on.ts'
import type { TargetPiece, UnitFacts } from '../handed-on.ts'
import type { Message } from '../types.ts'
import { coapOptions } from './parse.ts'
import type { CoapReading } from './parse.ts'
import { resourcesIn, serialIn } from './resources.ts'

/** Methods by their code (RFC 7252, 12.1.1; RFC 8132). */
const methods: readonly string[] = ['', 'GET', 'POST', 'PUT', 'DELETE', 'FETCH', 'PATCH', 'iPATCH']

interface OptionName {
  readonly name: string
  readonly isNumber: boolean
}

/** Options by their number (the CoAP Option Numbers registry of IANA). */
const optionNames: ReadonlyMap<number, OptionName> = new Map(
  (
    [
      [1, 'If-Match'],
      [3, 'Uri-Host'],
      [4, 'ETag'],
      [5, 'If-None-Match'],
      [6, 'Observe', 'number'],
      [7, 'Uri-Port', 'number'],
      [8, 'Location-Path'],
      [9, 'OSCORE'],
      [coapOptions.uriPath, 'Uri-Path'],
      [12, 'Content-Format', 'number'],
      [13, 'Uri-Path-Abbrev', 'number'],
      [14, 'Max-Age', 'number'],
      [coapOptions.uriQuery, 'Uri-Query'],
      [16, 'Hop-Limit', 'number'],
      [17, 'Accept', 'number'],
      [19, 'Q-Block1', 'number'],
      [20, 'Location-Query'],
      [21, 'EDHOC'],
      [23, 'Block2', 'number'],
      [27, 'Block1', 'number'],
      [28, 'Size2', 'number'],
      [31, 'Q-Block2', 'number'],
      [coapOptions.proxyUri, 'Proxy-Uri'],
      [coapOptions.proxyScheme, 'Proxy-Scheme'],
      [60, 'Size1', 'number'],
      [252, 'Echo'],
      [258, 'No-Response', 'number'],
      [292, 'Request-Tag'],
    ] as const
  ).map(([number, name, kind]) => [number, { name, isNumber: kind === 'number' }]),
)

/** The longest number of an option that is read as one (RFC 7252, 3.2). */
const numberBytesMax = 4

/** Object, instance, resource and its instance (OMA LwM2M 1.2, 7.2). */
const numberedPath = /^(?:\/\d{1,5}){1,4}$/

/** Where what a device says has its whole path in it: it sends by itself (OMA LwM2M 1.2, 6.4.6), or is asked for several things. */
const unnumberedPaths: ReadonlySet<string> = new Set(['', '/dp'])

/** What joins the segments of a path and the parameters of a query. */
const targetOptions: readonly (readonly [number: number, first: string, next: string])[] = [
  [coapOptions.uriPath, '/', '/'],
  [coapOptions.uriQuery, '?', '&'],
]

function methodOf(reading: CoapReading): string {
  const { code } = reading
  return methods[code] || `${code >> 5}.${String(code & 0x1f).padStart(2, '0')}`
}

/**
 * Writes the message that is handed on: method or status, the target as RFC 7252, 6.5 joins it from Uri-Path and
 * Uri-Query, every other option as a field with its name, and the payload. Each byte of an option keeps its place on
 * the wire. `asked`: what a device was asked for, which its answer does not say itself. Of a request to a proxy the target
 * is the whole URL of Proxy-Uri, whose host is the message's, before all others (RFC 7252, 5.10.2).
 */
export function writeMessage(
  direction: Direction,
  unit: UnitFacts,
  reading: CoapReading,
  asked = '',
): Message {
  const { part } = unit
  const { message } = handedOn.begin('coap', direction, unit)
  const method = methodOf(reading)
  const host = reading.isRequest && reading.isForProxy ? hostOfUrl(part.buf, reading) : null
  const asking = host === null ? targetOf(reading) : [urlOf(reading)]
  handedOn.startLineOf(method, part, asked === '' ? asking : [{ lead: asked, start: 0, end: 0 }])
  if (host !== null && asked === '') {
    message.hostStart = message.targetStart + host.start - reading.proxyUriStart
    message.hostEnd = message.hostStart + host.end - host.start
  }
  message.isByGateway = reading.isRequest && reading.isForProxy
  for (let index = 0; index < reading.optionCount; index++) {
    const number = reading.optionNumbers[index] as number
    const start = reading.optionStarts[index] as number
    const end = reading.optionEnds[index] as number
    if (host === null && (number === coapOptions.uriPath || number === coapOptions.uriQuery)) continue
    if (host !== null && start === reading.proxyUriStart) continue
    // It is not repeatable (RFC 7252, 5.10): the first one is the host.
    if (number === coapOptions.uriHost && start === reading.hostStart && host === null) {
      handedOn.host(part, start, end)
      continue
    }
    const { name, isNumber } = optionNames.get(number) ?? { name: `Option-${number}`, isNumber: false }
    if (isNumber && end > start && end - start <= numberBytesMax)
      handedOn.textField(name, String(part.buf.readUIntBE(start, end - start)), part, start, end)
    else handedOn.field(name, part, start, end)
  }
  if (direction === 0) {
    writeSerial(unit, reading)
    writeResources(unit, reading, asked)
  }
  handedOn.body(part, reading.payloadStart, part.end)
  message.status = reading.isResponse ? reading.status : 0
  return message
}

/** The authority of a URL behind its scheme, user and password apart, up to the port (RFC 3986, 3.2). */
const urlHost = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]/?#]+\]|[^:/?#]+)/di

/** Where the host of Proxy-Uri stands in `buf`; null where it names none. */
function hostOfUrl(
  buf: Buffer,
  { proxyUriStart, proxyUriEnd }: CoapReading,
): { readonly start: number; readonly end: number } | null {
  const at = urlHost.exec(buf.toString('latin1', proxyUriStart, proxyUriEnd))?.indices?.[1]
  if (at === undefined) return null
  const [start, end] = [proxyUriStart + at[0], proxyUriStart + at[1]]
  return mayNameHost(buf, start, end) ? { start, end } : null
}

function urlOf({ proxyUriStart, proxyUriEnd }: CoapReading): TargetPiece {
  return { lead: '', start: proxyUriStart, end: proxyUriEnd }
}

/** The serial number that the name of a device is made of, as a field of its own. */
function writeSerial({ part }: UnitFacts, reading: CoapReading): void {
  for (let index = 0; index < reading.optionCount; index++) {
    if (reading.optionNumbers[index] !== coapOptions.uriQuery) continue
    const start = reading.optionStarts[index] as number
    const serial = serialIn(part.buf, start, reading.optionEnds[index] as number)
    if (serial !== null) handedOn.field(serial.name, part, serial.start, serial.end)
  }
}

/** What a device says of itself by the numbers of LwM2M, as fields with the names that these stand for. */
function writeResources({ part }: UnitFacts, reading: CoapReading, asked: string): void {
  if (reading.payloadStart >= part.end || (reading.isResponse && Math.floor(reading.status / 100) !== 2))
    return
  const path = asked === '' ? pathOf(part.buf, reading) : asked
  if (!numberedPath.test(path) && !unnumberedPaths.has(path)) return
  let format = 0
  for (let index = 0; index < reading.optionCount; index++) {
    const start = reading.optionStarts[index] as number
    const end = reading.optionEnds[index] as number
    if (reading.optionNumbers[index] === coapOptions.contentFormat && end > start && end - start <= 2)
      format = part.buf.readUIntBE(start, end - start)
  }
  const resources = resourcesIn(path, format, part.buf, reading.payloadStart, part.end)
  reading.hasUnreadResources = resources === null
  for (const { name, text, start, end } of resources ?? [])
    if (text === '') handedOn.field(name, part, start, end)
    else handedOn.textField(name, text, part, start, end)
}

/** The resource that a request asks for, as LwM2M numbers them; '' for other paths, which may say more than an answer does. */
export function askedFor(buf: Buffer, reading: CoapReading): string {
  const path = pathOf(buf, reading)
  return numberedPath.test(path) ? path : ''
}

function pathOf(buf: Buffer, reading: CoapReading): string {
  return targetOf(reading)
    .map(({ lead, start, end }) => `${lead}${buf.toString('latin1', start, end)}`)
    .join('')
}

function targetOf(reading: CoapReading): readonly TargetPiece[] {
  const pieces: TargetPiece[] = []
  for (const [number, first, next] of targetOptions) {
    let lead = first
    for (let index = 0; index < reading.optionCount; index++) {
      if (reading.optionNumbers[index] !== number) continue
      pieces.push({
        lead,
        start: reading.optionStarts[index] as number,
        end: reading.optionEnds[index] as number,
      })
      lead = next
    }
  }
  return pieces
}
