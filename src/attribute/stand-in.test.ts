import { expect, test } from 'vitest'
import { isPublicName, isStandIn } from './stand-in.ts'

test.each([
  ['api.example.com', true],
  ['API.Example.com', true],
  ['fritz.box', false],
  ['router.asus.com', false],
  ['dlcdnets.asus.com', true],
  ['localhost', false],
  ['router', false],
  ['nas.local', false],
  ['printer.LAN', false],
  ['nas.home.arpa', false],
  ['1.0.168.192.in-addr.arpa', true],
  ['192.168.1.5', false],
  ['2001:db8::1', false],
  ['', false],
])('the name %j can be one of the Internet: %j', (host, wanted) => {
  expect(isPublicName(host)).toBe(wanted)
})

test.each([
  ['198.18.0.1', 'reserved', false, false, true],
  ['198.19.255.254', 'reserved', false, false, true],
  ['198.17.255.255', 'public', false, false, false],
  ['198.20.0.0', 'public', false, false, false],
  ['240.0.0.1', 'reserved', false, false, false],
  ['::ffff:198.18.0.1', 'reserved', false, false, true],
  ['127.0.0.1', 'loopback', true, false, true],
  ['127.0.0.1', 'loopback', false, true, false],
  ['10.0.0.1', 'private', true, true, true],
  ['10.0.0.1', 'private', false, true, true],
  ['10.0.0.1', 'private', true, false, false],
  ['203.0.113.9', 'documentation', true, true, false],
] as const)(
  '%s, %s, recorded %j, a redirect %j: stands in %j',
  (address, scope, isRecorded, isRedirect, wanted) => {
    expect(isStandIn({ address, scope }, isRecorded, isRedirect)).toBe(wanted)
  },
)
