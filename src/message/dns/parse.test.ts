import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dnsMessage,
  dnsName,
  dnsPointer,
  dnsQuestion,
  dnsRecord,
  dnsTypes,
} from '../../../test/support/dns-message.ts'
import { sealedHellos } from '../../../test/support/ech-hellos.ts'
import type { ParsedDns } from './parse.ts'
import { isClassPlausible, isHeaderPlausible, isWholeMessage, parseDns } from './parse.ts'

function parse(bytes: Buffer): ParsedDns {
  // Bytes around the message are none of its own.
  const buf = Buffer.concat([Buffer.alloc(7, 0xff), bytes, Buffer.alloc(7, 0xff)])
  return parseDns(buf, 7, 7 + bytes.length, false, { frame: 3, sec: 4, nsec: 5 })
}

function problem(bytes: Buffer): string | undefined {
  return parse(bytes).problem?.code
}

const question = dnsQuestion('www.example.com')
const address = Buffer.from([192, 0, 2, 1])

describe('a message', () => {
  test('gives its questions and the records of all sections in text form', () => {
    const owner = dnsPointer(12)
    const message = dnsMessage({
      flags: 0x8183,
      questions: [question],
      answers: [
        dnsRecord(
          owner,
          dnsTypes.cname,
          Buffer.concat([Buffer.from([4]), Buffer.from('edge'), dnsPointer(16)]),
        ),
        dnsRecord('edge.example.com', dnsTypes.a, address, 60),
        dnsRecord('edge.example.com', dnsTypes.aaaa, Buffer.from('20010db8000000000000000000000001', 'hex')),
        dnsRecord(owner, dnsTypes.mx, Buffer.concat([Buffer.from([0, 10]), dnsName('mail.example')])),
        dnsRecord(owner, dnsTypes.txt, Buffer.from('\x05v=x;\\\x03\x00yz', 'latin1')),
        dnsRecord(owner, 99, Buffer.from('anything')),
      ],
      authorities: [dnsRecord('example.com', dnsTypes.ns, dnsName('ns.example'))],
      additionals: [
        dnsRecord('_x._tcp.example', dnsTypes.srv, Buffer.concat([Buffer.alloc(6), dnsName('host.example')])),
        dnsRecord('', dnsTypes.opt, Buffer.alloc(0), 0, 1232),
      ],
    })
    expect(parse(message)).toEqual({
      message: {
        isLocal: false,
        isResponse: true,
        id: 0x1234,
        rcode: 3,
        questions: [{ name: 'www.example.com', type: 1 }],
        records: [
          { name: 'www.example.com', type: 5, value: 'edge.example.com', ttlSeconds: 300 },
          { name: 'edge.example.com', type: 1, value: '192.0.2.1', ttlSeconds: 60 },
          { name: 'edge.example.com', type: 28, value: '2001:db8::1', ttlSeconds: 300 },
          { name: 'www.example.com', type: 15, value: 'mail.example', ttlSeconds: 300 },
          { name: 'www.example.com', type: 16, value: 'v=x;\\\\\\000yz', ttlSeconds: 300 },
          { name: 'www.example.com', type: 99, value: '', ttlSeconds: 300 },
          { name: 'example.com', type: 2, value: 'ns.example', ttlSeconds: 300 },
          { name: '_x._tcp.example', type: 33, value: 'host.example', ttlSeconds: 300 },
        ],
        frame: 3,
        sec: 4,
        nsec: 5,
      },
      problem: null,
      opcode: 0,
      answerEnd: 6,
      authorityEnd: 7,
    })
    expect(isWholeMessage(message, 0, message.length)).toBe(true)
  })

  test('lists the address hints of an HTTPS record behind it, under its target', () => {
    const parameters = Buffer.from(
      '0001000302683300040004c00002010006001020010db80000000000000000000000ff',
      'hex',
    )
    const record = (target: string): Buffer =>
      dnsRecord(
        'www.example',
        dnsTypes.https,
        Buffer.concat([Buffer.from([0, 1]), dnsName(target), parameters]),
      )
    const message = parse(dnsMessage({ flags: 0x8180, answers: [record(''), record('svc.example')] })).message
    expect(message?.records.map(({ name, type, value }) => `${name} ${type} ${value}`)).toEqual([
      'www.example 65 www.example',
      'www.example 1 192.0.2.1',
      'www.example 28 2001:db8::ff',
      'www.example 65 svc.example',
      'svc.example 1 192.0.2.1',
      'svc.example 28 2001:db8::ff',
    ])
  })

  test('tells the name that sealed hellos show, of the first configuration that is of ECH', () => {
    const list = (...configs: Buffer[]): Buffer => {
      const whole = Buffer.concat(configs)
      const head = Buffer.from([0, 5, 0, whole.length + 2, 0, whole.length])
      return Buffer.concat([Buffer.from([0, 1, 0]), head, whole])
    }
    const front = (content: Buffer): string | undefined =>
      parse(dnsMessage({ flags: 0x8180, answers: [dnsRecord('www.example', dnsTypes.https, content)] }))
        .message?.records[0]?.publicName
    const { config, outerName } = sealedHellos
    const other = Buffer.from('fe0a000401020304', 'hex')
    expect(front(list(config))).toBe(outerName)
    expect(front(list(other, config))).toBe(outerName)
    expect(front(list(other))).toBeUndefined()
    for (let end = 0; end < config.length; end++) {
      const cut = Buffer.from(config.subarray(0, end))
      expect(front(list(cut))).toBeUndefined()
      if (end < 4) continue
      cut.writeUInt16BE(end - 4, 2)
      // Without the extensions behind it the name is there.
      expect(front(list(cut))).toBe(end >= config.length - 2 ? outerName : undefined)
    }
  })

  test('writes odd bytes of names as escapes, in lower case, the root as a dot', () => {
    const odd = Buffer.concat([Buffer.from([6]), Buffer.from('A.\\ \x00\xe9', 'latin1'), dnsName('COM')])
    const message = parse(dnsMessage({ questions: [dnsQuestion(odd), dnsQuestion('')] })).message
    expect(message?.questions.map(({ name }) => name)).toEqual(['a\\.\\\\\\032\\000\\233.com', '.'])
  })
})

describe('a broken message gives what stands before the damage, and says what is wrong', () => {
  const good = dnsRecord('www.example.com', dnsTypes.a, address)

  test.each<[string, string, Buffer]>([
    ['no header', 'message.dns.header', Buffer.alloc(11)],
    [
      'a pointer to itself',
      'message.dns.name_loop',
      dnsMessage({ questions: [dnsQuestion(dnsPointer(12))] }),
    ],
    ['a pointer forward', 'message.dns.name_loop', dnsMessage({ questions: [dnsQuestion(dnsPointer(14))] })],
    [
      'a pointer into the header',
      'message.dns.name_loop',
      dnsMessage({ questions: [dnsQuestion(dnsPointer(4))] }),
    ],
    [
      'a loop through a label',
      'message.dns.name_loop',
      dnsMessage({ questions: [dnsQuestion(Buffer.concat([Buffer.from('\x01a'), dnsPointer(12)]))] }),
    ],
    [
      'a reserved label',
      'message.dns.name_label',
      dnsMessage({ questions: [dnsQuestion(Buffer.from([0x41, 0]))] }),
    ],
    [
      'a name of 1,100 bytes',
      'message.dns.name_length',
      dnsMessage({ questions: [dnsQuestion(dnsName(Array(20).fill('x'.repeat(54)).join('.')))] }),
    ],
    [
      'a cut question',
      'message.dns.cut',
      dnsMessage({ questions: [question.subarray(0, 18)], counts: [1, 0, 0, 0] }),
    ],
    ['missing records', 'message.dns.cut', dnsMessage({ questions: [question], counts: [1, 3, 0, 0] })],
    [
      'an address of 5 bytes',
      'message.dns.record',
      dnsMessage({ answers: [dnsRecord('a', 1, Buffer.alloc(5))] }),
    ],
    ['a cut text', 'message.dns.record', dnsMessage({ answers: [dnsRecord('a', 16, Buffer.from([9, 65]))] })],
    [
      'bytes behind it',
      'message.dns.trailing_bytes',
      Buffer.concat([dnsMessage({ questions: [question] }), Buffer.alloc(1)]),
    ],
    ['65 questions', 'message.dns.questions', dnsMessage({ questions: Array(65).fill(question) })],
    ['1,025 records', 'message.dns.records', dnsMessage({ answers: Array(1_025).fill(good) })],
  ])('%s', (_what, code, bytes) => {
    expect(problem(bytes)).toBe(code)
  })

  test('a chain of pointers is followed as far as the limit', () => {
    const chain = (length: number): Buffer => {
      // Content of a record that no type reads: a name, then pointers each to the one before.
      const start = 12 + 1 + 10
      const pointers = [Buffer.from('\x01a\x00', 'latin1'), dnsPointer(start)]
      for (let index = 1; index < length; index++) pointers.push(dnsPointer(start + 3 + 2 * (index - 1)))
      const content = Buffer.concat(pointers)
      return dnsMessage({
        answers: [dnsRecord('', 99, content), dnsRecord(dnsPointer(start + content.length - 2), 1, address)],
      })
    }
    expect(parse(chain(31)).message?.records[1]?.name).toBe('a')
    expect(problem(chain(31))).toBeUndefined()
    expect(problem(chain(32))).toBe('message.dns.name_pointers')
  })

  test('the first answer stays when the second is damaged', () => {
    const parsed = parse(dnsMessage({ flags: 0x8180, answers: [good, dnsRecord('b', 1, Buffer.alloc(3))] }))
    expect(parsed.message?.records).toMatchObject([{ value: '192.0.2.1' }])
    expect(parsed.problem?.code).toBe('message.dns.record')
  })
})

describe('for any input', () => {
  test('reading never throws, and what is whole is read to its end', () => {
    const base = dnsMessage({
      flags: 0x8180,
      questions: [question],
      answers: [
        dnsRecord(dnsPointer(12), dnsTypes.cname, Buffer.concat([Buffer.from('\x01e'), dnsPointer(16)])),
        dnsRecord(dnsPointer(45), dnsTypes.a, address),
        dnsRecord(
          't',
          dnsTypes.https,
          Buffer.concat([Buffer.from([0, 1, 0]), Buffer.from('000400040a000001', 'hex')]),
        ),
      ],
    })
    const damage = fc.array(fc.tuple(fc.nat(base.length - 1), fc.integer({ min: 0, max: 255 })), {
      maxLength: 5,
    })
    fc.assert(
      fc.property(damage, fc.nat(base.length), fc.uint8Array({ maxLength: 60 }), (changes, cut, random) => {
        const bytes = Buffer.from(base)
        for (const [at, value] of changes) bytes[at] = value
        parse(bytes)
        parse(bytes.subarray(0, cut))
        parse(Buffer.from(random))
        const parsed = parse(bytes)
        // Damage may lead a name inside a record past the end, by a pointer: only the whole base is without fault.
        if (bytes.equals(base)) {
          expect(isWholeMessage(bytes, 0, bytes.length)).toBe(true)
          expect(parsed.problem?.code).toBe(undefined)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

test('classes are those of the Internet, of Chaos and Hesiod, none and any, also with the bit of mDNS', () => {
  const plausible = Array.from({ length: 0x10000 }, (_, value) => value).filter(isClassPlausible)
  expect(plausible).toEqual([1, 3, 4, 254, 255, 0x8001, 0x8003, 0x8004, 0x80fe, 0x80ff])
})

test.each([
  ['a question', '000001000001000000000000', true],
  ['an answer', '000081800001000100000000', true],
  ['an answer without its question', '000084000000000100000000', true],
  ['what stands beside an answer alone', '000084000000000000000001', true],
  ['more answers than a message has', '000081800001ffff00000000', false],
  ['more of the others than a message has', '0000818000010001fffe0001', false],
  ['a question of nothing', '000001000000000000000000', false],
  ['an answer of nothing', '000081800000000000000000', false],
  ['a question with a code of errors', '000001010001000000000000', false],
  ['a reserved bit', '000001400001000000000000', false],
  ['no operation that there is', '000078000001000000000000', false],
])('%s: %s can head a message: %s', (_, hex, isOne) => {
  expect(isHeaderPlausible(Buffer.from(hex, 'hex'), 0)).toBe(isOne)
})

test('a message of whose records one is cut, or of no class, is none that is whole', () => {
  const isWhole = (bytes: Buffer): boolean => {
    const buf = Buffer.concat([Buffer.alloc(7), bytes, Buffer.alloc(7)])
    return isWholeMessage(buf, 7, 7 + bytes.length)
  }
  const answers = [dnsRecord(dnsPointer(12), dnsTypes.a, address)]
  const additionals = [dnsRecord('', dnsTypes.opt, Buffer.alloc(0), 0, 1232)]
  const whole = dnsMessage({ flags: 0x8180, questions: [question], answers, additionals })
  expect(isWhole(whole)).toBe(true)
  for (let length = 0; length < whole.length; length++) expect(isWhole(whole.subarray(0, length))).toBe(false)
  expect(isWhole(Buffer.concat([whole, Buffer.alloc(1)]))).toBe(false)
  const odd = [dnsRecord(dnsPointer(12), dnsTypes.a, address, 60, 1232)]
  expect(isWhole(dnsMessage({ flags: 0x8180, questions: [question], answers: odd }))).toBe(false)
})
