import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import {
  dnsMessage,
  dnsName,
  dnsOverTcp,
  dnsPointer,
  dnsQuestion,
  dnsRecord,
  dnsTypes,
} from '../../../test/support/dns-message.ts'
import type { Outcome, PlainEvent, Step } from '../../../test/support/playbook.ts'
import { client, clientGap, play, server, serverGap, testFlow } from '../../../test/support/playbook.ts'
import type { Flow } from '../../stream/types.ts'
import type { Protocol } from '../types.ts'
import { protocols } from './index.ts'

const [overUdp, local, overTcp] = protocols as [Protocol, Protocol, Protocol]
const address = Buffer.from([192, 0, 2, 1])

function ask(name: string, id: number): Buffer {
  return dnsMessage({ id, questions: [dnsQuestion(name)] })
}

function answer(name: string, id: number): Buffer {
  return dnsMessage({
    id,
    flags: 0x8180,
    questions: [dnsQuestion(name)],
    answers: [dnsRecord(dnsPointer(12), dnsTypes.a, address)],
  })
}

/** Events in short: `request 0`, `response 0`, `closed 0`, `dns www.example`. */
function story(outcome: Outcome): string[] {
  return outcome.events.map((event: PlainEvent) => {
    switch (event.kind) {
      case 'request':
      case 'response':
      case 'closed':
        return `${event.kind} ${event.exchange}`
      case 'dns':
        return `dns ${event.message.isResponse ? 'answer' : 'question'} ${event.message.questions[0]?.name}`
      case 'localName':
        return `${event.name} ${event.value}`
      default:
        return event.kind
    }
  })
}

describe('DNS over UDP', () => {
  conform('two questions', overUdp, [client(ask('a.example', 1)), server(answer('a.example', 1))])

  test('hands on questions and answers, paired by id, with the bytes as they are on the wire', () => {
    const outcome = play(overUdp, [
      client(ask('a.example', 1)),
      client(ask('b.example', 2)),
      server(answer('b.example', 2)),
      server(answer('a.example', 1)),
      server(answer('c.example', 3)),
    ])
    expect(story(outcome)).toEqual([
      'dns question a.example',
      'request 0',
      'dns question b.example',
      'request 1',
      'dns answer b.example',
      'response 1',
      'closed 1',
      'dns answer a.example',
      'response 0',
      'closed 0',
      'dns answer c.example',
      'response 2',
      'closed 2',
    ])
    expect(outcome.messages[0]).toMatchObject({
      protocol: 'dns',
      direction: 0,
      head: '',
      body: ask('a.example', 1).toString('latin1'),
      bodySpans: [{ frame: 1, start: 54, end: 54 + ask('a.example', 1).length }],
      isComplete: true,
    })
    expect(outcome.counts).toMatchObject({
      dnsMessages: 5,
      requests: 0,
      responses: 0,
      readBytes: outcome.givenBytes,
    })
    expectBalanced(outcome)
  })

  const unasked = (steps: Step[], flow = testFlow('udp', { serverPort: 53 })): unknown[] => {
    const outcome = play(overUdp, steps, flow)
    const told = outcome.events.flatMap((event) =>
      event.kind === 'dns' && event.message.isUnasked === true ? [event.message.id] : [],
    )
    expect(outcome.anomalies['message.dns.unasked'] ?? 0).toBe(told.length)
    return told
  }

  test('an answer with another number than the question for the same is unasked', () => {
    const wrong = server(answer('a.example', 9))
    expect(unasked([client(ask('a.example', 1)), wrong, server(answer('a.example', 1))])).toEqual([9])
    expect(unasked([client(ask('b.example', 1)), client(ask('A.example', 2)), wrong])).toEqual([9])
  })

  test('an answer is not unasked that comes again, or whose question is missing', () => {
    const [question, reply] = [client(ask('a.example', 1)), server(answer('a.example', 1))]
    expect(unasked([question, question, reply, reply])).toEqual([])
    expect(unasked([question, server(answer('b.example', 2)), reply])).toEqual([])
    expect(unasked([reply])).toEqual([])
  })

  test('an answer from a port that was never asked is unasked; one that was asked may be any', () => {
    const flow = testFlow('udp', { serverPort: 5_300 })
    expect(unasked([server(answer('a.example', 1))], flow)).toEqual([1])
    const [question, reply] = [client(ask('a.example', 1)), server(answer('a.example', 1))]
    expect(unasked([question, reply, reply], flow)).toEqual([])
  })

  test('closes questions that are asked again or never answered', () => {
    const outcome = play(overUdp, [client(ask('a.example', 1)), client(ask('a.example', 1))])
    expect(story(outcome).filter((line) => !line.startsWith('dns'))).toEqual([
      'request 0',
      'closed 0',
      'request 1',
      'closed 1',
    ])
  })

  test('pairs by id, and closes the oldest first, in whatever order questions and answers come', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(4)), { maxLength: 40 }), (acts) => {
        const expected: string[] = []
        const pending = new Map<number, number>()
        let next = 0
        for (const [isQuestion, id] of acts) {
          const known = pending.get(id)
          pending.delete(id)
          if (isQuestion) {
            if (known !== undefined) expected.push(`closed ${known}`)
            expected.push(`request ${next}`)
            pending.set(id, next++)
          } else {
            const exchange = known ?? next++
            expected.push(`response ${exchange}`, `closed ${exchange}`)
          }
        }
        for (const exchange of pending.values()) expected.push(`closed ${exchange}`)
        const steps = acts.map(([isQuestion, id]) =>
          isQuestion ? client(ask('a.example', id)) : server(answer('a.example', id)),
        )
        expect(story(play(overUdp, steps)).filter((line) => !line.startsWith('dns'))).toEqual(expected)
      }),
      { seed: 7, numRuns: 300 },
    )
  })

  test('remembers no more questions than the limit, and says so', () => {
    const steps = Array.from({ length: 1_030 }, (_, id): Step => client(ask('a.example', id)))
    const outcome = play(overUdp, steps)
    expect(outcome.anomalies).toEqual({ 'message.dns.pending': 6 })
    expect(outcome.events.filter((event) => event.kind === 'closed')).toHaveLength(1_030)
  })

  test('hands on what cannot be read, so that its bytes are searched', () => {
    const looped = dnsMessage({ questions: [dnsQuestion(dnsPointer(12))] })
    const outcome = play(overUdp, [client(looped), client(Buffer.from('imei=1'))])
    expect(outcome.anomalies).toEqual({ 'message.dns.name_loop': 1, 'message.dns.header': 1 })
    expect(outcome.messages.map((message) => message.body)).toEqual([looped.toString('latin1'), 'imei=1'])
    expectBalanced(outcome)
  })
})

describe('DNS over TCP', () => {
  const twoAndTwo = [
    client(Buffer.concat([dnsOverTcp(ask('a.example', 1)), dnsOverTcp(ask('b.example', 2))])),
    server(Buffer.concat([dnsOverTcp(answer('b.example', 2)), dnsOverTcp(answer('a.example', 1))])),
  ]
  conform('two questions in one segment', overTcp, twoAndTwo)

  test('reads several messages of one segment, and one of several segments with all its frames', () => {
    const whole = dnsOverTcp(ask('a.example', 7))
    const outcome = play(overTcp, [
      client(whole.subarray(0, 1)),
      client(whole.subarray(1, 20)),
      client(Buffer.concat([whole.subarray(20), dnsOverTcp(ask('b.example', 8))])),
    ])
    expect(outcome.messages.map((message) => message.body)).toEqual(
      [ask('a.example', 7), ask('b.example', 8)].map((bytes) => bytes.toString('latin1')),
    )
    expect(outcome.messages[0]?.bodySpans).toEqual([
      { frame: 2, start: 55, end: 73 },
      { frame: 3, start: 54, end: 54 + whole.length - 20 },
    ])
    expect(outcome.counts.framingBytes).toBe(4)
    expectBalanced(outcome)
  })

  test('passes over a message with a gap inside, and reads the next', () => {
    const first = dnsOverTcp(ask('lost.example', 1))
    const outcome = play(overTcp, [
      client(first.subarray(0, 10)),
      clientGap(8),
      client(Buffer.concat([first.subarray(18), dnsOverTcp(ask('next.example', 2))])),
    ])
    expect(story(outcome)).toContain('dns question next.example')
    expect(story(outcome)).not.toContain('dns question lost.example')
    expect(outcome.anomalies).toEqual({ 'message.dns.gap': 1 })
    // What there is of it is searched; the eight bytes in front of the gap are too few to say anything.
    const stray = outcome.messages.filter((message) => message.protocol === 'unrecognised')
    expect(stray.map(({ body }) => body)).toEqual([first.toString('latin1', 18)])
    expect(outcome.counts.unrecognisedReadBytes).toBe(first.length - 18)
    expect(outcome.counts.resyncBytes).toBe(8)
    expectBalanced(outcome)
  })

  test('takes the stream up again behind a gap of unknown content', () => {
    const outcome = play(overTcp, [
      server(dnsOverTcp(answer('a.example', 1))),
      serverGap(5_000),
      server(Buffer.from('the middle of some message')),
      server(dnsOverTcp(answer('b.example', 2))),
    ])
    expect(story(outcome)).toContain('dns answer b.example')
    expect(outcome.anomalies).toEqual({ 'message.dns.gap': 1, 'message.dns.resync': 1 })
    expectBalanced(outcome)
  })

  test('takes the stream up again inside a segment, behind what is searched as it is', () => {
    const rest = Buffer.from('the middle of a message with imei=357184092641738 in it')
    const outcome = play(overTcp, [
      client(dnsOverTcp(ask('a.example', 1))),
      clientGap(5_000),
      client(Buffer.concat([rest, dnsOverTcp(ask('b.example', 2)), dnsOverTcp(ask('c.example', 3))])),
    ])
    expect(story(outcome)).toContain('dns question b.example')
    expect(story(outcome)).toContain('dns question c.example')
    const [stray] = outcome.messages.filter((message) => message.protocol === 'unrecognised')
    expect(stray?.body).toBe(rest.toString())
    expect(stray?.bodySpans).toEqual([{ frame: 3, start: 54, end: 54 + rest.length }])
    expectBalanced(outcome)
  })

  test('says when a length is zero, and when the stream ends inside a message', () => {
    const outcome = play(overTcp, [
      client(
        Buffer.concat([
          Buffer.alloc(2),
          dnsOverTcp(ask('a.example', 1)),
          dnsOverTcp(ask('b.example', 2)).subarray(0, 9),
        ]),
      ),
    ])
    expect(outcome.anomalies).toEqual({ 'message.dns.empty_message': 1, 'message.dns.unfinished': 1 })
    expect(outcome.messages).toHaveLength(1)
    expectBalanced(outcome)
  })

  test('random streams in random cuts are counted, with the same outcome', () => {
    const unit = fc.oneof(
      fc.constant(dnsOverTcp(ask('a.example', 1))),
      fc.constant(dnsOverTcp(answer('a.example', 1))),
      fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
    )
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 6 }), fc.integer({ min: 1, max: 50 }), (units, size) => {
        const wire = Buffer.concat(units)
        const pieces: Step[] = []
        for (let at = 0; at < wire.length; at += size) {
          const bytes = wire.subarray(at, at + size)
          pieces.push({ kind: 'push', direction: 0, bytes, frame: 1, offset: 54 + at })
        }
        const cut = play(overTcp, pieces)
        expect(cut).toEqual(play(overTcp, [client(wire)]))
        expectBalanced(cut)
      }),
      { numRuns: 200 },
    )
  })
})

describe('local name services', () => {
  const group = testFlow('udp', { serverAddress: '224.0.0.251', serverPort: 5353, clientPort: 5353 })
  const announcement = dnsMessage({
    id: 0,
    flags: 0x8400,
    answers: [
      dnsRecord(
        '_googlecast._tcp.local',
        dnsTypes.ptr,
        dnsName('Stue p\xc3\xa5 loftet._googlecast._tcp.local'),
      ),
      dnsRecord('android-1.local', dnsTypes.a, Buffer.from([192, 168, 2, 16]), 120, 0x8001),
      dnsRecord('16.2.168.192.in-addr.arpa', dnsTypes.ptr, dnsName('android-1.local')),
    ],
  })

  test('an announcement names the device, and waits for no answer', () => {
    const outcome = play(local, [client(announcement)], group)
    expect(story(outcome)).toEqual([
      'dns answer undefined',
      'service stue på loftet._googlecast._tcp.local',
      'host-name android-1.local',
      'host-name android-1.local',
      'request 0',
      'closed 0',
    ])
    expect(outcome.messages).toMatchObject([{ protocol: 'mdns', body: announcement.toString('latin1') }])
    expect(outcome.events[0]).toMatchObject({ message: { isLocal: true } })
    expectBalanced(outcome)
  })

  test('a probe names the device by what it claims, not by what it knows of others', () => {
    const probe = dnsMessage({
      id: 0,
      flags: 0,
      questions: [dnsQuestion('android-1.local', 255)],
      answers: [dnsRecord('other.local', dnsTypes.a, Buffer.from([192, 168, 2, 9]))],
      authorities: [dnsRecord('android-1.local', dnsTypes.a, Buffer.from([192, 168, 2, 16]))],
    })
    expect(story(play(local, [client(probe)], group)).slice(1, -2)).toEqual(['host-name android-1.local'])
  })

  test('a NetBIOS registration names the device', () => {
    const encoded = Buffer.from('PHONE          \0', 'latin1')
    const label = [...encoded]
      .map((byte) => String.fromCharCode(0x41 + (byte >> 4), 0x41 + (byte & 15)))
      .join('')
    const flow = testFlow('udp', {
      clientAddress: '192.168.2.16',
      serverAddress: '192.168.2.255',
      serverPort: 137,
      clientPort: 137,
    })
    const registration = dnsMessage({ flags: 0x2910, questions: [dnsQuestion(label, 32)] })
    expect(local.probe(registration, 0, registration.length, 0, flow)).toBe('yes')
    expect(story(play(local, [client(registration)], flow)).slice(1, -2)).toEqual(['host-name PHONE'])
  })

  test.each<[string, Partial<Flow>, boolean]>([
    ['mDNS to its group', { serverAddress: '224.0.0.251', serverPort: 5353, clientPort: 5353 }, true],
    [
      'mDNS to its IPv6 group',
      { serverAddress: 'ff02::fb', clientAddress: 'fe80::1', serverPort: 5353 },
      true,
    ],
    ['LLMNR', { serverAddress: '224.0.0.252', serverPort: 5355 }, true],
    [
      'an answer between neighbours',
      { clientAddress: '192.168.1.2', serverAddress: '192.168.1.3', serverPort: 5353 },
      true,
    ],
    ['port 5353 of a stranger', { serverPort: 5353 }, false],
    [
      'port 53 of the router',
      { clientAddress: '192.168.1.2', serverAddress: '192.168.1.1', serverPort: 53 },
      false,
    ],
  ])('%s', (_what, changes, isLocal) => {
    const bytes = ask('a.example', 1)
    const flow = testFlow('udp', changes)
    expect(local.probe(bytes, 0, bytes.length, 0, flow)).toBe(isLocal ? 'yes' : 'no')
    expect(overUdp.probe(bytes, 0, bytes.length, 0, flow)).toBe(isLocal ? 'no' : 'yes')
  })
})

describe('recognition', () => {
  const anyPort = testFlow('udp', { serverPort: 9_999 })
  const dnsPort = testFlow('udp', { serverPort: 53 })
  const probe = (protocol: Protocol, bytes: Buffer, flow: Flow): string =>
    protocol.probe(bytes, 0, bytes.length, 0, flow)

  test('takes whole messages on any port, broken ones on port 53 only', () => {
    const looped = dnsMessage({ questions: [dnsQuestion(dnsPointer(12))] })
    expect(probe(overUdp, ask('a.example', 1), anyPort)).toBe('yes')
    expect(probe(overUdp, answer('a.example', 1), anyPort)).toBe('yes')
    expect(probe(overUdp, looped, anyPort)).toBe('no')
    expect(probe(overUdp, looped, dnsPort)).toBe('yes')
    expect(probe(overUdp, Buffer.from('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n'), dnsPort)).toBe('no')
    expect(probe(overUdp, Buffer.alloc(40), anyPort)).toBe('no')
  })

  test('over TCP decides within the bytes that may be waited for', () => {
    const flow = testFlow('tcp', { serverPort: 9_999 })
    const wire = dnsOverTcp(ask('a.rather.long.name.of.a.host.that.goes.on.and.on.and.on.example.com', 1))
    for (let length = 0; length <= wire.length; length++) {
      const verdict = probe(overTcp, wire.subarray(0, length), flow)
      expect(verdict).toBe(length < 64 ? 'more' : 'yes')
    }
    expect(probe(overTcp, dnsOverTcp(ask('a.b', 1)), flow)).toBe('yes')
    expect(probe(overTcp, Buffer.from('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n'), flow)).toBe('no')
    expect(probe(overTcp, Buffer.from('1603010200010001fc0303', 'hex'), flow)).not.toBe('yes')
  })

  test('takes no random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 80 }), (random) => {
        expect(probe(overUdp, Buffer.from(random), anyPort)).toBe('no')
      }),
      { numRuns: 2_000 },
    )
  })
})
