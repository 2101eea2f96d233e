import { describe, expect, test } from 'vitest'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { clientHello } from '../../../test/support/tls-hello.ts'
import type { HelloOptions } from '../../../test/support/tls-hello.ts'
import { limits } from '../../core/limits.ts'
import type { ParsedHello } from './parse.ts'
import { findServerName, isRecordHeader, parseClientHello, readVersion, ssl2HelloLength } from './parse.ts'

/** Bytes in front of what is read, and behind it, that are none of it. */
const around = Buffer.alloc(9, 0xff)
const inside = (bytes: Buffer): Buffer => Buffer.concat([around, bytes, around])

function read(hello: Buffer): ParsedHello & { readonly said: readonly string[] } {
  const buf = inside(hello)
  const parsed = parseClientHello(buf, around.length, around.length + hello.length)
  const said = parsed.free.flatMap((start, index) =>
    index % 2 === 0 ? [buf.toString('latin1', start, parsed.free[index + 1])] : [],
  )
  return { ...parsed, said }
}

const value = 'imei=356938035643809'
const text = Buffer.from(value)
const sized = (bytes: number, content: Buffer): Buffer => {
  const size = Buffer.alloc(bytes)
  size.writeUIntBE(content.length, 0, bytes)
  return Buffer.concat([size, content])
}

describe('what a client was free to write', () => {
  test.each<[string, HelloOptions]>([
    ['in the padding', { extensions: [[21, Buffer.concat([Buffer.alloc(30), text, Buffer.alloc(30)])]] }],
    ['in a list of numbers', { extensions: [[10, text]] }],
    ['in the filling of an encrypted hello', { extensions: [[0xfe0d, text]] }],
    ['in a second list of names', { sni: 'a.example.com', extensions: [[0, text]] }],
    ['in an extension of its own', { extensions: [[0xff77, text]] }],
    ['in a ticket', { extensions: [[35, text]] }],
    ['in a key', { extensions: [[51, text]] }],
    ['as a protocol', { alpn: ['h2', value, 'http/1.1'] }],
    [
      'as the name of a key',
      { extensions: [[41, sized(2, Buffer.concat([sized(2, text), Buffer.alloc(4)]))]] },
    ],
  ])('%s', (_, options) => expect(read(clientHello(options)).said).toEqual([value]))

  test.each([text, Buffer.from('A1B2C3D4E5F6'), Buffer.from('Mia Brandt, Berlin')])(
    'as %s in a key that holds against quantum computers',
    (written) => {
      const key = Buffer.concat([sealedBytes(800, 1), Buffer.alloc(1), written, sealedBytes(400, 2)])
      expect(read(clientHello({ extensions: [[51, key]] })).said).toEqual([key.toString('latin1')])
    },
  )

  test('is no text that random bytes hold by chance, however many they are', () => {
    for (const bytes of [240, 1_258]) {
      let taken = 0
      const hellos = 4_000
      for (let seed = 0; seed < hellos; seed++)
        if (read(clientHello({ extensions: [[51, sealedBytes(bytes, seed)]] })).said.length > 0) taken++
      expect(taken, String(bytes)).toBeLessThanOrEqual(2)
    }
  })

  test('as its random, and as the name of its session', () => {
    const hello = clientHello()
    const random = 'a random of thirty-two letters..'
    hello.write(random, 6, 'latin1')
    expect(read(hello).said).toEqual([random])
    hello.write(random, 39, 'latin1')
    expect(read(hello).said).toEqual([random, random])
  })

  test('as suites, and as ways to compress', () => {
    const bytes = clientHello({ sni: 'a.example.com' })
    // Behind type, length, version, random and the name of the session.
    const at = 4 + 2 + 32 + 33
    const suites = bytes.subarray(at, at + 12)
    const rest = bytes.subarray(at + 14)
    const hello = (numbers: Buffer, methods: Buffer): ReturnType<typeof read> => {
      const made = Buffer.concat([bytes.subarray(0, at), sized(2, numbers), sized(1, methods), rest])
      made.writeUIntBE(made.length - 4, 1, 3)
      return read(made)
    }
    const none = Buffer.alloc(1)
    expect(hello(suites.subarray(2), none)).toMatchObject({ sni: 'a.example.com', said: [] })
    expect(hello(text.subarray(1), none)).toMatchObject({ sni: 'a.example.com', said: [value.slice(1)] })
    expect(hello(suites.subarray(2), text)).toMatchObject({ sni: 'a.example.com', said: [value] })
    // Digits in half bytes are four numbers of suites.
    const packed = Buffer.from('3569380305719420', 'hex')
    expect(hello(Buffer.concat([suites.subarray(2), packed]), none).said).toHaveLength(1)
  })

  test.each<[string, HelloOptions]>([
    ['padding of zeros', { paddingBytes: 200 }],
    ['the names of protocols', { alpn: ['h2', 'http/1.1', 'managesieve', 'fourteen-chars'] }],
    ['a ticket of random bytes', { extensions: [[35, Buffer.alloc(180, 0xd7)]] }],
    ['lists of numbers', { extensions: [[10, Buffer.from('000c11ec001d00170018001901000101', 'hex')]] }],
    ['an extension of few bytes', { extensions: [[0xff77, text.subarray(0, 7)]] }],
    [
      'a key with its age whose name is no text',
      { extensions: [[41, sized(2, Buffer.concat([sized(2, Buffer.alloc(20, 0xd7)), Buffer.alloc(4, 1)]))]] },
    ],
    [
      'the name of a key without its age',
      { extensions: [[41, Buffer.concat([sized(2, sized(2, text)), Buffer.alloc(1)])]] },
    ],
  ])('%s say nothing', (_, options) => {
    const hello = read(clientHello(options))
    expect(hello.said).toEqual([])
    expect(hello.problem).toBe(null)
  })
})

describe('the name in a hello', () => {
  const name = Buffer.from('a.example.com')
  const entry = (type: number, content: Buffer): Buffer =>
    Buffer.concat([Buffer.from([type]), sized(2, content)])
  const withNames = (list: Buffer): ReturnType<typeof read> => read(clientHello({ extensions: [[0, list]] }))

  test('is the first host name, behind names of other kinds', () => {
    const hello = withNames(sized(2, Buffer.concat([entry(1, text), entry(0, name), entry(0, text)])))
    expect([hello.sni, hello.problem]).toEqual(['a.example.com', null])
    expect(hello.said).toEqual([value, value])
  })

  test('leaves over what stands behind its list, and behind the extensions', () => {
    const list = Buffer.concat([sized(2, entry(0, name)), text])
    expect(withNames(list)).toMatchObject({ sni: 'a.example.com', said: [value] })
    const whole = clientHello({ sni: 'a.example.com' })
    const longer = Buffer.concat([whole, text])
    longer.writeUIntBE(longer.length - 4, 1, 3)
    expect(read(longer)).toMatchObject({ sni: 'a.example.com', said: [value] })
  })

  test.each([
    ['a list that is longer than its extension', Buffer.concat([Buffer.from([0, 40]), entry(0, name)])],
    ['a name that is longer than its list', sized(2, Buffer.concat([Buffer.from([0, 0, 40]), name]))],
    ['a rest behind the names', sized(2, Buffer.concat([entry(1, text), Buffer.from([0])]))],
  ])('is none of %s, and that is said', (_, list) => {
    const hello = withNames(list)
    expect(hello.sni).toBe('')
    expect(hello.problem?.code).toBe('message.tls.hello_malformed')
  })

  test('is found in a part of a hello, by lengths that fit', () => {
    const extension = (one: Buffer): Buffer =>
      Buffer.concat([Buffer.from([0, 0]), sized(2, sized(2, entry(0, one)))])
    const find = (bytes: Buffer): unknown => {
      const buf = inside(bytes)
      return findServerName(buf, around.length, around.length + bytes.length)
    }
    const rest = Buffer.from('7f00ff', 'hex')
    const start = around.length + rest.length + 9
    const found = { start, end: start + name.length, name: 'a.example.com' }
    expect(find(Buffer.concat([rest, extension(name), rest]))).toEqual(found)
    expect(find(Buffer.concat([rest, extension(name)]))).toEqual(found)
    // Behind one that does not fit.
    const none = extension(Buffer.from('no name'))
    expect(find(Buffer.concat([none, extension(name)]))).toMatchObject({ name: 'a.example.com' })
    for (const at of [3, 5, 8]) {
      const other = extension(name)
      other.writeUInt8(other.readUInt8(at) + 1, at)
      expect(find(Buffer.concat([other, rest])), String(at)).toBe(null)
    }
    expect(find(extension(name).subarray(0, -1))).toBe(null)
    expect(find(none)).toBe(null)
    expect(find(extension(Buffer.from(`a.${'x'.repeat(limits.message.dnsNameBytesMax)}.example`)))).toBe(null)
  })
})

test.each([
  [0x0300, 'SSL 3.0'],
  [0x0301, 'TLS 1.0'],
  [0x0302, 'TLS 1.1'],
  [0x0303, 'TLS 1.2'],
  [0x0304, 'TLS 1.3'],
  [0x7f1c, 'TLS 1.3 draft 28'],
  [0xfeff, 'DTLS 1.0'],
  [0xfefd, 'DTLS 1.2'],
  [0xfefc, 'DTLS 1.3'],
  [0x0a05, '0x0a05'],
])('version %i is %s', (version, name) => {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(version)
  expect(readVersion(bytes, 0)).toBe(name)
})

test('the highest version that is offered counts, the final one above its drafts', () => {
  const highest = (...versions: number[]): string => read(clientHello({ versions })).version
  expect(highest(0x1a1a, 0x0303, 0x7f1c)).toBe('TLS 1.3 draft 28')
  expect(highest(0x7f1c, 0x0304, 0x0303)).toBe('TLS 1.3')
  expect(highest(0x7f17, 0x7f1c, 0x7f12)).toBe('TLS 1.3 draft 28')
  expect(highest(0x1a1a)).toBe('TLS 1.2')
})

test.each([
  ['a change of cipher', '1403030001', true],
  ['one of two bytes', '1403030002', false],
  ['an alert', '1503030002', true],
  ['an alert of one byte', '1503030001', false],
  ['the longest alert', '1503030200', true],
  ['a longer one', '1503030201', false],
  ['an empty handshake', '1603010000', false],
  ['the longest record', '1703034800', true],
  ['a longer one', '1703034801', false],
  ['empty application data', '1703030000', true],
  ['another type', '1903030010', false],
  ['another version', '1603050010', false],
])('%s: %s heads a record: %s', (_, header, isOne) => {
  expect(isRecordHeader(Buffer.from(header, 'hex'), 0)).toBe(isOne)
})

test.each([
  ['a hello', '802b0103010012000000100102030405', 45],
  ['one that goes on with a session', '803b0103010012001000100102030405', 61],
  ['one with the longest challenge', '803b0103010012000000200102030405', 61],
  ['one whose challenge is too long', '803c0103010012000000210102030405', 0],
  ['one whose challenge is too short', '802a01030100120000000f0102030405', 0],
  ['one whose lengths do not add up', '802c0103010012000000100102030405', 0],
  ['one of SSL 2.0 alone', '802b0100020012000000100102030405', 0],
  ['one without ciphers', '80190103010000000000100102030405', 0],
  ['half a cipher', '802c0103010013000000100102030405', 0],
  ['another message', '802b0403010012000000100102030405', 0],
  ['no record of SSL 2.0', '002b0103010012000000100102030405', 0],
])('in the form of SSL 2.0, %s has %s', (_, bytes, length) => {
  expect(ssl2HelloLength(Buffer.from(bytes, 'hex'), 0)).toBe(length)
})
