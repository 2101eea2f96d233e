import { expect, test } from 'vitest'
import { parseAddress } from '../../core/address.ts'
import type { AddressWords } from '../../core/address.ts'
import { PacketView } from '../../packet/types.ts'
import { OwnAddresses } from './own-addresses.ts'

const radio = '22b415a8e632'
const other = '02005e100001'

/** The addresses of the packets, each `source to target`, that are known as the phone's; `>` is from its radio. */
function known(...packets: readonly (readonly ['>' | '<', string, string])[]): OwnAddresses {
  const own = new OwnAddresses([radio])
  own.macsAt = () => 0
  for (const [way, source, target] of packets) {
    const packet = new PacketView()
    packet.buf = Buffer.from(way === '>' ? `${other}${radio}` : `${radio}${other}`, 'hex')
    const [from, to] = [source, target].map((text) => parseAddress(text) as AddressWords)
    if (from !== undefined) [packet.source0, packet.source1, packet.source2, packet.source3] = from
    if (to !== undefined) [packet.target0, packet.target1, packet.target2, packet.target3] = to
    own.begins(packet)
  }
  return own
}

test.each([
  ['>', '192.168.1.7', '203.0.113.9', '192.168.1.7'],
  ['<', '203.0.113.9', '192.168.1.7', '192.168.1.7'],
  ['>', 'fe80::7', 'fe80::9', 'fe80::7'],
  ['>', '2001:db8:1::7', '2001:db8:2::9', '2001:db8:1::7'],
  // Behind the phone, to the Internet.
  ['<', '192.168.43.9', '203.0.113.9', ''],
] as const)('%s %s to %s', (way, source, target, expected) => {
  const own = known([way, source, target])
  expect([source, target].filter((address) => own.has(address)).join()).toBe(expected)
})

test('behind a radio with many addresses of the Internet are others', () => {
  const all = Array.from({ length: 17 }, (_, at) => `203.0.113.${at}`)
  const own = known(...all.map((address) => ['>', address, '192.168.43.9'] as const))
  expect(all.filter((address) => own.has(address))).toEqual([])
  expect(known(['>', '203.0.113.1', '192.168.43.9']).has('203.0.113.1')).toBe(true)
})

test('without a MAC address, or a place for it, nothing is known', () => {
  const own = new OwnAddresses([])
  own.macsAt = () => 0
  own.begins(new PacketView())
  expect(own.has('0.0.0.0')).toBe(false)
  new OwnAddresses([radio]).begins(new PacketView())
})
