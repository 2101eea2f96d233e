import { expect, test } from 'vitest'
import { isPublicName, isStandIn } from './stand-in.ts'

test.each([
  ['api.example.com', true],
  ['API.Example.com', true],
  ['fritz.box', true],
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

const service = { kind: 'analytics' }
const operator = { kind: 'operator' }

test.each([
  ['198.18.0.1', 'reserved', false, null, true],
  ['198.19.255.254', 'reserved', false, null, true],
  ['198.17.255.255', 'public', false, null, false],
  ['198.20.0.0', 'public', false, null, false],
  ['240.0.0.1', 'reserved', false, null, false],
  ['::ffff:198.18.0.1', 'reserved', false, null, true],
  ['127.0.0.1', 'loopback', true, null, true],
  ['127.0.0.1', 'loopback', false, service, false],
  ['10.0.0.1', 'private', true, service, true],
  ['10.0.0.1', 'private', false, service, true],
  ['10.0.0.1', 'private', true, null, false],
  ['10.0.0.1', 'private', true, operator, false],
  ['203.0.113.9', 'documentation', true, service, false],
] as const)(
  '%s, %s, recorded %j, of %j: stands in %j',
  (address, scope, isRecorded, organisation, wanted) => {
    expect(isStandIn({ address, scope }, isRecorded, organisation)).toBe(wanted)
  },
)
