import { listOf, numberOf, recordOf, textOf } from '../../core/json-value.ts'
import { parseJson } from '../../core/parse-json.ts'
import { readCbor, shortFraction } from './cbor-items.ts'
import type { CborItem } from './cbor-items.ts'

/** A resource of a device with its name, what it says, and where that stands. */
export interface Resource {
  readonly name: string
  /** '' where it stands as it is. */
  readonly text: string
  readonly start: number
  readonly end: number
}

const serialName = 'Serial-Number'

/**
 * What the numbers of objects and resources stand for, of those that say who or where a device is: its serial number, its
 * cell and its position (OMA LwM2M 1.2, annex E: objects 3, 4 and 6; IPSO's object 3336).
 */
const names: ReadonlyMap<string, string> = new Map([
  ['3/2', serialName],
  ['4/8', 'Cell-Id'],
  ['4/9', 'MNC'],
  ['4/10', 'MCC'],
  ['4/12', 'LAC'],
  ['6/0', 'Latitude'],
  ['6/1', 'Longitude'],
  ['3336/5513', 'Latitude'],
  ['3336/5514', 'Longitude'],
])

/** Content formats (IANA, CoAP Content-Formats): those of LwM2M, the older number of its TLV, and SenML (RFC 8428). */
const formats = {
  text: 0,
  senmlJson: 110,
  senmlCbor: 112,
  oldTlv: 1_542,
  tlv: 11_542,
  json: 11_543,
  cbor: 11_544,
} as const

/** Labels of SenML in CBOR (RFC 8428, 6). */
const labels = { baseName: -2, name: 0, value: 2, text: 3 } as const

/** Object, instance, resource, and its instance. */
const resourcePath = /^\/(\d{1,5})\/\d{1,5}\/(\d{1,5})(?:\/\d{1,5})?$/
const degrees = /^[+-]?\d{1,3}\.\d{1,18}$/
const textBytesMax = 64
const endpointBytesMax = 128
const serialEndpoint =
  /^(ep=urn:dev:(?:os:[0-9A-Fa-f]{6}|ops:[0-9A-Fa-f]{6}-[\w.%]{1,32})-)([0-9A-Za-z]{5,32})$/
const tlvDepthMax = 4
const tlvKinds = { objectInstance: 0, resourceInstance: 1, resources: 2, resource: 3 } as const

/**
 * The resources in `buf[start, end)`, the payload that a device answers or sends in `format`; `path`: what it was asked for,
 * '' where its names say it all. None where the format says no resources; null where the payload is none of what it says.
 */
export function resourcesIn(
  path: string,
  format: number,
  buf: Buffer,
  start: number,
  end: number,
): readonly Resource[] | null {
  if (end <= start) return []
  switch (format) {
    case formats.text:
      return textResource(path, start, end)
    case formats.tlv:
    case formats.oldTlv:
      return tlvResources(path.split('/')[1] ?? '', buf, start, end)
    case formats.senmlJson:
    case formats.json:
      return jsonResources(path, buf, start, end)
    case formats.senmlCbor:
    case formats.cbor: {
      const item = readCbor(buf, start, end)
      if (item === null) return null
      return format === formats.cbor ? nestedResources(item) : senmlResources(item)
    }
    default:
      return []
  }
}

/**
 * The serial number in `[start, end)`, a parameter by which a device registers: its name is made of the maker, mostly a
 * class of what it makes, and the number (OMA LwM2M 1.2, 7.4.1).
 */
export function serialIn(buf: Buffer, start: number, end: number): Resource | null {
  if (end - start > endpointBytesMax) return null
  const [, lead = '', number = ''] = serialEndpoint.exec(buf.toString('latin1', start, end)) ?? []
  return number === '' ? null : { name: serialName, text: '', start: start + lead.length, end }
}

function nameOf(path: string): string {
  const [, object = '', resource = ''] = resourcePath.exec(path) ?? []
  return names.get(`${object}/${resource}`) ?? ''
}

function textResource(path: string, start: number, end: number): readonly Resource[] {
  const name = nameOf(path)
  return name === '' || end - start > textBytesMax ? [] : [{ name, text: '', start, end }]
}

/** A tag, a number and a length before each value (OMA LwM2M 1.2, 7.4.4). What does not fit ends it. */
function tlvResources(object: string, buf: Buffer, start: number, end: number): readonly Resource[] {
  const found: Resource[] = []
  walkTlv(object, '', buf, start, end, 0, found)
  return found
}

function walkTlv(
  object: string,
  above: string,
  buf: Buffer,
  start: number,
  end: number,
  depth: number,
  found: Resource[],
): void {
  let at = start
  while (at < end) {
    const tag = buf[at] as number
    const kind = tag >> 6
    const idBytes = (tag & 0x20) === 0 ? 1 : 2
    const lengthBytes = (tag >> 3) & 3
    const from = at + 1 + idBytes + lengthBytes
    if (from > end) return
    const length = lengthBytes === 0 ? tag & 7 : buf.readUIntBE(at + 1 + idBytes, lengthBytes)
    if (from + length > end) return
    const id = String(buf.readUIntBE(at + 1, idBytes))
    at = from + length
    if (kind === tlvKinds.objectInstance || kind === tlvKinds.resources) {
      const inner = kind === tlvKinds.resources ? id : ''
      if (depth < tlvDepthMax) walkTlv(object, inner, buf, from, at, depth + 1, found)
      continue
    }
    const name = names.get(`${object}/${kind === tlvKinds.resource ? id : above}`)
    if (name === undefined || length === 0) continue
    const text = tlvText(name, buf, from, at)
    if (text !== null) found.push({ name, text, start: from, end: at })
  }
}

/** What a value says; '' where it is text as it stands, null where it is neither that nor a number. */
function tlvText(name: string, buf: Buffer, start: number, end: number): string | null {
  const length = end - start
  if (name === serialName) return ''
  if (name === 'Latitude' || name === 'Longitude') {
    if (length <= textBytesMax && degrees.test(buf.toString('latin1', start, end))) return ''
    if (length !== 4 && length !== 8) return null
    const value = length === 8 ? buf.readDoubleBE(start) : shortFraction(buf.readFloatBE(start))
    return Number.isFinite(value) ? String(value) : null
  }
  if (length === 8) return String(buf.readBigInt64BE(start))
  return length === 1 || length === 2 || length === 4 ? String(buf.readIntBE(start, length)) : null
}

/** SenML in JSON: records whose names begin with the base name of one before; LwM2M 1.0 has them in `e` of one object. */
function jsonResources(path: string, buf: Buffer, start: number, end: number): readonly Resource[] {
  const given = parseJson(buf.toString('utf8', start, end))
  const whole = recordOf(given)
  const found: Resource[] = []
  let base = whole === null ? '' : textOf(whole['bn']) || `${path}/`
  for (const member of listOf(whole === null ? given : whole['e'])) {
    const record = recordOf(member)
    if (record === null) continue
    base = textOf(record['bn']) || base
    const value = numberOf(record['v'])
    add(found, base + textOf(record['n']), value === null ? otherText(record) : String(value), start, end)
  }
  return found
}

function otherText(record: Readonly<Record<string, unknown>>): string {
  return textOf(record['vs']) || textOf(record['sv'])
}

function add(found: Resource[], path: string, text: string, start: number, end: number): void {
  const name = nameOf(path)
  if (name !== '' && text !== '' && text.length <= textBytesMax) found.push({ name, text, start, end })
}

function senmlResources({ items }: CborItem): readonly Resource[] {
  const found: Resource[] = []
  let base = ''
  for (const record of items) {
    if (record.kind !== 'map') continue
    let name = ''
    let value: CborItem | null = null
    for (let at = 0; at + 1 < record.items.length; at += 2) {
      const [label, member] = record.items.slice(at, at + 2)
      if (label?.kind !== 'number' || member === undefined) continue
      if (label.number === labels.baseName) base = member.text
      else if (label.number === labels.name) name = member.text
      else if (label.number === labels.value || label.number === labels.text) value = member
    }
    if (value !== null) add(found, base + name, valueText(value), value.start, value.end)
  }
  return found
}

function valueText({ kind, number, text }: CborItem): string {
  return kind === 'number' && Number.isFinite(number) ? String(number) : text
}

/** LwM2M's own CBOR: maps in maps whose names are the numbers of a path, one or several of them (OMA LwM2M 1.2, 7.4.7). */
function nestedResources(map: CborItem): readonly Resource[] {
  const found: Resource[] = []
  walkNested(map, '', found)
  return found
}

function walkNested(item: CborItem, path: string, found: Resource[]): void {
  if (item.kind !== 'map') {
    add(found, path, valueText(item), item.start, item.end)
    return
  }
  for (let at = 0; at + 1 < item.items.length; at += 2) {
    const [label, member] = item.items.slice(at, at + 2)
    if (label === undefined || member === undefined) continue
    const numbers = label.kind === 'list' ? label.items : [label]
    walkNested(member, path + numbers.map(({ number }) => `/${number}`).join(''), found)
  }
}
