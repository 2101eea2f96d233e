/** Logs of connections to a proxy: what is said to it is its own, and its address is none of those behind it. */
import { describe, expect, test } from 'vitest'
import { identifiers } from '../../../src/detect/identifiers.gen.ts'
import { parseProfile } from '../../../src/device/profile.ts'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { putInto, testFolder } from '../../support/test-folder.ts'
import { brokenSums, scanCapture } from '../../support/scan-capture.ts'
import { recordedDevice } from '../../support/recordings.ts'

const put = putInto(testFolder('network-logs-proxies'))
const { imei } = recordedDevice
const profile = parseProfile(`name: phone\nidentifiers:\n  imei: "${imei}"\n`, 'profile.yaml', identifiers)
const proxy = '198.51.100.2'
const host = 'in.example.org'

async function scanned(...logs: readonly (readonly object[])[]): Promise<ScanResult> {
  const paths = logs.map((lines, index) =>
    put(`${index}.json`, lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
  )
  const result = await scanCapture(paths, profile)
  expect(brokenSums(result)).toEqual([])
  return result
}

/** Who is there: by name or address, its addresses, ports and proxies, and how many connections. */
const servers = ({ recipients }: ScanResult): unknown[] =>
  recipients
    .map(({ host: name, addresses, ports, proxies, flows }) => [
      name,
      addresses.map(({ address }) => address),
      ports,
      proxies.map(({ address }) => address),
      flows,
    ])
    .sort((left, right) => (String(left[0]) < String(right[0]) ? -1 : 1))

/** Each identifier with the address or name of who got it. */
const got = ({ observations, recipients }: ScanResult): string[] => {
  const nameOf = (id: string): string => {
    const found = recipients.find((one) => one.id === id)
    return found?.host || (found?.addresses[0]?.address ?? 'nobody')
  }
  const told = observations.map(({ identifier, recipient }) => `${identifier} ${nameOf(recipient)}`)
  return [...new Set(told)].sort()
}

const password = `Basic ${Buffer.from('ada:secret-77').toString('base64')}`

describe('Suricata', () => {
  const eve = (type: string, inner: object): object => ({
    timestamp: '2026-03-04T08:40:03.123456+0100',
    flow_id: 1,
    event_type: type,
    src_ip: '192.0.2.10',
    src_port: 5002,
    dest_ip: proxy,
    dest_port: 3128,
    proto: 'TCP',
    [type]: inner,
  })
  const fields = (name: string): object => ({
    request_headers: [
      { name: 'Host', value: name },
      { name: 'User-Agent', value: `App ${imei}` },
      { name: 'Proxy-Authorization', value: password },
    ],
  })
  const connect = eve('http', {
    hostname: host,
    http_port: 443,
    url: `${host}:443`,
    http_method: 'CONNECT',
    protocol: 'HTTP/1.1',
    status: 200,
    ...fields(`${host}:443`),
  })
  const sizes = eve('flow', { bytes_toserver: 454, bytes_toclient: 223 })

  test.each<[string, object[]]>([
    ['alone', [connect]],
    ['with the sizes of the connection', [connect, sizes]],
    ['behind its sizes', [sizes, connect]],
    ['with the handshake behind', [connect, eve('tls', { sni: host, version: 'TLS 1.3' }), sizes]],
  ])('CONNECT, %s', async (_name, lines) => {
    const result = await scanned(lines)
    expect(servers(result)).toEqual([
      ['', [proxy], [3128], [], 0],
      [host, [], [443], [proxy], 1],
    ])
    expect(got(result)).toEqual([`account-credential ${proxy}`, `imei ${proxy}`])
  })

  test('a whole URL: the password is for the proxy, all else for the server', async () => {
    const line = eve('http', {
      hostname: host,
      url: `http://${host}/x`,
      http_method: 'GET',
      protocol: 'HTTP/1.1',
      status: 200,
      ...fields(host),
    })
    const result = await scanned([line, sizes])
    expect(servers(result)).toEqual([
      ['', [proxy], [3128], [], 0],
      [host, [], [], [proxy], 1],
    ])
    expect(got(result)).toEqual([`account-credential ${proxy}`, `imei ${host}`])
  })

  test('the name that DNS has for the address is that of the proxy', async () => {
    const answer = eve('dns', {
      version: 2,
      type: 'answer',
      id: 7,
      rrname: 'proxy.example.net',
      rrtype: 'A',
      rcode: 'NOERROR',
      answers: [{ rrname: 'proxy.example.net', rrtype: 'A', ttl: 60, rdata: proxy }],
    })
    const asked = {
      ...answer,
      flow_id: 2,
      src_port: 5001,
      dest_ip: '192.0.2.53',
      dest_port: 53,
      proto: 'UDP',
    }
    for (const lines of [
      [[asked], [connect]],
      [[connect], [asked]],
    ]) {
      const result = await scanned(...lines)
      expect(got(result)).toEqual(['account-credential proxy.example.net', 'imei proxy.example.net'])
      expect(servers(result)).toContainEqual([host, [], [443], [proxy], 1])
    }
  })
})

describe('Zeek', () => {
  const ends = {
    ts: 1_772_610_003,
    uid: 'Cproxy',
    'id.orig_h': '192.0.2.10',
    'id.orig_p': 5002,
    'id.resp_h': proxy,
    'id.resp_p': 1080,
  }
  const login = { ...ends, _path: 'socks', version: 5, user: 'ada', password: 'secret-77', request_p: 443 }
  const byName = { ...login, 'request.name': host }
  const byAddress = { ...login, 'request.host': '203.0.113.9' }
  const hello = { ...ends, _path: 'ssl', version: 'TLSv13', server_name: host, established: true }
  const conn = { ...ends, _path: 'conn', proto: 'tcp', conn_state: 'SF', orig_bytes: 900, resp_bytes: 90 }
  const request = { ...ends, _path: 'http', method: 'GET', host, uri: `/?imei=${imei}`, status_code: 200 }
  const publish = { ...ends, _path: 'mqtt_publish', from_client: true, topic: 'a', payload: `imei=${imei}` }

  /** All orders of the records, in one log and each in its own. */
  const orders = (records: readonly object[]): object[][][] => {
    const shuffled = (rest: readonly object[]): object[][] =>
      rest.length < 2
        ? [[...rest]]
        : rest.flatMap((one) => shuffled(rest.filter((other) => other !== one)).map((more) => [one, ...more]))
    return shuffled(records).flatMap((order) => [[order], order.map((one) => [one])])
  }

  test.each<[string, object[], string[], number]>([
    ['a name', [byName, hello], [], 1],
    ['a name, with the sizes', [byName, hello, conn], [], 1],
    ['an address, with the name in the handshake', [byAddress, hello], ['203.0.113.9'], 1],
  ])(
    'SOCKS and TLS of one connection, asked for by %s: user and password are the proxy’s',
    async (_name, records, own, flows) => {
      for (const logs of orders(records)) {
        const result = await scanned(...logs)
        expect(servers(result)).toEqual([
          ['', [proxy], [1080], [], 0],
          [host, own, [443], [proxy], flows],
        ])
        expect(got(result)).toEqual([`account-credential ${proxy}`])
      }
    },
  )

  test.each<[string, object]>([
    ['a request of HTTP', request],
    ['a message that names nobody', publish],
  ])('%s that goes through is for the server behind', async (_name, inner) => {
    for (const logs of orders([byName, inner])) {
      const result = await scanned(...logs)
      expect(servers(result)).toContainEqual([host, [], [443], [proxy], 1])
      expect(got(result)).toEqual([`account-credential ${proxy}`, `imei ${host}`])
    }
  })

  test('without a proxy the address is the server’s, in any order', async () => {
    for (const logs of orders([hello, conn]))
      expect(servers(await scanned(...logs))).toEqual([[host, [proxy], [1080], [], 1]])
  })
})
