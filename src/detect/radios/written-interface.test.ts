import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

function found(body: string, detector: Detector = blind): string[] {
  const input = request('/x', [], Buffer.from(body))
  if (!isWorthDecoding(detector, input)) return []
  return summary(detect(detector, input)).filter((one) => one.startsWith('wifi-mac'))
}

test('a MAC address in a written IPv6 address is found', () => {
  for (const [body, expected] of [
    ['{"network_addresses":["10.0.0.7","fe80::66cc:2eff:fe5a:91d3%wlan0"]}', '64cc2e5a91d3 (probable)'],
    ['{"ipv6":"2a01:799:1b3e:6200:66cc:2eff:fe5a:91d3"}', '64cc2e5a91d3 (probable)'],
    ['{"x":"FE80::66CC:2EFF:FE5A:91D3"}', '64cc2e5a91d3 (probable)'],
    ['a=1&ip=fe80%3A%3A66cc%3A2eff%3Afe5a%3A91d3&b=2', '64cc2e5a91d3 (probable)'],
    // Zeros in front of groups are left off.
    ['{"x":"fe80::6cc:ff:fe0a:d3"}', '04cc000a00d3 (probable)'],
    ['inet6 fe80::66cc:2eff:fe5a:91d3/64 scope link', '64cc2e5a91d3 (probable)'],
    ['{"gateway":"fe80::66cc:2eff:fe5a:91d3"}', '64cc2e5a91d3 (possible)'],
    ['{"dns_servers":["fe80::66cc:2eff:fe5a:91d3"]}', '64cc2e5a91d3 (possible)'],
  ] as const)
    expect([body, found(body)]).toEqual([body, [`wifi-mac=${expected}`]])
})

test('other addresses, random ones and hex that looks like one are none', () => {
  for (const body of [
    '{"ipv6":"2a01:799:1b3e:6200:66cc:2efe:fe5a:91d3"}',
    // The universal bit says that software set it.
    '{"ipv6":"fe80::64cc:2eff:fe5a:91d3"}',
    '{"ipv6":"fe80::200:ff:fe00:0"}',
    '{"x":"0:2eff:fe5a"}',
    '{"x":"66:cc:2e:ff:fe:5a:91:d3:00:11"}',
  ])
    expect([body, found(body)]).toEqual([body, []])
})

test('it is seen in a long text, too, which is walked by strides', () => {
  const rows = Array.from({ length: 4_000 }, (_, at) => `{"n":${at},"word":"sand and gravel","w":"x${at}y"}`)
  for (const shift of [0, 1, 2, 3, 4, 5, 6, 7]) {
    const body = `[${'"'.padEnd(shift + 1, 'k')}",${rows.join(',')},"fe80::66cc:2eff:fe5a:91d3",${rows.slice(0, 9).join(',')}]`
    expect(blind.probe.isWorthDecoding(Buffer.from(body), 0, body.length)).toBe(true)
  }
  const plain = Buffer.from(`[${rows.join(',')}]`)
  expect(blind.probe.isWorthDecoding(plain, 0, plain.length)).toBe(false)
})

test('that of the profile is the profile\u2019s', () => {
  const known = new Detector(profileOf({ 'wifi-mac': ['64:cc:2e:5a:91:d3'] }))
  expect(found('{"x":"fe80::66cc:2eff:fe5a:91d3"}', known)).toEqual(['wifi-mac=64cc2e5a91d3 (certain)'])
})
