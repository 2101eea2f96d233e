import { createHash } from 'node:crypto'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Detector } from '../detector.ts'
import { identifiers } from '../identifiers.gen.ts'
import { KeyIndex, KeyTable, tailMask, wordClasses } from '../names/key-name.ts'
import { Probe } from './probe.ts'
import { times } from '../../../test/support/depth.ts'
import {
  context,
  detect,
  isWorthDecoding,
  profileOf,
  request,
  summary,
} from '../../../test/support/decoded-tree.ts'

const blind = new Detector(null)
const profile = profileOf({
  imei: ['352099001761481'],
  iccid: ['8947010000000000017'],
  imsi: ['242010000000001'],
  msisdn: ['+4790000001'],
  'wifi-mac': ['0a:00:5e:10:20:30'],
  serial: ['NX7P12'],
  'cell-id': ['75091', '21004290'],
  ssid: ['Hjemme hos oss'],
  'android-id': ['a375db57ef62d1c5'],
})
const knowing = new Detector(profile)

/** A probe walks by strides when it has seen enough. */
function warm(probe: Probe): Probe {
  const text = Buffer.from('of this and that, '.repeat(5_000))
  expect(probe.isWorthDecoding(text, 0, text.length)).toBe(false)
  return probe
}
warm(blind.probe)
warm(knowing.probe)

const values = [
  '352099001761481',
  '35-209900-176148-1',
  '352099001761480',
  '8947010000000000017',
  '242010000000001',
  '+4790000001',
  '09000000001',
  '0a:00:5e:10:20:30',
  '0A-00-5E-10-20-30',
  '0a005e102030',
  'NX7P12',
  '75091',
  '21004290',
  'Hjemme hos oss',
  'a375db57ef62d1c5',
  '1209d0b9-b959-42e6-b921-aa5d9d08c1af',
  'kari.nordmann@mail.test',
  '59.9139',
  '10.7522',
  '59.9139,10.7522',
  '59.93,10.77',
  '59.93, 10.77',
  'APA91bHUHQqDA1_T9iDHsThB4W5RvAhYkzahCkuoEaluAW91bnY',
  'Bd0Kh8oOOL8dKLzdocJ2isAjIhKtJ0RlgLK+OmxgJTe+K+dN',
]
const allKeys = identifiers.flatMap(({ keys }) => keys.map(({ name }) => name))
const value = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...values) },
  fc.string({ unit: 'grapheme', maxLength: 20 }),
)
const key = fc.oneof(
  fc.constantFrom(...allKeys),
  fc.constantFrom(
    'IMEI1',
    'SIM1ICCID',
    'SIM1LTEIMSI',
    'device_id',
    'deviceId',
    'Android-ID',
    'x_imei',
    'phoneImei',
    'Android ID',
    'Device Id',
    'SIM Card No',
    'Push Token',
    'REGVER',
    'lat',
    'lon',
    'q',
    'data',
  ),
)
const record = fc.array(fc.tuple(key, value), { minLength: 1, maxLength: 4 })

type Packing = (pairs: readonly (readonly [string, string])[]) => string
const packings: Readonly<Record<string, Packing>> = {
  json: (pairs) => JSON.stringify(Object.fromEntries(pairs)),
  'json, spaced': (pairs) => JSON.stringify(Object.fromEntries(pairs), null, 2),
  'json in json': (pairs) => JSON.stringify({ payload: JSON.stringify(Object.fromEntries(pairs)) }),
  'lists in json': (pairs) =>
    JSON.stringify(Object.fromEntries(pairs.map(([name, text]) => [name, ['', text]]))),
  form: (pairs) =>
    new URLSearchParams(pairs.map(([name, text]): [string, string] => [name, text])).toString(),
  'form, percent': (pairs) => pairs.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join('&'),
  'json in form': (pairs) => `d=${encodeURIComponent(JSON.stringify(Object.fromEntries(pairs)))}`,
  'json in form, twice escaped': (pairs) =>
    `d=${encodeURIComponent(encodeURIComponent(JSON.stringify(Object.fromEntries(pairs))))}`,
  'form with lists': (pairs) =>
    pairs.map(([name, text]) => `${name}[]=${encodeURIComponent(text)}`).join('&'),
  lines: (pairs) => pairs.map(([name, text]) => `${name}: ${text}`).join('\r\n'),
  text: (pairs) => pairs.map(([, text]) => text).join(' '),
  'names in json': (pairs) =>
    JSON.stringify(Object.fromEntries(pairs.map(([name, text]) => [text, { [name]: 1 }]))),
  python: (pairs) => `{${pairs.map(([name, text]) => `u'${name}': b'${text}'`).join(', ')}}`,
  tuples: (pairs) => `[${pairs.map(([name, text]) => `('${name}', '${text}')`).join(', ')}]`,
  calls: (pairs) => `{${pairs.map(([name, text]) => `"${name}": Text("${text}")`).join(', ')}}`,
  'dump of PHP': (pairs) =>
    `array(2) {\n${pairs.map(([name, text]) => `  ["${name}"]=>\n  string(${text.length}) "${text}"\n`).join('')}}`,
  'print of PHP': (pairs) =>
    `Array\n(\n${pairs.map(([name, text]) => `    [${name}] => ${text}\n`).join('')})`,
  'property list': (pairs) => `{\n${pairs.map(([name, text]) => `  "${name}" = "${text}";\n`).join('')}}`,
  cells: (pairs) => pairs.map(([name, text]) => `<tr><th>${name}</th><td>${text}</td></tr>`).join(''),
  'rows of a provider': (pairs) =>
    `Row: 0 _id=1, ${pairs.map(([name, text]) => `${name}=${text}`).join(', ')}\n`,
}

const wrap = (text: string): string => `${text.replace(/(.{76})/g, '$1\n')}\n`
const codings: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  plain: (bytes) => bytes,
  base64: (bytes) => Buffer.from(bytes.toString('base64')),
  'base64, wrapped': (bytes) => Buffer.from(wrap(bytes.toString('base64'))),
  'base64, URL-safe': (bytes) => Buffer.from(bytes.toString('base64url')),
  'base64 in JSON': (bytes) => Buffer.from(JSON.stringify({ data: bytes.toString('base64') })),
  'base64 in JSON, slashes escaped': (bytes) =>
    Buffer.from(JSON.stringify({ data: wrap(bytes.toString('base64')) }).replaceAll('/', '\\/')),
  'base64 in a form': (bytes) => Buffer.from(`v=1&data=${encodeURIComponent(bytes.toString('base64'))}`),
  'base64 behind a prefix': (bytes) => Buffer.from(`v1/${bytes.toString('base64')}`),
  hex: (bytes) => Buffer.from(bytes.toString('hex')),
  'HEX in a form': (bytes) => Buffer.from(`d=${bytes.toString('hex').toUpperCase()}`),
  gzip: (bytes) => gzipSync(bytes),
  zlib: (bytes) => deflateSync(bytes),
  deflate: (bytes) => deflateRawSync(bytes),
  zstd: (bytes) => zstdCompressSync(bytes),
  'gzip in base64': (bytes) => Buffer.from(gzipSync(bytes).toString('base64')),
  'deflate in base64': (bytes) => Buffer.from(deflateRawSync(bytes).toString('base64')),
}

function explain(detector: Detector, body: Buffer): string {
  const result = detect(detector, request('/v1/x', ['Content-Type: application/octet-stream'], body))
  const found = [...summary(result), ...result.families.map(({ family }) => family)]
  return found.length > 0 && !isWorthDecoding(detector, request('/v1/x', [], body))
    ? `missed ${found.join(' ')}`
    : ''
}

let peers = 0
/** The probe, asked for somebody new: what was tried under a name is not tried again for the same one. */
function asNew(probe: Probe): Probe {
  probe.peer = ++peers
  return probe
}

describe('the probe', () => {
  test('says yes to every body in which the detector finds something', () => {
    const packing = fc.constantFrom(...Object.keys(packings))
    const coding = fc.constantFrom(...Object.keys(codings))
    fc.assert(
      fc.property(record, packing, coding, coding, fc.boolean(), (pairs, packed, inner, outer, isKnowing) => {
        const text = (packings[packed] as Packing)(pairs)
        const coded = (codings[inner] as (bytes: Buffer) => Buffer)(Buffer.from(text))
        const body = (codings[outer] as (bytes: Buffer) => Buffer)(coded)
        expect(explain(isKnowing ? knowing : blind, body)).toBe('')
      }),
      { numRuns: times(400, 3_000) },
    )
  })

  test('says yes to every head in which the detector finds something', () => {
    fc.assert(
      fc.property(
        record,
        fc.constantFrom('query', 'header', 'cookie', 'path'),
        fc.boolean(),
        (pairs, place, isKnowing) => {
          const clean = pairs.map(([name, text]) => [name, text.replace(/[\r\n\0]/g, '')] as const)
          const query = (packings['form, percent'] as Packing)(clean)
          const input =
            place === 'query'
              ? request(`/x?${query}`)
              : place === 'header'
                ? request(
                    '/x',
                    clean.map(([name, text]) => `X-${name}: ${text}`),
                  )
                : place === 'cookie'
                  ? request('/x', [
                      `Cookie: ${clean.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join('; ')}`,
                    ])
                  : request(
                      `/x/${clean.map(([name, text]) => `${name}/${encodeURIComponent(text)}`).join('/')}`,
                    )
          const detector = isKnowing ? knowing : blind
          const result = detect(detector, input)
          if (result.detections.length > 0)
            expect(isWorthDecoding(detector, input), summary(result).join(' ')).toBe(true)
        },
      ),
      { numRuns: times(400, 2_000) },
    )
  })

  test('says yes to names in CBOR, whose length in front and value behind are letters', () => {
    const text = (value: string): Buffer =>
      Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)])
    const number = Buffer.from('1b000140387a5d4868', 'hex')
    const inner = (name: string, value: Buffer): Buffer =>
      Buffer.concat([
        Buffer.from([0xa2]),
        text('seq'),
        Buffer.from([5]),
        text('dev'),
        Buffer.from([0xa1]),
        text(name),
        value,
      ])
    for (const body of [
      inner('imei', text('352099001761480')),
      inner('imei', number),
      inner('device_serial', text('R5CT6838PG6')),
      Buffer.concat([Buffer.from([0xa1]), text('imei'), number]),
    ])
      expect(isWorthDecoding(blind, request('/x', [], body)), body.toString('latin1')).toBe(true)
    const other = inner('label', text('352099001761481'))
    expect(isWorthDecoding(blind, request('/x', [], other))).toBe(false)
  })

  test('says yes to names of several words whose last says nothing, and not to that alone', () => {
    const androidId = 'a375db57ef62d1c5'
    const says = (text: string): boolean =>
      [blind.probe, new Detector(null).probe].every((probe) =>
        [0, 1, 2, 3].every((pad) => {
          const body = Buffer.from(`${'-'.repeat(pad)} ${text}`)
          return probe.isWorthDecoding(body, 0, body.length)
        }),
      )
    const filler = `"theme":"dark","width":1080,"height":1920`
    for (const text of [
      `{${filler},"Android ID":"${androidId}",${filler}}`,
      `{${filler},"Android Id" : "${androidId}",${filler}}`,
      `a=1&Android+ID=${androidId}&b=2`,
      `a=1&Android%20ID=${androidId}&b=2`,
      `a=1&Android%2520ID=${androidId}&b=2`,
      `{${filler},"Android\\u0020ID":"${androidId}",${filler}}`,
      `{${filler},"e":"{\\"Android\\\\u0020ID\\":\\"${androidId}\\"}",${filler}}`,
      `{"SIM\\u0020Card\\u0020No":"8947010000000000017"}`,
      `{"Serial\\u0020Number":"NX7PLUS999"}`,
      // The last word asks for more digits than all of the name.
      `{${filler},"Serial Number":"NX7PLUS999",${filler}}`,
      `{"name":"Android ID","value":"${androidId}"}`,
      `{"SIM Card No":"8947010000000000017"}`,
    ])
      expect(says(text), text).toBe(true)
    for (const text of [
      `{${filler},"id":"${androidId}","Item ID":"${androidId}",${filler}}`,
      `{"Order No":"12345678"}`,
      `{${filler},"Item\\u0020ID":"${androidId}","Order\\u0020No":"12345678",${filler}}`,
      `<p id="${androidId}" item id="${androidId}">`,
    ])
      expect(says(text), text).toBe(false)
  })

  test('says yes to names in lists and beside values that begin with a sign or with other words', () => {
    const { probe } = new Detector(null)
    const says = (text: string): boolean => probe.isWorthDecoding(Buffer.from(text), 0, text.length)
    const id = 'a375db57ef62d1c5'
    for (const name of ['$device_id', 'app.deviceId', 'device_id']) {
      expect(says(`{"columns":["t","${name}"],"rows":[[1,"${id}"]]}`), name).toBe(true)
      expect(says(`[{"name":"${name}","type":"text","value":"${id}"}]`), name).toBe(true)
    }
    expect(says(`{"columns":["t","no device_id"],"rows":[]}`)).toBe(false)
  })

  test('says yes to a number with something else behind a hyphen', () => {
    const { probe } = new Detector(null)
    const says = (text: string): boolean => {
      const body = Buffer.from(text)
      return probe.isWorthDecoding(body, 0, body.length)
    }
    expect(says('GET /hb/x-352099001761481-1.0.json HTTP/1.1')).toBe(true)
    expect(says('GET /hb/352099001761481-1732710000 HTTP/1.1')).toBe(true)
    expect(says('GET /sim/8947010000000000017-2 HTTP/1.1')).toBe(true)
    expect(says('GET /hb/352099001761482-1732710000 HTTP/1.1')).toBe(false)
    // Its name glued to it.
    expect(says('{"c":"IMEI352099001761481"}')).toBe(true)
    expect(says('{"c":"MIMI352099001761481"}')).toBe(false)
  })

  test('says yes to mail addresses whose domain begins with a letter of another script', () => {
    const { probe } = new Detector(null)
    const says = (text: string): boolean => {
      const body = Buffer.from(text)
      return probe.isWorthDecoding(body, 0, body.length)
    }
    for (const text of [
      '{"email":"kari@østfold.no"}',
      '{"email":"kari@\\u00f8stfold.no"}',
      'email=kari%40%C3%B8stfold.no',
      '{"e":"kari@почта.рф"}',
    ])
      expect(says(text), text).toBe(true)
    for (const text of ['{"at":"100@ 5"}', '{"m":"kari@"}', 'a=x%40%20y', '@ø', '{"p":"a@\\n"}'])
      expect(says(text), text).toBe(false)
  })

  test('says yes to text of protobuf whose length looks like its first character', () => {
    const probe = new Detector(null).probe
    const says = (text: string): boolean => {
      const fields = `\x08\xc9\xec\xbd\x01\x12${String.fromCharCode(text.length)}${text}\x1a\x011`
      const message = Buffer.from(`\0\0\0\0${String.fromCharCode(fields.length)}${fields}`, 'latin1')
      return probe.isWorthDecoding(message, 0, message.length)
    }
    // 88 characters, and 88 is `X`: the name reads `XIMSI`.
    const form = 'requestId=1e9f984f-7b62-46a9-a2ce-14abca948b7d&version=9.88.75.1989'
    expect(says(`IMSI=310410305249475&${form}`)).toBe(true)
    // Base32 of `{"imei":"352099001761480",…}`.
    expect(
      says('PMRGS3LFNERDUIRTGUZDAOJZGAYDCNZWGE2DQMBCFQRG4IR2GEWCEYLQOARDUITPMYQHI2DFEBWWC23FOIQHQIT5'),
    ).toBe(true)
    expect(says(`SIZE=310410305249475&${form}`)).toBe(false)
  })

  test('also where text in front looks like a field that reaches into it', () => {
    const field = (tag: number, text: string): Buffer =>
      Buffer.concat([Buffer.from([(tag << 3) | 2, text.length]), Buffer.from(text)])
    const digest = '3FhkLtAthxBTaCiAS7Y6oGDkBbTWqr2CJJ1Bngd'
    const body = Buffer.concat([
      Buffer.from([8, 1]),
      field(4, '6.24.1703'),
      field(5, digest),
      field(6, '16.28.3473.12'),
      Buffer.from([0x70, 0x81, 1]),
    ])
    const detector = new Detector(profileOf({ meid: ['a27fe29cb8a1f8'] }))
    const input = request('/x', [], body)
    expect(summary(detect(detector, input))).toHaveLength(1)
    expect(isWorthDecoding(detector, input)).toBe(true)
  })

  test('says yes to lists of bytes, and to what is escaped twice', () => {
    const codes = [...Buffer.from('a375db57ef62d1c5')]
    const list = codes.join(',')
    const hex = codes.map((code) => `0x${code.toString(16)}`).join(', ')
    const twice = (text: string): string => encodeURIComponent(encodeURIComponent(text))
    for (const value of [
      twice(list),
      twice(`[${codes.join(', ')}]`),
      twice(hex),
      encodeURIComponent(hex).replaceAll('%20', '+'),
      twice('NX7P12:=4E=58'.slice(7)).concat(twice('=37=50=31=32')),
      encodeURIComponent(twice('35-209900-176148-1')),
    ]) {
      const input = request('/r', [`Referer: https://app.example/s?w=995&v=${value}&z=1`])
      expect(detect(knowing, input).detections, value).not.toEqual([])
      expect(isWorthDecoding(knowing, input), value).toBe(true)
    }
    const other = request('/r', [`Referer: https://app.example/s?w=995&v=${twice('1,2,3,4,5,6,7,8,9')}`])
    expect(isWorthDecoding(knowing, other)).toBe(false)
  })

  test('says yes to values that go on in the next line behind a stroke', () => {
    for (const text of ['imei=3520990\\\n   01761481\nb=2\n', 'a: "3520990\\\r\n\t01761481"\nb: 2\n']) {
      const input = request('/t', [], text)
      expect(isWorthDecoding(knowing, input)).toBe(true)
      expect(summary(detect(knowing, input)).join()).toContain('imei=352099001761481')
    }
  })

  test('says yes to entities, whose own signs are escaped or not', () => {
    const entities = Array.from(Buffer.from('imei'), (byte) => `&#${byte};`).join('')
    for (const text of [
      `<a>${entities}</a>`,
      `<a>${entities.replaceAll('&', '&amp;')}</a>`,
      `<a>${entities.replaceAll(';', '')}</a>`,
      `a=${encodeURIComponent(entities)}`,
      '{"a":"{&quot;android_id&quot;&colon;&quot;a375db57ef62d1c5&quot;}"}',
      '%7B%26quot%3Bandroid_id%26quot%3B%26colon%3B%26quot%3Ba375db57ef62d1c5%26quot%3B%7D',
      '%257B%2526quot%253Bandroid_id%2526quot%253B%2526colon%253B%2526quot%253Ba375db57ef62d1c5',
    ])
      expect(blind.probe.isWorthDecoding(Buffer.from(text), 0, text.length), text).toBe(true)
    for (const text of ['<a>&amp;b;</a>', 'a=1%26b=2#c'])
      expect(blind.probe.isWorthDecoding(Buffer.from(text), 0, text.length), text).toBe(false)
  })

  test('says yes to base64 on lines, whose breaks are escaped', () => {
    const text = `version=4.30.1.7894&count=13&theme=2&c=22&imei_sv=35-209900-176148-12`
    const base64 = Buffer.from(text).toString('base64')
    for (const lineBreak of ['\\n', '\\r\\n', '\\\\r\\\\n', '%0D%0A', '%0d%0a', '\r\n'])
      for (const value of [base64, `x ${base64}`]) {
        const [lines, rest] = [value.slice(0, 64), value.slice(64)]
        const input = request('/x', [], `{"data":"${lines}${lineBreak}${rest}","v":"1"}`)
        expect(isWorthDecoding(blind, input), lineBreak).toBe(true)
      }
  })

  test('says yes to lists of hex with blanks as forms write them, and to quoted-printable in them', () => {
    const codes = [...Buffer.from('a375db57ef62d1c5')]
    for (const value of [
      codes.map((code) => code.toString(16)).join('+'),
      codes.join('+'),
      'a%3D3D9.18.8%26v%3D3D21004290%26b%3D3Dpage',
      'a%253D3D9.18.8%2526v%253D3D21004290%2526b%253D3Dpage',
    ]) {
      const input = request('/r', [], `req=de929e1b-a9e9-4d94-a3e0-d272b505e9be&w=994&v=${value}&z=page`)
      expect(detect(knowing, input).detections, value).not.toEqual([])
      expect(isWorthDecoding(knowing, input), value).toBe(true)
    }
  })

  test('says yes to bytes under their numbers in JSON in JSON', () => {
    for (const before of ['', 'a', 'ab', 'abc', 'abcd', 'abcde', 'abcdef', 'abcdefg', 'abcdefgh']) {
      const bytes = new Uint8Array(Buffer.from(`${before}version=6.82.13.77.97595&IMEI=352099001761481`))
      const body = JSON.stringify([{ batch: [{ data: JSON.stringify(bytes) }, { v: '1' }] }])
      const input = request('/x', [], body)
      expect(detect(blind, input).detections, before).not.toEqual([])
      expect(isWorthDecoding(blind, input), before).toBe(true)
    }
  })

  test('says yes to elements with attributes', () => {
    for (const body of [
      '<e><ns1:imsi xsi:type="xsd:string">242018353374068</ns1:imsi></e>',
      '<imsi a="b" c="d" >242018353374068</imsi>',
      '&lt;imsi a="b"&gt;242018353374068&lt;/imsi&gt;',
    ]) {
      expect(detect(blind, request('/x', [], body)).detections, body).not.toEqual([])
      expect(isWorthDecoding(blind, request('/x', [], body)), body).toBe(true)
    }
    expect(isWorthDecoding(blind, request('/x', [], '<e><imsi xsi:nil="true"/></e>'))).toBe(false)
  })

  test('never throws, whatever the bytes, and does not depend on what stands around them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 20 }), (bytes, around) => {
        const alone = Buffer.from(bytes)
        const inside = Buffer.concat([around, bytes, around])
        const isWorth = asNew(knowing.probe).isWorthDecoding(alone, 0, alone.length)
        expect(
          asNew(knowing.probe).isWorthDecoding(inside, around.length, around.length + bytes.length),
        ).toBe(isWorth)
      }),
      { numRuns: 1_000 },
    )
  })

  test('finds every name that the detector finds, by the last three bytes already', () => {
    const table = new KeyTable()
    for (const name of allKeys) table.add(name, 1)
    const index = new KeyIndex(identifiers)
    const around = fc.constantFrom('', '_', '-', '1', 'x', 'X', '_1', '02', '123', '-9_', '__')
    const cut = fc.constantFrom('', '_', '-', '_-')
    fc.assert(
      fc.property(
        fc.constantFrom(...allKeys),
        around,
        around,
        cut,
        fc.nat(),
        fc.boolean(),
        (name, before, behind, sign, where, isUpper) => {
          const at = where % (name.length + 1)
          const spelled = name.slice(0, at) + sign + name.slice(at)
          const word = before + (isUpper ? spelled.toUpperCase() : spelled) + behind
          if (index.meaningsOf(word).length === 0) return
          const bytes = Buffer.from(word)
          let tail = 0
          for (const byte of bytes) tail = ((tail << 5) | (wordClasses[byte] as number)) & tailMask
          expect(((table.tails[tail >> 5] as number) >>> (tail & 31)) & 1, word).toBe(1)
          expect(table.find(bytes, 0, bytes.length), word).not.toBe(0)
        },
      ),
      { numRuns: times(400, 2_000) },
    )
  })

  test('walking by strides changes no verdict', () => {
    const part = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...'  \t\r\n=:"\'><][+/%\\@,.;&{}()?é\u0001\u001f'.split('')) },
      { weight: 4, arbitrary: fc.constantFrom('a', 'of', 'ts', '0a', '5e', 'the', 'word', '12', '2024') },
      { weight: 2, arbitrary: fc.constantFrom(...allKeys) },
      { weight: 1, arbitrary: fc.constantFrom('im_ei', 'Imei', 'imei-1', 'IMSI_02', 'sn', 'encrypted-json') },
      { weight: 1, arbitrary: fc.constantFrom(...values) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('%3A', '%22', '\\n', '\\/', '\\u0069', ' : ', '": "', '</key>', '$GPGGA,'),
      },
      { weight: 1, arbitrary: fc.constantFrom('<key>imsi</key>', '$GPGGA,', '$GNRMC,') },
      { weight: 1, arbitrary: fc.stringMatching(/^[0-9A-Za-z+/_-]{12,18}$/) },
      { weight: 1, arbitrary: fc.constantFrom('02:13:24:35:46:57', 'af:bf:cb:ff:bb:cf') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('"ll":"59.9139,10.7522"', '&ll=59.9139,10.7522', 'll:59.9139,10.7522'),
      },
    )
    const calm = fc.constantFrom('', 'of this and that, ', '"e":"a_b","t":12,')
    const columns = fc.constantFrom(
      '',
      'imsi,version of the app,moment_of_day\n',
      'moment_of_day;version;imei\n',
      'of\tthis\timsi\tthat\n',
    )
    const walking = [knowing.probe, blind.probe]
    const piece = fc
      .tuple(calm, fc.array(part, { minLength: 1, maxLength: 7 }))
      .map(([text, parts]) => text + parts.join(''))
    fc.assert(
      fc.property(
        columns,
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        fc.nat(3),
        fc.nat(1),
        (head, pieces, shift, which) => {
          const bytes = Buffer.from(`${'x'.repeat(shift)}${head}${pieces.join('').padEnd(60, '.')}`)
          const cold = new Probe(identifiers, [knowing, blind][which]?.indicators ?? blind.indicators)
          const isWorth = cold.isWorthDecoding(bytes, shift, bytes.length)
          expect(asNew(walking[which] as Probe).isWorthDecoding(bytes, shift, bytes.length)).toBe(isWorth)
        },
      ),
      { numRuns: times(400, 3_000) },
    )
  })

  test('nor does it where a number stands in brackets behind a name', () => {
    for (const text of ['servicetoken(59.9139im_ei', 'imei (59.9139)', 'POINT(10.7522 59.9139)']) {
      const bytes = Buffer.from(`of this and that, of that and this, of them and those, ${text}`)
      const cold = new Probe(identifiers, blind.indicators)
      const isWorth = cold.isWorthDecoding(bytes, 0, bytes.length)
      expect(isWorth).toBe(text.startsWith('POINT'))
      expect(asNew(blind.probe).isWorthDecoding(bytes, 0, bytes.length)).toBe(isWorth)
    }
  })

  test('nor does it where a table begins with a name', () => {
    for (const table of [
      'phone,first,second,third,fourth,fifth,sixth\n91234567,a,b,c,d,e,f\n91234568,a,b,c,d,e,f\n',
      'serial;device;second;third\r\nNX7P13;a;b;c\r\nNX7P14;a;b;c\r\nNX7P15;a;b;c\r\n',
    ]) {
      const bytes = Buffer.from(table)
      expect(asNew(blind.probe).isWorthDecoding(bytes, 0, bytes.length)).toBe(true)
    }
  })

  test.each([
    [
      'a property list',
      '<?xml version="1.0"?><plist version="1.0"><dict><key>imsi</key><string>242010000000001</string></dict></plist>',
    ],
    ['a table', 'imsi,version_of_app,application_name,moment_of_day\n242010000000001,1,two,3\n'],
    [
      'the entity of a quote',
      'of no use, {&quot;time&quot;:&quot;1&quot;,&quot;android_id&quot;:&quot;a375db57ef62d1c5&quot;}',
    ],
    [
      'a table with semicolons',
      'imsi;version_of_app;application_name;moment_of_day\n242010000000001;1;two;3\n',
    ],
    [
      'a table with tabs',
      'imsi\tversion_of_app\tapplication_name\tmoment_of_day\n242010000000001\t1\ttwo\t3\n',
    ],
    [
      'cells in a table',
      'words of no use to anybody\nMCC MNC LAC CID and more of these\n242 1 4301 21004290\n',
    ],
    ['cells in a row', 'words of no use to anybody MCC,242,MNC,1,LAC,4301,CI,21004290, and more of these'],
    ['the same with bars', 'words of no use to anybody | MCC | MNC | LAC | CID | and more of these words'],
    [
      'a sentence of a receiver',
      'words of no use to anybody $GPGGA,123519,5954.7962,N,01044.3646,E,1,08,0.9,545.4,M',
    ],
    [
      'the same in JSON',
      '{"a":"words of no use","raw":"$GNRMC,123519,A,5954.7962,N,01044.3646,E,022.4,084.4"}',
    ],
  ])('walking by strides it stops at %s', (_what, text) => {
    for (let shift = 0; shift < 8; shift++) {
      const bytes = Buffer.from(`${'x'.repeat(shift)}${text}`)
      const cold = new Probe(identifiers, blind.indicators)
      expect(cold.isWorthDecoding(bytes, shift, bytes.length)).toBe(true)
      expect(asNew(blind.probe).isWorthDecoding(bytes, shift, bytes.length)).toBe(true)
    }
  })

  test('its memory of lines changes no verdict', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'Accept-Encoding: gzip',
        'User-Agent: Dalvik/2.1.0 (Linux; U; Android 9; Example Phone)',
        'X-Imei:',
        'X-Device-Imei',
        ' 352099001761480',
        '  : 352099001761480',
        'X-Note: 0a:00:5e:10:20:30',
        'Cookie: a=MTIzNDU2Nzg5MDEyMzQ1Njc4',
        'OTAxMjM0NTY3ODkwMTIzNDU2',
        'IDM1MjA5OTAwMTc2MTQ4MCBpbWVp',
        'X-Text: 50 \\',
        'X-Text: 50 %',
        'u0069mei\\',
        '25%69mei=352099001761480',
        '',
      ),
      fc.stringMatching(/^[-A-Za-z: /=+%]{0,30}$/),
    )
    const end = fc.constantFrom('\n', '\r\n', '')
    const head = fc
      .array(fc.tuple(line, end), { minLength: 1, maxLength: 6 })
      .map((lines) => Buffer.from(lines.flat().join('')))
    const remembering = warm(new Detector(profile).probe)
    fc.assert(
      fc.property(fc.array(head, { minLength: 1, maxLength: 6 }), (heads) => {
        for (const one of heads) {
          const forgetful = new Probe(identifiers, knowing.indicators)
          const isWorth = forgetful.isWorthDecoding(one, 0, one.length)
          expect(asNew(remembering).isWorthDecoding(one, 0, one.length), one.toString()).toBe(isWorth)
        }
      }),
      { numRuns: times(150, 500) },
    )
  })

  test.each([
    [
      'an ordinary page',
      '/connect',
      [
        'User-Agent: Mozilla/5.0 (Linux; Android 9; Nokia 2.2) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.93 Mobile Safari/537.36',
        'Accept-Language: it-IT,it;q=0.9,en-US;q=0.8',
      ],
    ],
    [
      'random session cookies',
      '/v1/feed?page=3&ts=1549871234567',
      [
        'Cookie: sid=Zk3JxQ9aB7LmN2pR5tV8yC1dF4gH6jK0; NID=83da0787590a7a450163bbd7a6f974ca; _gat=1.2.1172860168.1549871234',
      ],
    ],
    [
      'a video segment',
      '/seg/vol1/s/Warner/qpmezzhawkdigital2054033featureenglish20ltrt23976fps7834192/2015-02-02/STV80R192/qpmezz-Hawk_Digital_2054033-0001.ts?e=1428999699&h=83da0787590a7a450163bbd7a6f974ca',
      [],
    ],
    ['a server number', '/lang_tts/lang.portuguese_br_tts?rtserver-id=15', ['User-Agent: 4.0.0.0']],
    ['times in ms, µs and ns', '/t?a=1549871234567&b=1549871234567890&c=1549871234567890123', []],
    ['an empty name', '/x?imei=&mac=&v=3', []],
    ['a UUID of a request', '/x', ['X-Request-Id: 1209d0b9-b959-42e6-b921-aa5d9d08c1af']],
  ])('says no to %s', (_what, target, fields) => {
    const input = request(target, fields)
    expect(isWorthDecoding(blind, input)).toBe(false)
    expect(detect(blind, input).detections).toEqual([])
  })

  test('finds known values in raw bytes of responses', () => {
    const raw = Buffer.from('00010a005e10203000', 'hex')
    expect(knowing.probe.searchKnown(raw, 0, raw.length)).toBe(true)
    expect(blind.probe.searchKnown(raw, 0, raw.length)).toBe(false)
    expect(context.port).toBe(80)
  })
})

describe('bytes behind a header of known form', () => {
  test('are not taken for deflate, as some numbers of DNS questions would have it', () => {
    const question = Buffer.from(
      ';\x02\x01\0\0\x01\0\0\0\0\0\0\x05log33\x07example\x03com\0\0\x01\0\x01',
      'latin1',
    )
    const { probe } = knowing
    expect(probe.isWorthDecoding(question, 0, question.length)).toBe(true)
    expect(probe.isFramedWorthDecoding(question, 0, question.length)).toBe(false)
    const leak = Buffer.concat([question.subarray(0, 13), Buffer.from('log33-352099001761481\x07example')])
    expect(probe.isFramedWorthDecoding(leak, 0, leak.length)).toBe(true)
  })
})

test.each([
  ['a property list', '<plist><dict><key>imsi</key><string>242010123456789</string></dict></plist>', 'imsi'],
  ['a list of pairs', '[["os","13"],["imsi","242010123456789"]]', 'imsi'],
  ['numbered pairs', '{"1":["imsi","242010123456789"],"2":["x","y"]}', 'imsi'],
  ['a table with a head', 'time,imsi,os\n1700000000,242010123456789,13\n', 'imsi'],
  ['one whose last column it is', 'time;imsi\r\n1700000000;242010123456789\r\n', 'imsi'],
  ['JSON Patch', '[{"op":"replace","path":"/device/imsi","value":"242010123456789"}]', 'imsi'],
  ['elements of a name and a value', '<r><p><n>imsi</n><v>242010123456789</v></p></r>', 'imsi'],
  ['getprop', '[gsm.sim.imsi]: [242010123456789]\n[ro.x]: [1]\n', 'imsi'],
])('names that stand ahead of their values are not passed over: %s', (_, body, identifier) => {
  const input = request('/x', ['Content-Type: text/plain'], body)
  expect(isWorthDecoding(blind, input)).toBe(true)
  expect(detect(blind, input).detections.map((one) => one.identifier)).toEqual([identifier])
})

test.each([
  ['names alone', '{"columns":["imsi","serial","imei","model of it"]}'],
  ['a head without rows', 'time,imsi,os'],
  ['prose', 'the imsi, and more of it\nand so on'],
])('names without values are: %s', (_, body) => {
  expect(isWorthDecoding(blind, request('/x', ['Content-Type: text/plain'], body))).toBe(false)
})

test('what stands behind the bytes is none of them: half a sign of gzip is none', () => {
  const bytes = Buffer.from([0, 0x1f, 0x8b])
  expect(blind.probe.isWorthDecoding(bytes, 0, 2)).toBe(false)
})

describe('base64 on lines is looked at where it goes on', () => {
  // Prose, which nothing else asks for; at each place of the number in the lines: mostly it lies across their end.
  const prose =
    'all of it is well known and so on, then more of it was written to the other side by the same people'
  const texts = Array.from(
    { length: 14 },
    (_, size) => `${prose.slice(0, 30 + size)} 352099001761481 ${prose}`,
  )

  test.each(['\n    ', '\n\t\t', String.raw`\n`, ' ', '%20', '","', '",\n  "', '%22%2C%22', '\\\n   '])(
    '%j',
    (parting) => {
      for (const text of texts) {
        const lines =
          Buffer.from(text)
            .toString('base64')
            .match(/.{1,64}/g) ?? []
        const body = `{"p":["${lines.join(parting)}"]}`
        expect(isWorthDecoding(blind, request('/', [], body)), text).toBe(true)
      }
    },
  )
})

describe('what has no text that shows it', () => {
  const md5 = createHash('md5').update('a375db57ef62d1c5').digest()
  const message = Buffer.concat([
    Buffer.from([10, 11]),
    Buffer.from('com.foo.bar'),
    Buffer.from([18, 16]),
    md5,
  ])
  const address = Buffer.from('0803 1204686f6d65 1a060a005e102030'.replaceAll(' ', ''), 'hex')
  const chain = Buffer.concat([Buffer.from([0, 7, 0, 16]), md5])

  test.each([
    ['a digest in a message, in base64', message.toString('base64url'), 'android-id'],
    ['a digest in a message, in hex', message.toString('hex'), 'android-id'],
    ['a digest behind its length', chain.toString('base64'), 'android-id'],
    ['an address in a message', address.toString('base64'), 'wifi-mac'],
    ['the same without padding', address.toString('base64url'), 'wifi-mac'],
  ])('%s', (_, value, identifier) => {
    const input = request('/x', ['Content-Type: application/json'], JSON.stringify({ v: 2, q: value }))
    expect(isWorthDecoding(knowing, input)).toBe(true)
    expect(detect(knowing, input).detections.map((one) => one.identifier)).toEqual([identifier])
  })

  test('LZ-string in UTF-16 of a short document, as a value', () => {
    const wide =
      '\u1be1\u0841\u403c\u1225\u6126\u183e\u607b\u0108\u0354\u3140\u06a4\u027b\u1034\u6fcc\u1026\u302a\u6029\u4023\u006e\u3dd6\u6831\u405b\u0056\u0b20\u5820\u70db\u4220\u0ef6\u1ca0\u2fb0\u0020\u0020'
    for (const body of [`{"d":"${wide}"}`, `v=1&d=${wide}`, `<a><d>${wide}</d></a>`]) {
      const input = request('/x', [], body)
      expect(isWorthDecoding(blind, input)).toBe(true)
      expect(detect(blind, input).detections.map((one) => one.identifier)).toEqual(['imei'])
    }
  })

  test.each([
    ['brotli', brotliCompressSync],
    ['deflate', deflateRawSync],
  ] as const)('%s without a head, behind its length', (_, pack) => {
    for (let events = 1; events < 12; events++) {
      const items = Array.from({ length: events }, (__, at) => ({
        e: `ev${(at * 7919) % 97}`,
        t: at * 104_729,
      }))
      const content = pack(JSON.stringify({ app: 'com.foo', imei: '352099001761481', items }))
      const size = content.length
      const length = size < 128 ? [size] : [(size & 127) | 128, size >> 7]
      for (const head of [
        [10, 2, 0x76, 0x31, 16, 17, 26, ...length],
        [0xa1, 0xb2, 0, 0, size >> 8, size & 255],
      ]) {
        const input = request('/x', [], Buffer.concat([Buffer.from(head), content]))
        for (const detector of [knowing, blind]) {
          expect(isWorthDecoding(detector, input), String(events)).toBe(true)
          expect(detect(detector, input).detections.map((one) => one.identifier)).toEqual(['imei'])
        }
      }
    }
  })

  test.each([0x13, 0x5a, 0x80, 0xff])('JSON under one byte in a part of a form: %i', (key) => {
    const hidden = Buffer.from('{"app":"com.foo","imei":"352099001761481","n":3}').map((byte) => byte ^ key)
    const body = Buffer.concat([
      Buffer.from('--q7\r\nContent-Disposition: form-data; name="log"; filename="log.bin"\r\n\r\n'),
      hidden,
      Buffer.from('\r\n--q7--\r\n'),
    ])
    const input = request('/x', ['Content-Type: multipart/form-data; boundary=q7'], body)
    for (const detector of [knowing, blind]) {
      expect(isWorthDecoding(detector, input)).toBe(true)
      expect(detect(detector, input).detections.map((one) => one.identifier)).toEqual(['imei'])
    }
  })
})

test('looks closer at what is hidden in escapes of JavaScript’s, as at any other, and not at texts of other scripts', () => {
  const escaped = (text: string): string =>
    Array.from(
      { length: text.length },
      (_, at) => `%u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join('')
  const base64 = Buffer.from('{"imei":"352099001761481"}').toString('base64')
  for (const text of [base64, `a=${base64}`, `{"a":"${base64}"}`])
    expect(isWorthDecoding(blind, request('/r', [], Buffer.from(escaped(text))))).toBe(true)
  const asked = (body: string): boolean => isWorthDecoding(blind, request('/r', [], Buffer.from(body)))
  expect(asked(`q=${escaped('你好世界')}&n=1`)).toBe(false)
  expect(asked('n=100%use&m=50%upward')).toBe(false)
})
