import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import type { Outcome } from '../../../test/support/playbook.ts'
import { client, clientGap, play, server, testFlow } from '../../../test/support/playbook.ts'
import { protocols } from './index.ts'

const [overUdp, overTcp] = protocols as [(typeof protocols)[0], (typeof protocols)[0]]

const register =
  'REGISTER sip:240075811111111@ims.mnc007.mcc240.3gppnetwork.org SIP/2.0\r\n' +
  'Via: SIP/2.0/TCP [2001:db8::1]:5060;branch=z9hG4bKa\r\n' +
  'Call-ID: one@phone\r\nCSeq: 1 REGISTER\r\n' +
  'Contact: <sip:[2001:db8::1]:5060>;+sip.instance="<urn:gsma:imei:35693803-564380-9>"\r\n' +
  'Content-Length: 0\r\n\r\n'
const unauthorised = 'SIP/2.0 401 Unauthorized\r\nCall-ID: one@phone\r\nCSeq: 1 REGISTER\r\nl: 0\r\n\r\n'
const message =
  'MESSAGE tel:+4790000001 SIP/2.0\r\ni: two\r\nCSeq: 2 MESSAGE\r\n' +
  'c: multipart/mixed;boundary=b\r\nl: 70\r\n\r\n'
const parts = '--b\r\nContent-Type: text/plain\r\n\r\nimei=356938035643809\r\n--b--\r\n'.padEnd(70)
const trying = 'SIP/2.0 100 Trying\r\ni: two\r\nCSeq: 2 MESSAGE\r\nl: 0\r\n\r\n'
const accepted = 'SIP/2.0 202 Accepted\r\ni: two\r\nCSeq: 2 MESSAGE\r\nl: 2\r\n\r\nok'
const invite = 'INVITE sip:phone@192.0.2.1 SIP/2.0\r\nCall-ID: three\r\nCSeq: 1 INVITE\r\nl: 0\r\n\r\n'
const ringing = 'SIP/2.0 180 Ringing\r\nCall-ID: three\r\nCSeq: 1 INVITE\r\nl: 0\r\n\r\n'

const stream = [
  client(register),
  server(unauthorised),
  client(`\r\n\r\n${message}${parts}`),
  server(trying + accepted),
  server(invite),
  client(ringing),
]
const datagrams = [
  client(register),
  server(unauthorised),
  client('\r\n\r\n'),
  client(message + parts),
  server(trying),
  server(accepted),
  server(invite),
  client(ringing),
]

test.each([
  ['TCP', overTcp],
  ['UDP', overUdp],
])('no answer comes to an ACK, nor to an answer: over %s', (_transport, protocol) => {
  const ack = invite.replaceAll('INVITE', 'ACK')
  const outcome = play(protocol, [client(register), client(ack), client(ringing)])
  const marked = outcome.messages.filter(({ hasNoAnswer }) => hasNoAnswer === true)
  expect(marked.map(({ method, status }) => [method, status])).toEqual([
    ['ACK', 0],
    ['', 180],
  ])
  // The ACK waits for nothing.
  expect(story(outcome).slice(-5)).toEqual([
    'request 1 ACK 0 sip:phone@192.0.2.1',
    'closed 1',
    'request 2  180 ',
    'closed 2',
    'closed 0',
  ])
})

conform('SIP over TCP', overTcp, stream)
conform('SIP over UDP', overUdp, datagrams)

function story(outcome: Outcome): string[] {
  return outcome.events.flatMap((event) => {
    if (event.kind === 'request' || event.kind === 'response')
      return [`${event.kind} ${event.exchange} ${event.method} ${event.status} ${event.target}`]
    if (event.kind === 'closed') return [`closed ${event.exchange}`]
    return event.kind === 'serverName' ? [`name ${event.name}`] : []
  })
}

const told = [
  'name ims.mnc007.mcc240.3gppnetwork.org',
  'request 0 REGISTER 0 sip:240075811111111@ims.mnc007.mcc240.3gppnetwork.org',
  'response 0  401 ',
  'closed 0',
  'request 1 MESSAGE 0 tel:+4790000001',
  'response 1  100 ',
  'response 1  202 ',
  'closed 1',
  'response 2 INVITE 0 sip:phone@192.0.2.1',
  'closed 2',
  'request 3  180 ',
  'closed 3',
]

describe('a conversation', () => {
  test.each([
    ['TCP', overTcp, stream],
    ['UDP', overUdp, datagrams],
  ] as const)('over %s is handed on message by message, answers paired', (_, protocol, steps) => {
    const outcome = play(protocol, steps)
    expect(story(outcome)).toEqual(told)
    expect(outcome.messages[0]?.host).toBe('ims.mnc007.mcc240.3gppnetwork.org')
    expect(outcome.messages[0]?.head).toBe(register)
    expect(outcome.messages[2]).toMatchObject({ contentType: 'multipart/mixed;boundary=b', body: parts })
    expect(outcome.anomalies).toEqual({})
  })

  test('over TCP with a message cut by a gap goes on with the next', () => {
    const steps = [client(register), client(message.slice(0, 40)), clientGap(300), client(register)]
    const outcome = play(overTcp, steps)
    expect(outcome.messages.map(({ method, isComplete }) => [method, isComplete])).toEqual([
      ['REGISTER', true],
      ['MESSAGE', false],
      ['REGISTER', true],
    ])
    expectBalanced(outcome)
  })

  test('over UDP with line ends in front of the message is read behind them', () => {
    const outcome = play(overUdp, [client(`\r\n\r\n${register}`)])
    expect(outcome.messages[0]).toMatchObject({ method: 'REGISTER', head: register })
    expect(outcome.anomalies).toEqual({})
    expectBalanced(outcome)
  })

  test('over TCP with a length on the next line, and what only looks like one in a field that goes on', () => {
    const folded = message.replace('l: 70', 'Subject: a\r\n l: 3\r\n\tl: 4\r\nl:\r\n 70')
    const outcome = play(overTcp, [client(folded + parts + register)])
    expect(outcome.messages.map(({ method, body }) => [method, body])).toEqual([
      ['MESSAGE', parts],
      ['REGISTER', ''],
    ])
    expect(outcome.anomalies).toEqual({})
  })

  test('over UDP with a body that is shorter than it says is searched and said', () => {
    const outcome = play(overUdp, [client(message + parts.slice(0, 50))])
    expect(outcome.messages[0]).toMatchObject({ isComplete: false, bodyBytesLeftOut: 20 })
    expect(outcome.anomalies).toEqual({ 'message.sip.body_cut': 1 })
  })

  test('with a datagram that is no SIP is searched and said', () => {
    const outcome = play(overUdp, [client(register), client('imei=356938035643809')])
    expect(outcome.messages[1]?.body).toBe('imei=356938035643809')
    expect(outcome.anomalies).toEqual({ 'message.sip.start_line': 1 })
  })

  test('over TCP that stops to be SIP is searched as plain bytes', () => {
    const outcome = play(overTcp, [client(register), client('\x01\x02imei=356938035643809')])
    expect(outcome.messages[1]).toMatchObject({
      protocol: 'unrecognised',
      body: '\x01\x02imei=356938035643809',
    })
    expect(outcome.anomalies).toEqual({ 'message.sip.unit': 1 })
  })
})

describe('recognition', () => {
  const probe = (text: string): string[] =>
    [overUdp, overTcp].map((protocol) =>
      protocol.probe(Buffer.from(text, 'latin1'), 0, text.length, 0, testFlow(protocol.transport)),
    )

  test('is by method and scheme, or by the version', () => {
    expect(probe(register)).toEqual(['yes', 'yes'])
    expect(probe(trying)).toEqual(['yes', 'yes'])
    expect(probe(`\r\n\r\n${register}`)).toEqual(['yes', 'yes'])
    expect(probe('REGIST')).toEqual(['no', 'more'])
    expect(probe('OPTIONS sip')).toEqual(['no', 'more'])
    expect(probe('OPTIONS /path HTTP/1.1\r\n\r\n')).toEqual(['no', 'no'])
    expect(probe('OPTIONS sip:a HTTP/1.1\r\n\r\n')[0]).toBe('no')
    expect(probe('SIP/2.0 9')).toEqual(['no', 'no'])
    expect(probe(trying.replace('100', '700'))[0]).toBe('no')
    expect(probe(trying.replace('100', '099'))[0]).toBe('no')
  })
})

test('random and damaged messages are counted, and nothing is thrown', () => {
  const damage = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), { maxLength: 5 })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), damage, (random, changes) => {
      const bytes = Buffer.from(message + parts + register, 'latin1')
      for (const [at, value] of changes) bytes[at] = value
      for (const protocol of [overTcp, overUdp]) {
        const steps = [
          client(bytes),
          server(Buffer.from(random)),
          client(Buffer.from(random)),
          server(accepted),
        ]
        expectBalanced(play(protocol, steps))
      }
    }),
    { numRuns: 300 },
  )
})
