import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import type { Outcome } from '../../../test/support/playbook.ts'
import { client, play, server, testFlow } from '../../../test/support/playbook.ts'
import { protocol } from './index.ts'

const flow4 = testFlow('udp', {
  clientAddress: '0.0.0.0',
  serverAddress: '255.255.255.255',
  clientPort: 68,
  serverPort: 67,
})
const flow6 = testFlow('udp', {
  family: 6,
  clientAddress: 'fe80::1',
  serverAddress: 'ff02::1:2',
  clientPort: 546,
  serverPort: 547,
})

function option(code: number, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content as string, 'latin1')
  return Buffer.concat([Buffer.from([code, bytes.length]), bytes])
}

/** A BOOTP message; `sname` and `file` are the fields that options may overflow into. */
function dhcp4(
  options: Buffer[],
  changes: { operation?: number; sname?: Buffer; file?: Buffer } = {},
): Buffer {
  const fixed = Buffer.alloc(240)
  fixed[0] = changes.operation ?? 1
  fixed[1] = 1
  fixed[2] = 6
  Buffer.from('02005e005301', 'hex').copy(fixed, 28)
  changes.sname?.copy(fixed, 44)
  changes.file?.copy(fixed, 108)
  fixed.writeUInt32BE(0x6382_5363, 236)
  return Buffer.concat([fixed, ...options, Buffer.from([255, 0, 0])])
}

function option6(code: number, content: Buffer): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt16BE(code, 0)
  header.writeUInt16BE(content.length, 2)
  return Buffer.concat([header, content])
}

function names(outcome: Outcome): string[] {
  return outcome.events.flatMap((event) =>
    event.kind === 'localName' ? [`${event.name} ${event.value}`] : [],
  )
}

const discover = dhcp4([
  option(53, '\x01'),
  Buffer.from([0, 0]),
  option(61, '\x01\x02\x00\x5e\x00\x53\x01'),
  option(60, 'android-dhcp-9'),
  option(12, 'Nokia-7-plus\0'),
  option(81, '\x00\x00\x00phone.example'),
])

conform('a discover', protocol, [client(discover)], () => flow4)

describe('DHCP', () => {
  test('gives what the device calls itself, and the message to be searched', () => {
    const outcome = play(protocol, [client(discover)], flow4)
    expect(outcome.messages).toMatchObject([
      { kind: 'request', protocol: 'dhcp', body: discover.toString('latin1') },
    ])
    expect(outcome.events.filter(({ kind }) => kind === 'localName')).toEqual([
      { kind: 'localName', name: 'client-id', value: '02:00:5e:00:53:01', frame: 1 },
      { kind: 'localName', name: 'vendor-class', value: 'android-dhcp-9', frame: 1 },
      { kind: 'localName', name: 'host-name', value: 'Nokia-7-plus', frame: 1 },
      { kind: 'localName', name: 'fqdn', value: 'phone.example', frame: 1 },
    ])
    expect(outcome.counts.readBytes).toBe(discover.length)
  })

  test('takes names of the DNS form, and ids of other kinds', () => {
    const outcome = play(
      protocol,
      [client(dhcp4([option(81, '\x05\xff\xff\x05phone\x07example\x00'), option(61, '\xff\x00\x01')]))],
      flow4,
    )
    expect(names(outcome)).toEqual(['fqdn phone.example', 'client-id ff:00:01'])
  })

  test('takes nothing from what a server answers', () => {
    const offer = dhcp4([option(12, 'given-name')], { operation: 2 })
    const outcome = play(protocol, [server(offer)], flow4)
    expect(names(outcome)).toEqual([])
    expect(outcome.messages).toMatchObject([{ kind: 'response' }])
  })

  test('follows options that overflow into the fields for names', () => {
    const message = dhcp4([option(52, '\x03')], {
      file: Buffer.concat([option(12, 'from-file'), Buffer.from([255])]),
      sname: Buffer.concat([option(60, 'from-sname'), Buffer.from([255])]),
    })
    expect(names(play(protocol, [client(message)], flow4))).toEqual([
      'host-name from-file',
      'vendor-class from-sname',
    ])
  })

  test('keeps what stands before a cut, and says so', () => {
    const outcome = play(protocol, [client(discover.subarray(0, 280))], flow4)
    expect(names(outcome)).toEqual(['client-id 02:00:5e:00:53:01', 'vendor-class android-dhcp-9'])
    expect(outcome.anomalies).toEqual({ 'message.dhcp.options': 1 })
    expectBalanced(outcome)
  })
})

test('DHCPv6 gives the id, the class and the name of the client', () => {
  const solicit = Buffer.concat([
    Buffer.from([1, 1, 2, 3]),
    option6(1, Buffer.from('0003000102005e005301', 'hex')),
    option6(16, Buffer.concat([Buffer.from('00000137', 'hex'), Buffer.from([0, 4]), Buffer.from('test')])),
    option6(39, Buffer.from('\x01\x05phone', 'latin1')),
  ])
  expect(protocol.probe(solicit, 0, solicit.length, 0, flow6)).toBe('yes')
  expect(names(play(protocol, [client(solicit)], flow6))).toEqual([
    'client-id 00:03:00:01:02:00:5e:00:53:01',
    'vendor-class test',
    'fqdn phone',
  ])
  const reply = Buffer.concat([
    Buffer.from([7, 1, 2, 3]),
    option6(39, Buffer.from('\x01\x05phone', 'latin1')),
  ])
  expect(names(play(protocol, [server(reply)], flow6))).toEqual([])
})

test('recognition: DHCP by its magic number on any port, DHCPv6 on its ports if its options fit', () => {
  const elsewhere = testFlow('udp', { serverPort: 9_999 })
  const probe = (bytes: Buffer, flow: typeof flow4): string => protocol.probe(bytes, 0, bytes.length, 0, flow)
  expect(probe(discover, elsewhere)).toBe('yes')
  expect(probe(discover.subarray(0, 239), flow4)).toBe('no')
  const small6 = Buffer.concat([Buffer.from([1, 1, 2, 3]), option6(8, Buffer.alloc(2))])
  expect(probe(small6, flow6)).toBe('yes')
  expect(probe(small6, elsewhere)).toBe('no')
  expect(probe(Buffer.concat([small6, Buffer.alloc(1)]), flow6)).toBe('no')
})

test('random and damaged messages are counted, and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 90 }), fc.nat(1), (random, which) => {
      const options = Buffer.from(random)
      const flow = which === 0 ? flow4 : flow6
      for (const bytes of [options, dhcp4([options]), Buffer.concat([Buffer.from([1, 0, 0, 0]), options])]) {
        expectBalanced(play(protocol, [client(bytes)], flow))
      }
    }),
    { numRuns: 500 },
  )
})
