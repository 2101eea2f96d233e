import { expect, test } from 'vitest'
import { streamAnomalies } from './anomalies.ts'
import { settled } from '../../test/support/settled-streams.ts'
import { Wire } from '../../test/support/stream-playbook.ts'

test('the SYN says who is client, whichever port is lower', () => {
  const wire = new Wire().handshake(1, 2, { phonePort: 500, hostPort: 9_000 })
  wire.send({ phonePort: 500, hostPort: 9_000, sequence: 2, payload: 'x' })
  settled(wire)
  expect(wire.listener.lines[0]).toBe('0 > x')
  expect(wire.listener.told[0]?.flow.serverPort).toBe(9_000)
})

test('of datagrams a hello says who is client, also where the server is seen first', () => {
  const asksForCookie = '\x16\xfe\xff\0\0\0\0\0\0\0\0\0\x02\x03\0'
  for (const [payload, direction] of [
    [asksForCookie, 1],
    ['\x16 anything else of a peer', 0],
  ] as const) {
    const wire = new Wire('udp')
    wire.send({ way: '<', hostPort: 50_684, phonePort: 40_000, payload })
    settled(wire)
    expect(wire.listener.told[0]?.bytes[direction]).toHaveLength(1)
  }
})

test.each(['<', '>'] as const)('of two that open at once, what is said tells who is who (%s)', (way) => {
  const wire = new Wire()
  wire.send({ flags: 'S', sequence: 1_000 })
  wire.send({ way: '<', flags: 'S', sequence: 5_000 })
  // Both answer, in either order, or once more.
  wire.send({ flags: 'SA', sequence: 1_000, acknowledgement: 5_001 })
  wire.send({ way: '<', flags: 'SA', sequence: 5_000, acknowledgement: 1_001 })
  wire.send({ flags: 'SA', sequence: 1_000, acknowledgement: 5_001 })
  const [sequence, acknowledgement] = way === '>' ? [1_001, 5_001] : [5_001, 1_001]
  wire.send({ way, sequence, acknowledgement, payload: 'GET / HTTP/1.1' })
  expect(wire.end()[0]).toBe('0 > GET / HTTP/1.1')
  expect(wire.listener.told[0]?.flow.isRoleGuessed).toBe(true)
})

test('the SYN+ACK alone says who is server and where both directions begin', () => {
  const wire = new Wire()
  wire.send({ way: '<', hostPort: 9_000, phonePort: 8_000, flags: 'SA', sequence: 70, acknowledgement: 10 })
  wire.send({ hostPort: 9_000, phonePort: 8_000, sequence: 15, payload: 'world' })
  wire.send({ hostPort: 9_000, phonePort: 8_000, sequence: 10, payload: 'hello' })
  expect(settled(wire)).toEqual(['0 > hello', '0 > world', '0 end capture-end'])
  expect(wire.listener.told[0]?.flow.isRoleGuessed).toBe(false)
})

test('a capture that starts midway guesses: the well-known port serves', () => {
  const wire = new Wire()
  wire.send({ way: '<', sequence: 9, payload: 'answer' })
  expect(settled(wire)[0]).toBe('0 < answer')
  expect(wire.listener.told[0]?.flow.isRoleGuessed).toBe(true)
})

test('a capture that starts midway between a port given out to clients and another guesses: the other serves', () => {
  const wire = new Wire().send({ way: '<', hostPort: 5_228, sequence: 9, payload: 'first' })
  expect(settled(wire)[0]).toBe('0 < first')
  expect(wire.listener.told[0]?.flow).toMatchObject({ serverPort: 5_228, isRoleGuessed: true })
  expect(wire.anomalies.count(streamAnomalies.directionGuessed)).toBe(0)
})

test('where nothing tells the sides apart, who speaks first is the client, and that it was guessed is said', () => {
  const ports = { phonePort: 40_000, hostPort: 50_000 }
  const wire = new Wire().send({ way: '<', ...ports, sequence: 9, payload: 'first' })
  expect(settled(wire)[0]).toBe('0 > first')
  expect(wire.listener.told[0]?.flow.clientPort).toBe(50_000)
  expect(wire.anomalies.count(streamAnomalies.directionGuessed)).toBe(1)
})

test('what is said first tells the sides apart where its ports do not, or tell the wrong thing', () => {
  const request = 'GET /a HTTP/1.1\r\n'
  const answer = 'HTTP/1.1 200 OK\r\n'
  const ports = { phonePort: 8_080, hostPort: 50_000 }
  for (const [way, payload] of [
    ['>', request],
    ['<', answer],
  ] as const) {
    const wire = new Wire().send({ way, ...ports, sequence: 9, payload })
    expect(settled(wire)[0]).toBe(`0 ${way} ${payload}`)
    expect(wire.listener.told[0]?.flow).toMatchObject({ serverPort: 50_000, isRoleGuessed: true })
    expect(wire.anomalies.count(streamAnomalies.directionGuessed)).toBe(0)
  }
  // It holds for the other connections of the same two as well.
  const wire = new Wire().send({ way: '<', ...ports, sequence: 9, payload: answer })
  wire.send({ way: '<', hostPort: 50_000, phonePort: 8_081, sequence: 9, payload: 'the rest of a body' })
  expect(settled(wire).filter((told) => !told.includes(' end '))).toEqual([
    `0 < ${answer}`,
    '1 < the rest of a body',
  ])
})

test('who was taken for the client is the server as soon as what is said shows it', () => {
  const ports = { phonePort: 40_000, hostPort: 50_000 }
  const wire = new Wire().send({ way: '<', ...ports, sequence: 9, payload: 'the rest of a body' })
  wire.send({ ...ports, sequence: 70, payload: 'GET /a HTTP/1.1\r\n' })
  wire.send({ way: '<', ...ports, sequence: 27, acknowledgement: 87, payload: 'HTTP/1.1 200 OK\r\n' })
  wire.send({ ...ports, sequence: 87, acknowledgement: 44, payload: 'GET /b HTTP/1.1\r\n' })
  expect(settled(wire)).toEqual([
    '0 > the rest of a body',
    '0 end replaced',
    '1 > GET /a HTTP/1.1\r\n',
    '1 < HTTP/1.1 200 OK\r\n',
    '1 > GET /b HTTP/1.1\r\n',
    '1 end capture-end',
  ])
  expect(wire.listener.told.at(-1)?.flow.serverPort).toBe(50_000)
  expect(wire.layer.counts).toMatchObject({ gaps: 0, droppedBytes: 0, duplicateBytes: 0 })
})

test('what tells nothing of the sides is no reason to change a guess', () => {
  const ports = { phonePort: 40_000, hostPort: 50_000 }
  const wire = new Wire().send({ ...ports, sequence: 9, payload: 'the rest of a form' })
  wire.send({ ...ports, sequence: 27, payload: ' and more of it' })
  wire.send({ way: '<', ...ports, sequence: 70, payload: 'something' })
  expect(settled(wire)).toEqual([
    '0 > the rest of a form',
    '0 >  and more of it',
    '0 < something',
    '0 end capture-end',
  ])
})

test('a guess that was right stays, whatever an answer begins with then', () => {
  const ports = { phonePort: 40_000, hostPort: 50_000 }
  const wire = new Wire().send({ ...ports, sequence: 9, payload: 'the rest of a form' })
  wire.send({ way: '<', ...ports, sequence: 70, payload: 'HTTP/1.1 200 OK\r\n' })
  wire.send({ way: '<', ...ports, sequence: 87, payload: 'GET /c HTTP/1.1\r\n' })
  expect(settled(wire)).toEqual([
    '0 > the rest of a form',
    '0 < HTTP/1.1 200 OK\r\n',
    '0 < GET /c HTTP/1.1\r\n',
    '0 end capture-end',
  ])
})

test('who was a client before is one, and who served at a port serves there, when a capture shows no handshake', () => {
  const wire = new Wire().handshake(1_000, 5_000, { phonePort: 40_000, hostPort: 50_000 })
  wire.send({ phonePort: 40_000, hostPort: 50_000, sequence: 1_001, payload: 'hello' })
  wire.send({ way: '<', phonePort: 40_001, hostPort: 50_000, sequence: 9, payload: 'same service' })
  wire.send({ way: '<', phonePort: 40_002, hostPort: 60_000, sequence: 9, payload: 'same phone' })
  expect(settled(wire).filter((told) => !told.includes(' end '))).toEqual([
    '0 > hello',
    '1 < same service',
    '2 < same phone',
  ])
  expect(wire.anomalies.count(streamAnomalies.directionGuessed)).toBe(0)
})

test('a datagram from a serving port comes from the server, even when it is the first', () => {
  const wire = new Wire('udp').send({ way: '<', hostPort: 443, payload: 'x' })
  // Who asked there is a client elsewhere, too.
  wire.send({ way: '<', hostPort: 9_999, payload: 'y' })
  expect(settled(wire).slice(0, 2)).toEqual(['0 < datagram x', '1 < datagram y'])
  expect(wire.listener.told[1]?.flow.isRoleGuessed).toBe(true)
})

test.each([
  ['from behind a router to the Internet: who speaks is the client', 0xc0a80107 | 0, '>'],
  ['between two of the Internet: the serving port serves', 0xc0000201 | 0, '<'],
] as const)('a datagram from a serving port goes %s', (_, phone, seen) => {
  const wire = new Wire('udp').send({ phone, phonePort: 123, hostPort: 9_999, payload: 'x' })
  expect(settled(wire)[0]).toBe(`0 ${seen} datagram x`)
  expect(wire.listener.told[0]?.flow.isUnsure).toBe(false)
})

test.each([
  ['names', 53, Buffer.from('000781800001000100000000', 'hex'), 40_000],
  ['the time', 123, Buffer.concat([Buffer.from([0x24]), Buffer.alloc(47)]), 40_000],
  ['an address', 67, 'x', 68],
] as const)(
  'an answer that tells %s comes from a server in a network of its own',
  (_, phonePort, payload, hostPort) => {
    const wire = new Wire('udp').send({ phone: 0xc0a80107 | 0, phonePort, hostPort, payload })
    expect(settled(wire)[0]).toMatch('0 < datagram')
  },
)

test('the first datagram between ports that tell nothing comes from the client, and later flows agree', () => {
  const wire = new Wire('udp').send({ phonePort: 40_000, hostPort: 9_999, payload: 'x' })
  wire.send({ way: '<', phonePort: 40_001, hostPort: 9_999, payload: 'y' })
  expect(settled(wire).slice(0, 2)).toEqual(['0 > datagram x', '1 < datagram y'])
})

test.each([
  ['a port given out to clients speaks to another', { phonePort: 40_000, hostPort: 6_969 }, '>', false, '>'],
  ['it is spoken to first, from another', { phonePort: 40_000, hostPort: 6_969 }, '<', true, '<'],
  ['both are given out to clients', { phonePort: 40_000, hostPort: 50_000 }, '<', true, '>'],
] as const)('of datagrams, %s', (_, ports, way, isUnsure, seen) => {
  const wire = new Wire('udp').send({ ...ports, way, payload: 'x' })
  expect(settled(wire)[0]).toBe(`0 ${seen} datagram x`)
  expect(wire.listener.told[0]?.flow.isUnsure).toBe(isUnsure)
  expect(wire.anomalies.count(streamAnomalies.datagramsGuessed)).toBe(isUnsure ? 1 : 0)
})

const invite = (target: string, from: string): string =>
  `INVITE sip:a@${target} SIP/2.0\r\nFrom: <sip:b@${from}>;tag=1\r\nTo: <sip:a@v.example>\r\n\r\n`
const addresses = { behind: 0xc0a80107 | 0, outside: 0xc0000201 | 0 }

test.each([
  [
    'its address tells more than for whom it asks',
    addresses.behind,
    5_060,
    invite('v.example', 'v.example'),
    '<',
    false,
  ],
  [
    'its address tells, though the server calls first',
    addresses.behind,
    5_060,
    invite('w.example', 'v.example'),
    '<',
    false,
  ],
  ['its port tells', addresses.outside, 40_000, invite('v.example', 'v.example'), '<', false],
  ['for whom it asks tells', addresses.outside, 5_060, invite('192.0.2.1', 'v.example'), '<', false],
  ['nothing tells', addresses.outside, 5_060, invite('w.example', 'v.example'), '>', true],
] as const)(
  'of SIP, whom a server calls is the client: %s',
  (_, phone, phonePort, payload, seen, isUnsure) => {
    const wire = new Wire('udp').send({ phone, phonePort, hostPort: 5_060, way: '<', payload })
    expect(settled(wire)[0]).toMatch(`0 ${seen} datagram INVITE`)
    expect(wire.listener.told[0]?.flow.isUnsure).toBe(isUnsure)
  },
)

test('an answer of SIP goes to who asked, unless addresses tell that the client was', () => {
  const payload = 'SIP/2.0 200 OK\r\nVia: b\r\nCSeq: 1 INVITE\r\n\r\n'
  for (const [phone, seen] of [
    [addresses.outside, '<'],
    [addresses.behind, '>'],
  ] as const) {
    const wire = new Wire('udp').send({ phone, phonePort: 5_060, hostPort: 5_060, payload })
    expect(settled(wire)[0]).toMatch(`0 ${seen} datagram`)
    expect(wire.listener.told[0]?.flow.isUnsure).toBe(false)
  }
})
