import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { context, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { processorTime } from '../../../test/support/processor-time.ts'
import { chainOf, describeChain } from '../../decode/describe-chain.ts'
import { Detector } from '../../detect/detector.ts'
import { readInFull } from './read-in-full.ts'
import type { FullReading } from './read-in-full.ts'

type Value = string | number | boolean | { readonly [name: string]: Value }
type Row = Readonly<Record<string, Value>>

const told: Row = {
  imei: '356938035643809',
  ssid: 'Haakons nett',
  android_id: '9f3c1d77aa20e4b1',
  lat: 59.91387,
  lon: 10.75225,
  cell: { mcc: 242, mnc: 1, lac: 3011, cid: 81_934 },
}
const detector = new Detector(null)

/** Records of an app that say nothing, and the one that tells at the place `at`. */
function records(count: number, at: number): readonly Row[] {
  const rows: Row[] = Array.from({ length: count }, (_, n) => ({
    t: 1_700_000_000 + n * 7,
    name: n % 3 === 0 ? 'tap' : 'view',
    n,
    props: { screen: `s${n % 50}`, dur: n % 977, ok: true },
  }))
  return rows.toSpliced(at, 0, told)
}

function read(body: Buffer | string, of: Detector = detector, type = ''): FullReading {
  const fields = type === '' ? [] : [`Content-Type: ${type}`]
  return readInFull(of, request('/up', fields, body), context)
}

function kinds({ result }: FullReading): string[] {
  return [...new Set(result.detections.map(({ identifier }) => identifier))].toSorted()
}

const cells = (row: Row): string =>
  ['t', 'name', 'imei', 'ssid', 'lat', 'lon']
    .map((name) => JSON.stringify(row[name] ?? '').replaceAll('"', ''))
    .join(',')
const element = (name: string, value: Value): string =>
  typeof value === 'object'
    ? `<${name}>${Object.entries(value)
        .map(([key, inner]) => element(key, inner))
        .join('')}</${name}>`
    : `<${name}>${String(value)}</${name}>`
const multipart = (text: string): string =>
  `--b\r\nContent-Disposition: form-data; name="v"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="log.txt"\r\n\r\n${text}\r\n--b--\r\n`
const asLines = (rows: readonly Row[]): string => rows.map((row) => JSON.stringify(row)).join('\n')

/** A head and a number of four bytes. */
function sized(first: number, count: number): Buffer {
  const head = Buffer.alloc(5, first)
  head.writeUInt32BE(count, 1)
  return head
}

/** What says kinds and sizes in front of values: heads of a double, of texts, lists and maps. */
interface Heads {
  readonly double: number
  readonly text: number
  readonly list: number
  readonly map: number
  readonly yes: number
}
const messagePack: Heads = { double: 0xcb, text: 0xd9, list: 0xdd, map: 0xdf, yes: 0xc3 }
const cbor: Heads = { double: 0xfb, text: 0x78, list: 0x9a, map: 0xba, yes: 0xf5 }

function packed(value: Value | readonly Row[], heads: Heads): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([Buffer.from([heads.text, value.length]), Buffer.from(value)])
  if (typeof value === 'boolean') return Buffer.from([heads.yes])
  if (typeof value === 'number') {
    const double = Buffer.alloc(9, heads.double)
    double.writeDoubleBE(value, 1)
    return double
  }
  if (Array.isArray(value))
    return Buffer.concat([sized(heads.list, value.length), ...value.map((row: Row) => packed(row, heads))])
  const members = Object.entries(value as Row)
  return Buffer.concat([
    sized(heads.map, members.length),
    ...members.flatMap(([name, inner]) => [packed(name, heads), packed(inner, heads)]),
  ])
}

/** Fields of Protocol Buffers in their order, and records under the number 1. */
function fieldsOf(row: Row): Buffer {
  return Buffer.concat(
    Object.values(row).map((value, index) => {
      const tag = ((index + 1) << 3) | 2
      if (typeof value === 'object') return lengthed(tag, fieldsOf(value))
      if (typeof value === 'string') return lengthed(tag, Buffer.from(value))
      const double = Buffer.alloc(9, ((index + 1) << 3) | 1)
      double.writeDoubleLE(Number(value), 1)
      return double
    }),
  )
}

function lengthed(tag: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, (bytes.length & 127) | 128, bytes.length >> 7]), bytes])
}

const carriers: Readonly<Record<string, (rows: readonly Row[]) => Buffer | string>> = {
  'lines of JSON': asLines,
  'a list in JSON': (rows) => JSON.stringify(rows),
  'a list over lines': (rows) => JSON.stringify(rows, null, 2),
  'a list deep in an object': (rows) => JSON.stringify({ batch: { v: 1, groups: [{ g: 1, items: rows }] } }),
  'JSON in JSON': (rows) => JSON.stringify({ v: 1, data: JSON.stringify(rows) }),
  'JSON in a form': (rows) => `v=1&data=${encodeURIComponent(JSON.stringify(rows))}`,
  'JSON in gzip': (rows) => gzipSync(JSON.stringify(rows)),
  'JSON in base64': (rows) => Buffer.from(JSON.stringify(rows)).toString('base64'),
  'lines in a part of a form': (rows) => multipart(asLines(rows)),
  'a log with JSON': (rows) =>
    rows.map((row) => `12-03 10:00:00.123  1000  1012 D App: ${JSON.stringify(row)}`).join('\n'),
  elements: (rows) => `<log>${rows.map((row) => element('event', row)).join('')}</log>`,
  'a table': (rows) => `t,name,imei,ssid,lat,lon\n${rows.map(cells).join('\n')}\n`,
  MessagePack: (rows) => packed(rows, messagePack),
  CBOR: (rows) => packed(rows, cbor),
  'rows of SQL': (rows) =>
    `INSERT INTO ev (t, name, imei, ssid, lat, lon) VALUES\n${rows
      .map((row) => `('${cells(row).replaceAll(',', "', '")}')`)
      .join(',\n')};\n`,
}

describe('a message with more values than are read at once', () => {
  const count = 6_000
  test.each(Object.keys(carriers))('%s: shows what a short one does, wherever in it', (name) => {
    const write = carriers[name] as (rows: readonly Row[]) => Buffer | string
    const type = name.endsWith('part of a form') ? 'multipart/form-data; boundary=b' : ''
    const short = read(write(records(20, 10)), detector, type)
    expect(short.isInParts).toBe(false)
    expect(kinds(short)).toEqual(expect.arrayContaining(['imei', 'location', 'ssid']))
    for (const at of [0, count]) {
      const long = read(write(records(count, at)), detector, type)
      expect(kinds(long), `at ${at}`).toEqual(kinds(short))
      expect(long.isInParts).toBe(true)
      expect([...long.decoded.limits, ...long.result.limits]).toEqual([])
    }
  })

  test('says where each value stands in it, and in which part', () => {
    const body = JSON.stringify(records(9_000, 8_000))
    const { result } = read(body)
    const imei = result.detections.find(({ identifier }) => identifier === 'imei')
    if (imei === undefined) throw new Error('no IMEI')
    const { node, start, end } = imei
    expect(body.slice(node.spanStart + start, node.spanStart + end)).toBe('356938035643809')
    expect(describeChain(chainOf(node), 'HTTP')).toMatch(/^HTTP body → part \d+ of \d+ → JSON \$.*imei$/)
  })

  test('says of the rows of a table where they stand, under the head that is put in front of them', () => {
    const body = `imei,ssid\n${'358240051111110,net\n'.repeat(5_000)}356938035643809,Haakons nett\n`
    const { result } = read(body)
    const found = result.detections.find(({ normal }) => normal === '356938035643809')
    if (found === undefined) throw new Error('no IMEI')
    const { node, start, end, confidence } = found
    expect(body.slice(node.spanStart + start, node.spanStart + end)).toBe('356938035643809')
    expect(confidence).toBe('probable')
  })

  test('leaves room for what stands beside its long text', () => {
    const small = Buffer.from(JSON.stringify({ device: { ssid: 'Haakons nett' } })).toString('base64')
    const body = JSON.stringify({ events: records(9_000, 0), info: small })
    expect(read(body).result.detections.filter(({ identifier }) => identifier === 'ssid').length).toBe(2)
  })

  test('shows a value at a place once', () => {
    const { result } = read(JSON.stringify(records(9_000, 0)))
    const places = result.detections.map(({ normal, node, start }) => `${normal} ${node.spanStart + start}`)
    expect(new Set(places).size).toBe(places.length)
    expect(result.detections.filter(({ identifier }) => identifier === 'imei')).toHaveLength(1)
  })

  test('says of a value what its own fields do, and not the text that it stands in', () => {
    const people = { phone: '+4799013774', contacts: [{ phone: '+4790112233' }, { phone: '+4791223344' }] }
    const rows = [...records(5_000, 0), people, ...records(1_000, 0)].map(
      (row) => `12-03 10:00:00.123  1000  1012 D App: ${JSON.stringify(row)}`,
    )
    const { result } = read(rows.join('\n'))
    const numbers = result.detections.filter(({ normal }) => normal.startsWith('+47'))
    expect(numbers.map(({ identifier }) => identifier)).toEqual(['msisdn', 'contacts', 'contacts'])
  })

  test('finds a value of the profile in any of its parts, in a disguise', () => {
    const known = new Detector(profileOf({ imei: ['356938035643809'] }))
    const rows = records(9_000, 0).slice(1)
    const hidden = { blob: Buffer.from('x{"device":"356938035643809"}').toString('base64') }
    const { result } = read(JSON.stringify([...rows, hidden]), known)
    expect(result.detections.map(({ by, confidence }) => `${by} ${confidence}`)).toEqual(['profile certain'])
  })

  test('lists the first values of too many, the surest of each, and says so', () => {
    const rows = Array.from({ length: 9_000 }, (_, n) => ({ n, ssid: `net of ${n}`, x: { y: 1 } }))
    const { result } = read(JSON.stringify([...rows, told]))
    expect(result.detections).toHaveLength(256)
    expect(kinds({ result } as FullReading)).toEqual(expect.arrayContaining(['imei', 'ssid']))
    expect(result.limits).toContain('detect.observationsPerExchangeMax')
  })

  test('shows what no name tells, in Protocol Buffers', () => {
    for (const at of [0, count]) {
      const body = Buffer.concat(records(count, at).map((row) => lengthed(0x0a, fieldsOf(row))))
      const { result, decoded } = read(body)
      expect(result.detections.map(({ normal }) => normal)).toEqual(['356938035643809'])
      expect(decoded.limits).toEqual([])
    }
  })

  test('still says what is beyond the limits of its parts', () => {
    const many = 140_000
    const texts = Buffer.concat([sized(0xdd, many), Buffer.from('\xa2ab'.repeat(many), 'latin1')])
    const { isInParts, decoded } = read(texts)
    expect([isInParts, decoded.limits]).toEqual([true, ['nodesMax']])
  })

  test('is read in time that grows with its length, when each part is worth it', () => {
    const body = (times: number): string => JSON.stringify(Array.from({ length: times }, () => told))
    const took = (times: number): number => {
      const before = processorTime()
      read(body(times))
      return processorTime() - before
    }
    took(3_000)
    const short = took(4_000)
    expect(took(16_000)).toBeLessThan(short * 12 + 2_000)
  })
})
