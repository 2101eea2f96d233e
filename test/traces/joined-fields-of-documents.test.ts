/** A value that is cut over fields of XML, property lists and binary documents is found whole; two whole values make no third. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { TcpConversation } from '../support/capture.ts'
import { observed, scanFrames } from '../support/scan-frames.ts'

const imei = '356938035643809'
const document = JSON.stringify({
  model: 'TA-1046',
  os: '9',
  build: 'PPR1',
  imei,
  carrier: 'none',
  lang: 'nb',
})
const base64 = Buffer.from(document).toString('base64')

function post(body: Buffer | string): Buffer[] {
  const bytes = Buffer.from(body)
  const head = `POST /up HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: ${bytes.length}\r\n\r\n`
  return new TcpConversation()
    .open()
    .send(Buffer.concat([Buffer.from(head), bytes]))
    .close().frames
}

function cut(bytes: Buffer | string, size: number): Buffer[] {
  const whole = Buffer.from(bytes)
  return Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
    whole.subarray(at * size, (at + 1) * size),
  )
}

/** Fields by name, in the order in which they are written; or a list of values without names. */
type Fields = readonly (readonly [name: string, value: Buffer])[]

function isPrintable(value: Buffer): boolean {
  return value.every((byte) => byte >= 0x20 && byte < 0x7f)
}

function number(value: number, bytes: number): Buffer {
  const out = Buffer.alloc(bytes)
  out.writeUIntBE(value, 0, bytes)
  return out
}

function little(value: number): Buffer {
  const out = Buffer.alloc(4)
  out.writeInt32LE(value)
  return out
}

/** MessagePack: texts where they can be printed, else bytes. */
function packed(value: Buffer): Buffer {
  const [short, long] = isPrintable(value) ? [0xd9, 0xda] : [0xc4, 0xc5]
  if (isPrintable(value) && value.length < 32) return Buffer.concat([number(0xa0 + value.length, 1), value])
  const isShort = value.length < 256
  return Buffer.concat([number(isShort ? short : long, 1), number(value.length, isShort ? 1 : 2), value])
}

function concise(value: Buffer): Buffer {
  const kind = isPrintable(value) ? 0x60 : 0x40
  const { length } = value
  if (length < 24) return Buffer.concat([number(kind + length, 1), value])
  return Buffer.concat(
    length < 256
      ? [number(kind + 24, 1), number(length, 1), value]
      : [number(kind + 25, 1), number(length, 2), value],
  )
}

function bson(fields: Fields): Buffer {
  const body = fields.map(([name, value]) =>
    isPrintable(value)
      ? Buffer.concat([Buffer.from(`\x02${name}\0`), little(value.length + 1), value, Buffer.from('\0')])
      : Buffer.concat([Buffer.from(`\x05${name}\0`), little(value.length), Buffer.from('\0'), value]),
  )
  const bytes = Buffer.concat([...body, Buffer.from('\0')])
  return Buffer.concat([little(bytes.length + 4), bytes])
}

/** A binary property list of one dictionary, or of a list under the name `chunks`. */
function binaryList(fields: Fields, isList: boolean): Buffer {
  const head = (kind: number, size: number): Buffer =>
    size < 15
      ? number(kind + size, 1)
      : Buffer.concat([number(kind + 15, 1), Buffer.from([0x11]), number(size, 2)])
  const value = (bytes: Buffer): Buffer =>
    Buffer.concat([head(isPrintable(bytes) ? 0x50 : 0x40, bytes.length), bytes])
  const numbers = (from: number, count: number): Buffer =>
    Buffer.from(Array.from({ length: count }, (_, at) => from + at))
  const { length } = fields
  const values = fields.map(([, bytes]) => value(bytes))
  const objects = isList
    ? [
        Buffer.concat([head(0xd0, 1), numbers(1, 2)]),
        value(Buffer.from('chunks')),
        Buffer.concat([head(0xa0, length), numbers(3, length)]),
        ...values,
      ]
    : [
        Buffer.concat([head(0xd0, length), numbers(1, 2 * length)]),
        ...fields.map(([name]) => value(Buffer.from(name))),
        ...values,
      ]
  let at = 8
  const table = objects.map((object) => {
    at += object.length
    return number(at - object.length, 2)
  })
  const trailer = Buffer.alloc(32)
  trailer[6] = 2
  trailer[7] = 1
  trailer.writeBigUInt64BE(BigInt(objects.length), 8)
  trailer.writeBigUInt64BE(BigInt(at), 24)
  return Buffer.concat([Buffer.from('bplist00'), ...objects, ...table, trailer])
}

function xml(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<up version="3">\n  <model>TA-1046</model>\n${content}\n</up>\n`
}

function propertyList(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
\t<key>model</key>
\t<string>TA-1046</string>
${content}
</dict>
</plist>
`
}

const small = (fields: Fields): boolean => fields.length < 15

/** Documents of fields with names that count; null where they can not hold them. */
const named: Readonly<Record<string, (fields: Fields) => Buffer | string | null>> = {
  'elements of XML': (fields) =>
    xml(fields.map(([name, value]) => `  <${name}>${value.toString()}</${name}>`).join('\n')),
  'attributes of XML': (fields) =>
    xml(`  <d ${fields.map(([name, value]) => `${name}="${value.toString()}"`).join(' ')}/>`),
  'named elements of XML': (fields) =>
    xml(fields.map(([name, value]) => `  <string name="${name}">${value.toString()}</string>`).join('\n')),
  'numbered elements of XML': (fields) =>
    xml(
      fields
        .map(([name, value]) => `  <part n="${/\d+$/.exec(name)?.[0]}">${value.toString()}</part>`)
        .join('\n'),
    ),
  'numbered elements of XML with attributes': (fields) =>
    xml(
      fields
        .map(
          ([name, value]) =>
            `  <part n="${/\d+$/.exec(name)?.[0]}" of="${fields.length}" d="${value.toString()}"/>`,
        )
        .join('\n'),
    ),
  'a property list': (fields) =>
    propertyList(
      fields
        .map(([name, value]) => `\t<key>${name}</key>\n\t<string>${value.toString()}</string>`)
        .join('\n'),
    ),
  'a binary property list': (fields) => (small(fields) ? binaryList(fields, false) : null),
  MessagePack: (fields) =>
    small(fields)
      ? Buffer.concat([
          number(0x80 + fields.length, 1),
          ...fields.flatMap(([name, value]) => [packed(Buffer.from(name)), packed(value)]),
        ])
      : null,
  CBOR: (fields) =>
    small(fields)
      ? Buffer.concat([
          number(0xa0 + fields.length, 1),
          ...fields.flatMap(([name, value]) => [concise(Buffer.from(name)), concise(value)]),
        ])
      : null,
  BSON: bson,
}

const listed: Readonly<Record<string, (fields: Fields) => Buffer | string | null>> = {
  'elements of XML that have one name': (fields) =>
    xml(fields.map(([, value]) => `  <part>${value.toString()}</part>`).join('\n')),
  'parts of CDATA': (fields) =>
    xml(fields.map(([, value]) => `  <part><![CDATA[${value.toString()}]]></part>`).join('\n')),
  'a property list': (fields) =>
    propertyList(
      `\t<key>chunks</key>\n\t<array>\n${fields.map(([, value]) => `\t\t<string>${value.toString()}</string>`).join('\n')}\n\t</array>`,
    ),
  'a binary property list': (fields) => (small(fields) ? binaryList(fields, true) : null),
  MessagePack: (fields) =>
    small(fields)
      ? Buffer.concat([
          number(0x81, 1),
          packed(Buffer.from('chunks')),
          number(0x90 + fields.length, 1),
          ...fields.map(([, value]) => packed(value)),
        ])
      : null,
  CBOR: (fields) =>
    small(fields)
      ? Buffer.concat([
          number(0xa1, 1),
          concise(Buffer.from('chunks')),
          number(0x80 + fields.length, 1),
          ...fields.map(([, value]) => concise(value)),
        ])
      : null,
  BSON: (fields) => {
    const list = bson(fields.map(([, value], at) => [String(at), value]))
    const bytes = Buffer.concat([Buffer.from('\x04chunks\0'), list, Buffer.from('\0')])
    return Buffer.concat([little(bytes.length + 4), bytes])
  },
}

async function found(body: Buffer | string | null): Promise<readonly string[] | null> {
  if (body === null) return null
  const result = await scanFrames(post(body))
  return result.observations.filter(({ identifier }) => identifier === 'imei').map(({ value }) => value)
}

const sizes = [16, 30, 43, 50, 64, 76, 100]
const texts = [
  ['base64', base64],
  ['base64 of gzip', gzipSync(Buffer.from(document)).toString('base64')],
  ['hex', Buffer.from(document).toString('hex')],
] as const

describe.each(Object.keys(named))('cut over fields of %s', (what) => {
  const write = named[what] as (typeof named)[string]
  const cases = texts.flatMap(([name, text]) => sizes.map((size) => [name, size, text] as const))

  test.each(cases)('%s, %i characters in each', async (_, size, text) => {
    const numbers = await found(write(cut(text, size).map((value, at) => [`p${at}`, value])))
    if (numbers !== null) expect(numbers).toEqual([imei])
  })

  test.each([30, 50, 76])('the numbers count, not the order, %i characters in each', async (size) => {
    const fields = cut(base64, size).map((value, at) => [`d_${at + 1}`, value] as const)
    for (const order of [fields.toReversed(), [...fields.slice(1), ...fields.slice(0, 1)]])
      expect(await found(write(order))).toEqual([imei])
  })

  test.each([25, 31, 40])('pieces that are encoded each by itself, %i bytes in each', async (size) => {
    const pieces = cut(document, size).map((value) => Buffer.from(value.toString('base64')))
    expect(await found(write(pieces.map((value, at) => [`p${at}`, value])))).toEqual([imei])
  })

  test('two whole values make no third', async () => {
    const other = '356938035643817'
    const result = await scanFrames(
      post(
        write([
          ['imei1', Buffer.from(imei)],
          ['imei2', Buffer.from(other)],
        ]) ?? '',
      ),
    )
    expect(result.observations.filter(({ chain }) => chain.some(({ step }) => step === 'joined'))).toEqual([])
    for (const values of [
      ['1234567', '7654321'],
      ['XJ29AB71', 'KP83CD55'],
      ['3c5ab4a0b1c2', 'd4c94b0917e3'],
    ]) {
      const fields = values.map((value, at) => [`cell${at}`, Buffer.from(value)] as const)
      const none = await scanFrames(post(write(fields) ?? ''))
      expect(none.observations.filter(({ chain }) => chain.some(({ step }) => step === 'joined'))).toEqual([])
    }
  })
})

describe.each(Object.keys(listed))('cut over elements of a list, in %s', (what) => {
  const write = listed[what] as (typeof listed)[string]
  const cases = texts.flatMap(([name, text]) => sizes.map((size) => [name, size, text] as const))

  test.each(cases)('%s, %i characters in each', async (_, size, text) => {
    const numbers = await found(write(cut(text, size).map((value) => ['', value])))
    if (numbers !== null) expect(numbers).toEqual([imei])
  })

  test('whole documents are several', async () => {
    const values = [imei, '352099001761481'].map((one) => Buffer.from(JSON.stringify({ imei: one })))
    const result = await scanFrames(
      post(write(values.map((value) => ['', Buffer.from(value.toString('base64'))])) ?? ''),
    )
    expect(
      result.observations
        .filter(({ identifier }) => identifier === 'imei')
        .map(({ value, chain }) => [value, chain.some(({ step }) => step === 'joined')]),
    ).toEqual([
      [imei, false],
      ['352099001761481', false],
    ])
  })
})

const compressed = gzipSync(Buffer.from(JSON.stringify({ model: 'TA-1046', notes: 'a'.repeat(40), imei })))

test.each(['a binary property list', 'MessagePack', 'CBOR', 'BSON'])(
  'a compressed file that is cut over the bytes of %s',
  async (what) => {
    for (const size of [64, 70]) {
      const fields = cut(compressed, size).map((value, at) => [`p${at}`, value] as const)
      expect(await found(named[what]?.(fields) ?? null)).toEqual([imei])
      expect(await found(listed[what]?.(fields) ?? null)).toEqual([imei])
    }
  },
)

test('data of a property list is base64 by itself, on lines that are indented', async () => {
  const items = cut(document, 40).map(
    (value, at) =>
      `\t<key>p${at}</key>\n\t<data>\n${cut(value.toString('base64'), 28)
        .map((line) => `\t${line.toString()}\n`)
        .join('')}\t</data>`,
  )
  expect(await found(propertyList(items.join('\n')))).toEqual([imei])
})

test('the chain does not show what attributes beside the fields say', async () => {
  const items = cut(base64, 40).map((value, at) => `<part of="Ola Nordmann ${at}">${value.toString()}</part>`)
  const result = await scanFrames(post(xml(items.join(''))))
  expect(result.observations.map(({ identifier }) => identifier)).toContain('imei')
  const shown = JSON.stringify(result.observations.map(({ chain }) => chain))
  expect(shown).toContain('up/part[0] to up/part[')
  expect(shown).not.toContain('Nordmann')
})

test('a number that is cut under its name is one, and the chain says of which fields', async () => {
  const result = await scanFrames(post(xml('<imei_0>35693803</imei_0><imei_1>5643809</imei_1>')))
  expect(observed(result)).toEqual([`imei ${imei} probable`])
  const [one] = result.observations
  expect(one?.chain.map(({ step, detail }) => `${step} ${detail}`).join()).toContain(
    'joined 2 XML values, up/imei_0 to up/imei_1',
  )
})
