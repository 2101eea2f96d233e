import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { client, clientGap, play, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { stunMessage } from '../../../test/support/stun-message.ts'
import { protocols } from './index.ts'

const [overUdp, overTcp] = protocols as [(typeof protocols)[0], (typeof protocols)[0]]

const request = stunMessage(0x0001, [
  [0x0006, Buffer.from('alice@example.com')],
  [0x8022, Buffer.from('phone 1.0')],
  [0x0008, Buffer.alloc(20, 7)],
])
/** RFC 5769, 2.2 and 2.3: the mapped addresses of the test vectors, whose transaction this is. */
const transaction = Buffer.from('b7e7a701bc34d686fa87dfae', 'hex').toString('latin1')
const success = stunMessage(0x0101, [[0x0020, Buffer.from('0001a147e112a643', 'hex')]], transaction)
const success6 = stunMessage(
  0x0101,
  [[0x0020, Buffer.from('0002a1470113a9faa5d3f179bc25f4b5bed2b9d9', 'hex')]],
  transaction,
)

for (const protocol of protocols) {
  conform(`STUN over ${protocol.transport}`, protocol, [client(request), server(success), server(success6)])
}

describe('a message', () => {
  test('has its attributes as named fields, and answers are paired by transaction', () => {
    const asked = stunMessage(0x0001, [], transaction)
    for (const protocol of protocols) {
      const outcome = play(protocol, [client(request), client(asked), server(success)])
      expect(outcome.messages[0]).toMatchObject({ method: 'Binding-request', exchange: 0 })
      expect(outcome.messages[0]?.fields).toMatch(
        /^Username: alice@example.com\r\nSoftware: phone 1.0\r\nAttribute-0008: /,
      )
      expect(outcome.messages[2]).toMatchObject({
        method: 'Binding-success',
        exchange: 1,
        fields: 'Xor-Mapped-Address: 192.0.2.1:32853\r\n',
      })
      expect(outcome.anomalies).toEqual({})
    }
  })

  test('has an address of IPv6 unmixed with cookie and transaction', () => {
    expect(play(overUdp, [server(success6)]).messages[0]?.fields).toBe(
      'Xor-Mapped-Address: 2001:db8:1234:5678:11:2233:4455:6677:32853\r\n',
    )
  })

  test('whose attributes do not fit is searched all the same', () => {
    const damaged = Buffer.concat([stunMessage(0x0001, []), Buffer.from('0006ffff696d6569', 'hex')])
    damaged.writeUInt16BE(8, 2)
    const outcome = play(overUdp, [client(damaged)])
    expect(outcome.messages[0]?.body).toBe('\0\x06\xff\xffimei')
    expect(outcome.anomalies).toEqual({ 'message.stun.attributes': 1 })
  })

  const relayed = '{"imei":"356938035643809"}'
  const indication = stunMessage(0x0016, [
    [0x0013, Buffer.from(relayed)],
    [0x8022, Buffer.from('phone 1.0')],
  ])
  const cut = indication.subarray(0, -8)

  test('whose attributes do not fit behind what is relayed is searched for both', () => {
    const damaged = Buffer.from(cut)
    damaged.writeUInt16BE(damaged.length - 20, 2)
    for (const protocol of protocols) {
      const outcome = play(protocol, [client(damaged)])
      expect(outcome.messages.map(({ exchange, head, body }) => [exchange, head, body])).toEqual([
        [0, 'Send-indication \r\n', relayed],
        [0, '', '\x80\x22\0\x09phon'],
      ])
      expect(outcome.counts.requests).toBe(1)
      expect(outcome.anomalies).toEqual({ 'message.stun.attributes': 1 })
      expectBalanced(outcome)
    }
  })

  test('whose end is lost is searched for what it relays', () => {
    const outcome = play(overTcp, [client(cut), clientGap(8), client(request)])
    expect(outcome.messages.map(({ body }) => body)).toEqual([relayed, '\x80\x22\0\x09phon', ''])
    expectBalanced(outcome)
  })

  test('with what is relayed twice has the first as its body and the second as a field', () => {
    const twice = stunMessage(0x0016, [
      [0x0013, Buffer.from(relayed)],
      [0x0013, Buffer.from('imei=1')],
    ])
    const [message] = play(overUdp, [client(twice)]).messages
    expect(message?.body).toBe(relayed)
    expect(message?.fields).toBe('Attribute-0013: imei=1\r\n')
  })
})

test('what two ends found each other for is read by its content', () => {
  const question = Buffer.from('12340100000100000000000003777777076578616d706c6503636f6d0000010001', 'hex')
  const flow = testFlow('udp', { serverPort: 3478 })
  const outcome = playLayer(
    [client(request), client(question), client('imei=1'), client(request)],
    undefined,
    flow,
  )
  expect(outcome.events.flatMap((event) => (event.kind === 'recognised' ? [event.protocol] : []))).toEqual([
    'stun',
    'dns',
  ])
  expectBalanced(outcome)
})

describe('what a relay carries in ChannelData', () => {
  const question = Buffer.from('12340100000100000000000003777777076578616d706c6503636f6d0000010001', 'hex')
  /** A number beyond those of RFC 8656, as clients of RFC 5766 choose them. */
  const channel = (content: Buffer | string): Buffer => {
    const bytes = Buffer.from(content as string)
    const header = Buffer.from([0x7e, 0xe1, bytes.length >> 8, bytes.length & 0xff])
    return Buffer.concat([header, bytes])
  }
  const padded = (content: Buffer | string): Buffer => {
    const bytes = channel(content)
    return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])
  }

  conform('a relay over UDP', overUdp, [client(request), client(channel('imei=1')), server(padded('x'))])
  conform('a relay over TCP', overTcp, [
    client(Buffer.concat([request, padded('imei=1'), request, padded('imei=2')])),
    server(padded('abcde')),
  ])

  test.each([
    ['udp', [client(request), client(channel(question)), client(padded(question)), client(request)]],
    ['tcp', [client(request), client(padded(question)), client(padded(question)), client(request)]],
  ] as const)('over %s is read by its content, and STUN behind it', (transport, steps) => {
    const outcome = playLayer(steps, undefined, testFlow(transport, { serverPort: 3478 }))
    expect(outcome.events.flatMap((event) => (event.kind === 'recognised' ? [event.protocol] : []))).toEqual([
      'stun',
      'dns',
    ])
    expect(outcome.messages.filter(({ method }) => method === 'Binding-request')).toHaveLength(2)
    expect(outcome.anomalies).toEqual({})
    expectBalanced(outcome)
  })

  test('over TCP, cut by packets, is searched, and its evidence is where its bytes are', () => {
    const bytes = Buffer.concat([request, padded('imei=356938035643809'), request])
    const at = request.length + 10
    const outcome = play(overTcp, [client(bytes.subarray(0, at)), client(bytes.subarray(at))])
    expect(outcome.messages.map(({ method, body }) => [method, body])).toEqual([
      ['Binding-request', ''],
      ['Channel-data', 'imei=356938035643809'],
      ['Binding-request', ''],
    ])
    expect(outcome.messages[1]?.bodySpans.map(({ frame }) => frame)).toEqual([1, 2])
  })
})

test('recognition is by the cookie, and of datagrams by the length', () => {
  const flow = testFlow('udp')
  expect(overUdp.probe(request, 0, request.length, 0, flow)).toBe('yes')
  expect(overUdp.probe(request, 0, request.length - 4, 0, flow)).toBe('no')
  for (let length = 0; length < 8; length++) expect(overTcp.probe(request, 0, length, 0, flow)).toBe('more')
  expect(overTcp.probe(request, 0, 8, 0, flow)).toBe('yes')
  expect(overTcp.probe(stunMessage(0x3fff, []), 0, 20, 0, flow)).toBe('no')
})

test('random and damaged messages are counted, and nothing is thrown', () => {
  const damage = fc.array(fc.tuple(fc.nat(80), fc.integer({ min: 0, max: 255 })), { maxLength: 5 })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), damage, (random, changes) => {
      const bytes = Buffer.from(request)
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      for (const protocol of protocols)
        expectBalanced(play(protocol, [client(bytes), client(Buffer.from(random)), server(success)]))
    }),
    { numRuns: 300 },
  )
})
