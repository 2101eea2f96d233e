import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)
const find = (body: unknown, detector = blind, ...headers: string[]): string[] => {
  const input = request('/x', ['Content-Type: application/json', ...headers], JSON.stringify(body))
  const found = summary(detect(detector, input))
  if (found.length > 0) expect(isWorthDecoding(detector, input)).toBe(true)
  return found
}

test.each([
  [{ local_ip: '192.168.1.34' }, '192.168.1.34'],
  [{ device: { clientIp: '84.208.20.110' } }, '84.208.20.110'],
  [{ ip: '10.13.7.5' }, '10.13.7.5'],
  [{ net: { ipv6: 'FE80::1C2B:3FF:FE4D:5A69%wlan0' } }, 'fe80::1c2b:3ff:fe4d:5a69'],
  [{ wifiIp: '2a01:79c::5' }, '2a01:79c::5'],
  [{ ips: ['192.168.1.34'] }, '192.168.1.34'],
  [{ client_ip: '84.208.20.110:443' }, '84.208.20.110'],
  [{ 'X-Forwarded-For': '84.208.20.110, 10.0.0.7' }, '84.208.20.110'],
])('an address goes by a name that says whose, or is of no public network: %j', (body, address) => {
  expect(find(body)).toEqual([expect.stringMatching(new RegExp(`^ip-address=${address} `))])
})

test.each([
  // Of a server, for all that its name says.
  { ip: '84.208.20.110', ip_address: '2a01:79c::5' },
  { dns: '192.168.1.34', gateway: '192.168.1.34', host: '10.13.7.5' },
  // Of nobody.
  { client_ip: '127.0.0.1', local_ip: '0.0.0.0', userIp: '::1', my_ip: '203.0.113.7' },
  { local_ip: '192.168.1.1', device_ip: '10.0.2.15' },
  { ip_addresses: ['fe80::1', 'fe80::1%lo0', '127.0.0.1', '::1'] },
  // Versions, and what is no address.
  { ip: '1.2.3', version: '10.13.7.5', local_ip: '10.13.7.500', device_ip: 'none' },
])('other addresses are not the phone’s: %j', (body) => {
  expect(find(body)).toEqual([])
})

test('an address of the profile is found under any name, and as the numbers that programs make of it', () => {
  const detector = new Detector(profileOf({ 'ip-address': ['84.208.20.110'] }))
  const names = (body: unknown): number => find(body, detector).length
  expect(names({ q: '84.208.20.110' })).toBe(1)
  expect(names({ q: Buffer.from('ip=84.208.20.110').toString('base64') })).toBe(1)
  expect(names({ wifi: 0x54d0146e })).toBe(1)
  expect(names({ wifi: 0x6e14d054 })).toBe(1)
  expect(names({ q: '184.208.20.110' })).toBe(0)
  expect(names({ q: '84.208.20.11' })).toBe(0)
})
