import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { mqttPacket, mqttString, mqttVariable } from '../../../test/support/mqtt-packet.ts'
import { client, clientGap, play, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { protocol } from './index.ts'

const imei = '356938035643809'

/** CONNECT of MQTT 3.1.1 with all it can have: client id, will, user name, password. */
const connect = mqttPacket(0x10, [
  mqttString('MQTT'),
  Buffer.from([4, 0xee, 0, 60]),
  mqttString('phone-7'),
  mqttString('status/phone-7'),
  mqttString('{"imei":"356938035643809"}'),
  mqttString('alice'),
  mqttString('correct horse'),
])
const connack = Buffer.from([0x20, 2, 0, 0])
const publish = mqttPacket(0x32, [
  mqttString('fleet/phone-7/state'),
  Buffer.from([0, 9]),
  Buffer.from('{"a":1}'),
])
const puback = Buffer.from([0x40, 2, 0, 9])
const subscribe = mqttPacket(0x82, [
  Buffer.from([0, 10]),
  mqttString('fleet/phone-7/#'),
  Buffer.from([1]),
  mqttString('all'),
  Buffer.from([0]),
])
const suback = Buffer.from([0x90, 4, 0, 10, 1, 0])

/** MQTT 5.0 with properties. */
const connect5 = mqttPacket(0x10, [
  mqttString('MQTT'),
  Buffer.from([5, 2, 0, 60]),
  mqttVariable([
    Buffer.from([0x11, 0, 0, 0, 60, 0x21, 0, 20]),
    Buffer.from([0x26]),
    mqttString('imsi'),
    mqttString('240075811111111'),
    Buffer.from([0x15]),
    mqttString('SCRAM'),
  ]),
  mqttString('p'),
])
const publish5 = mqttPacket(0x30, [
  mqttString('a/b'),
  mqttVariable([Buffer.from([0x03]), mqttString('application/json'), Buffer.from([0x0b, 0x80, 0x01])]),
  Buffer.from('[]'),
])

const conversation = [
  client(connect),
  server(connack),
  client(Buffer.concat([publish, subscribe])),
  server(Buffer.concat([puback, suback])),
  server(mqttPacket(0x30, [mqttString('fleet/phone-7/cmd'), Buffer.from('go')])),
  client(Buffer.from([0xc0, 0])),
  server(Buffer.from([0xd0, 0])),
  client(Buffer.from([0xe0, 0])),
]

conform('MQTT 3.1.1', protocol, conversation)
conform('MQTT 5.0', protocol, [client(connect5), server(Buffer.from([0x20, 3, 0, 0, 0])), client(publish5)])

describe('a connection', () => {
  test('is handed on packet by packet, with named fields and paired answers', () => {
    const outcome = play(protocol, conversation)
    expect(
      outcome.events.map((event) =>
        event.kind === 'request' || event.kind === 'response'
          ? `${event.kind} ${event.exchange} ${event.method} ${event.target} ${event.body}`.trimEnd()
          : event.kind === 'closed'
            ? `closed ${event.exchange}`
            : event.kind,
      ),
    ).toEqual([
      'request 0 CONNECT  {"imei":"356938035643809"}',
      'response 0 CONNACK',
      'closed 0',
      'request 1 PUBLISH fleet/phone-7/state {"a":1}',
      'request 2 SUBSCRIBE fleet/phone-7/#',
      'response 1 PUBACK',
      'closed 1',
      'response 2 SUBACK',
      'closed 2',
      'response 3 PUBLISH fleet/phone-7/cmd go',
      'closed 3',
    ])
    expect(outcome.messages[0]?.fields).toBe(
      'Client-Id: phone-7\r\nWill-Topic: status/phone-7\r\nUsername: alice\r\nLogin-Password: correct horse\r\n',
    )
    expect(outcome.messages[3]?.fields).toBe('Topic: all\r\n')
    expect(outcome.anomalies).toEqual({})
    // The body of CONNECT is the will; its place is the wire's.
    const at = 54 + connect.indexOf('{"imei"')
    expect(outcome.messages[0]?.bodySpans).toEqual([{ frame: 1, start: at, end: at + 26 }])
  })

  test('has the fields of MQTT 5 by their names, those of the user included', () => {
    const outcome = play(protocol, [client(connect5), client(publish5)])
    expect(outcome.messages[0]?.fields).toBe(
      'Property-Name: imsi\r\nimsi: 240075811111111\r\nAuthentication-Method: SCRAM\r\nClient-Id: p\r\n',
    )
    expect(outcome.messages[1]).toMatchObject({
      target: 'a/b',
      contentType: 'application/json',
      body: '[]',
    })
    expect(outcome.anomalies).toEqual({})
  })

  // All of MQTT 5.0, table 2-4: what is not known ends the reading of a packet, and so would one that is missing here.
  test.each<[bytes: string, ids: readonly number[]]>([
    ['01', [0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2a]],
    ['0102', [0x13, 0x21, 0x22, 0x23]],
    ['01020304', [0x02, 0x11, 0x18, 0x27]],
    ['ff01', [0x0b]],
    ['0002abcd', [0x03, 0x08, 0x09, 0x12, 0x15, 0x16, 0x1a, 0x1c, 0x1f]],
    ['0001610002abcd', [0x26]],
  ])('goes on behind a property written as %s, whichever it is', (bytes, ids) => {
    for (const id of ids) {
      const properties = mqttVariable([Buffer.from([id]), Buffer.from(bytes, 'hex')])
      const packet = mqttPacket(0x30, [mqttString('a/b'), properties, Buffer.from(imei)])
      const { messages, anomalies } = play(protocol, [client(connect5), client(packet)])
      expect([id, messages[1]?.body, anomalies]).toEqual([id, imei, {}])
    }
  })

  const property = mqttVariable([Buffer.from([0x26]), mqttString('imei'), mqttString(imei)])

  test('has the properties of its will, and those with which it ends or goes on', () => {
    const will = mqttPacket(0x10, [
      mqttString('MQTT'),
      Buffer.from([5, 6, 0, 60, 0]),
      mqttString('p'),
      property,
      mqttString('status/p'),
      mqttString('gone'),
    ])
    const auth = mqttPacket(0xf0, [Buffer.from([0x18]), property])
    const disconnect = mqttPacket(0xe0, [Buffer.from([4]), property])
    const outcome = play(protocol, [client(Buffer.concat([will, auth, disconnect]))])
    expect(outcome.messages.map(({ method, fields, body }) => [method, fields, body])).toEqual([
      ['CONNECT', `Client-Id: p\r\nProperty-Name: imei\r\nimei: ${imei}\r\nWill-Topic: status/p\r\n`, 'gone'],
      ['AUTH', `Property-Name: imei\r\nimei: ${imei}\r\n`, ''],
      ['DISCONNECT', `Property-Name: imei\r\nimei: ${imei}\r\n`, ''],
    ])
    expect(outcome.anomalies).toEqual({})
  })

  test.each([
    ['356938035643809', '', 'Property-Name: 356938035643809\r\n'],
    ['356938035643809', 'on', 'Property-Name: 356938035643809\r\n356938035643809: on\r\n'],
    ['{"imei":"1"}', 'x', 'Property-Name: {"imei":"1"}\r\n--imei---1--: x\r\n'],
    [`${'a'.repeat(64)}1`, 'x', `Property-Name: ${'a'.repeat(64)}1\r\n${'a'.repeat(64)}: x\r\n`],
    ['', 'x', 'Property: x\r\n'],
  ])('whose property %s is “%s” says both', (name, value, fields) => {
    const pair = mqttVariable([Buffer.from([0x26]), mqttString(name), mqttString(value)])
    const packet = mqttPacket(0x10, [mqttString('MQTT'), Buffer.from([5, 2, 0, 60]), pair, mqttString('p')])
    expect(play(protocol, [client(packet)]).messages[0]?.fields).toBe(`${fields}Client-Id: p\r\n`)
  })

  test('whose payload is longer than is kept is searched as far as it is, and the next packet is found', () => {
    const large = mqttPacket(0x30, [mqttString('a/b'), Buffer.alloc(5_000_000, 0x61)])
    const outcome = play(protocol, [client(connect), client(Buffer.concat([large, publish]))])
    expect(outcome.messages[1]).toMatchObject({ isComplete: false, incompleteReason: 'limit' })
    expect(outcome.messages[2]?.target).toBe('fleet/phone-7/state')
    expect(outcome.counts.limitBytes).toBe(large.length - 4_194_304)
    expectBalanced(outcome)
  })

  const faulty = [
    ['a byte too many', connect.length, Buffer.from([0]), '\0'],
    ['a string that is cut', connect.indexOf('correct') + 7, '', '\0\x0dcorrect'],
  ] as const
  test.each(faulty)('whose CONNECT has %s behind its will is searched for both', (_, cut, more, rest) => {
    const bytes = Buffer.concat([connect.subarray(0, cut), Buffer.from(more)])
    bytes[1] = bytes.length - 2
    const outcome = play(protocol, [client(bytes), server(connack)])
    expect(outcome.messages.map(({ exchange, method, body }) => [exchange, method, body])).toEqual([
      [0, 'CONNECT', '{"imei":"356938035643809"}'],
      [0, 'CONNECT', rest],
      [0, 'CONNACK', ''],
    ])
    expect(outcome.messages[1]?.head).toBe('')
    const at = 54 + bytes.length - rest.length
    expect(outcome.messages[1]?.bodySpans).toEqual([{ frame: 1, start: at, end: at + rest.length }])
    expect(outcome.anomalies).toEqual({ 'message.mqtt.content': 1 })
    expect(outcome.counts.requests).toBe(1)
    expectBalanced(outcome)
  })

  test('whose CONNECT has a gap behind its will is searched for the will', () => {
    const steps = [client(connect.subarray(0, -5)), clientGap(5), client(publish)]
    const outcome = play(protocol, steps)
    expect(outcome.messages[0]?.body).toBe('{"imei":"356938035643809"}')
    expect(outcome.messages[1]).toMatchObject({ isComplete: false, incompleteReason: 'gap' })
    expect(outcome.messages[2]?.method).toBe('PUBLISH')
    expectBalanced(outcome)
  })

  test('of which the end of a packet is missing says that there is a gap, and nothing else', () => {
    const outcome = play(protocol, [client(connect), client(publish.subarray(0, -5)), clientGap(5)])
    expect(outcome.messages.at(-1)).toMatchObject({ method: 'PUBLISH', incompleteReason: 'gap' })
    expect(outcome.anomalies).toEqual({ 'message.mqtt.gap': 1 })
    expectBalanced(outcome)
  })

  test('with a gap inside a payload goes on behind it, and with a gap across packets is found again', () => {
    const long = mqttPacket(0x30, [mqttString('a/b'), Buffer.alloc(3_000, 0x61)])
    const steps = [
      client(connect),
      client(long.subarray(0, 1_000)),
      clientGap(500),
      client(Buffer.concat([long.subarray(1_500), publish])),
      clientGap(77),
      client('??'),
      client(publish),
    ]
    const outcome = play(protocol, steps)
    expect(outcome.messages.map(({ target, isComplete }) => [target, isComplete])).toEqual([
      ['', true],
      ['a/b', false],
      ['fleet/phone-7/state', true],
      ['fleet/phone-7/state', true],
      // What lies between is searched as it is.
      ['', true],
    ])
    expect(outcome.messages.at(-1)).toMatchObject({ protocol: 'unrecognised', body: '??' })
    expect(outcome.anomalies).toEqual({ 'message.mqtt.gap': 2, 'message.mqtt.resync': 1 })
    expectBalanced(outcome)
  })

  test('of which a packet had to be let go before it told its length is found again', () => {
    const steps = [
      client(connect),
      client(publish.subarray(0, 1)),
      client(publish.subarray(1)),
      client(publish),
    ]
    const outcome = playLayer(steps, [protocol], testFlow('tcp'), undefined, 0)
    expect(outcome.messages.map(({ protocol: name, target }) => [name, target])).toEqual([
      ['mqtt', ''],
      // What is left of it is searched as it is.
      ['unrecognised', ''],
      ['mqtt', 'fleet/phone-7/state'],
    ])
    expect(outcome.anomalies).toMatchObject({ 'message.mqtt.limit': 1, 'message.mqtt.resync': 1 })
    expectBalanced(outcome)
  })

  test('that stops to be MQTT is searched as plain bytes from there on', () => {
    const steps = [client(connect), client('\0 imei=356938035643809'), client(' and more')]
    const outcome = play(protocol, steps)
    expect(outcome.messages.at(-1)).toMatchObject({
      protocol: 'unrecognised',
      body: '\0 imei=356938035643809 and more',
    })
    expect(outcome.anomalies).toEqual({ 'message.mqtt.unit': 1 })
    expectBalanced(outcome)
  })

  test('with fields that do not fit is searched all the same', () => {
    const damaged = mqttPacket(0x10, [
      mqttString('MQTT'),
      Buffer.from([4, 2, 0, 60, 0, 99]),
      Buffer.from('imei'),
    ])
    const outcome = play(protocol, [client(damaged)])
    expect(outcome.messages[0]?.body).toBe('\0cimei')
    expect(outcome.anomalies).toEqual({ 'message.mqtt.content': 1 })
  })
})

describe('recognition', () => {
  const probe = (bytes: Buffer, direction: 0 | 1 = 0, isRoleGuessed = false): string =>
    protocol.probe(bytes, 0, bytes.length, direction, testFlow('tcp', { isRoleGuessed }))

  test('is by the name of the protocol in CONNECT, from the first byte to it', () => {
    for (let length = 0; length < 9; length++) expect(probe(connect.subarray(0, length))).toBe('more')
    expect(probe(connect.subarray(0, 10))).toBe('yes')
    expect(probe(connect, 1)).toBe('no')
    expect(probe(Buffer.from('\x10\x20\0\x04MQTS\x04', 'latin1'))).toBe('no')
    expect(probe(Buffer.from('\x10\x20\0\x04MQTT\x09', 'latin1'))).toBe('no')
    expect(probe(Buffer.from('\x10\xff\xff\xff\xff\0\x04', 'latin1'))).toBe('no')
  })

  test('in the middle of a connection is by a packet to a topic of several levels', () => {
    expect(probe(publish, 0, true)).toBe('yes')
    expect(probe(publish, 1, true)).toBe('yes')
    expect(probe(publish)).toBe('no')
    const flow = testFlow('tcp', { isRoleGuessed: true })
    const outcome = playLayer([client('tail of one'), client(publish)], [protocol], flow)
    expect(outcome.messages.map(({ protocol: name, target }) => [name, target])).toEqual([
      ['mqtt', 'fleet/phone-7/state'],
      ['unrecognised', ''],
    ])
  })
})

test('what is published at quality of service 0 is marked as what no answer comes to', () => {
  const { messages } = play(protocol, [
    ...conversation,
    client(mqttPacket(0x30, [mqttString('a'), Buffer.from('1')])),
  ])
  const marked = messages.filter(({ direction, hasNoAnswer }) => direction === 0 && hasNoAnswer === true)
  expect(marked.map(({ method, target, body }) => [method, target, body])).toEqual([['PUBLISH', 'a', '1']])
})

test('random and damaged packets are counted, and nothing is thrown', () => {
  const damage = fc.array(fc.tuple(fc.nat(120), fc.integer({ min: 0, max: 255 })), { maxLength: 5 })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), damage, (random, changes) => {
      const bytes = Buffer.concat([connect5, publish5, subscribe])
      for (const [at, value] of changes) bytes[at] = value
      const steps = [client(bytes), client(Buffer.from(random)), server(Buffer.from(random)), server(suback)]
      expectBalanced(play(protocol, steps))
    }),
    { numRuns: 500 },
  )
})

test('the IMEI of the will stands where the wire has it, however the packet is cut', () => {
  const outcome = play(protocol, [client(connect.subarray(0, 40)), client(connect.subarray(40))])
  expect(outcome.messages[0]?.body).toContain(imei)
  expectBalanced(outcome)
})
