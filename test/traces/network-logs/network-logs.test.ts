/** Logs of network monitors: names, flows and HTTP heads, joined over files; what they never record is said. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { identifiers } from '../../../src/detect/identifiers.gen.ts'
import { parseProfile } from '../../../src/device/profile.ts'
import { scanDocument } from '../../../src/report/scan-document.ts'
import { renderTerminal } from '../../../src/report/terminal.ts'
import { pcapFile, TcpConversation, udpPacket } from '../../support/capture.ts'
import { dnsMessage, dnsQuestion } from '../../support/dns-message.ts'
import type { Entry, EntryFormat, ExchangeEntry } from '../../../src/source/entry.ts'
import { sniffFormat } from '../../../src/source/sniff.ts'
import { accountedBytes, readEntries } from '../../support/read-entries.ts'
import { recordedDevice } from '../../support/recordings.ts'
import { brokenSums, scanCapture } from '../../support/scan-capture.ts'
import { schemaErrors } from '../../support/scan-schema.ts'
import { clientHello, tlsRecord } from '../../support/tls-hello.ts'
import { putInto, testFolder } from '../../support/test-folder.ts'
import { zipFile } from '../../support/zip-file.ts'
import { zeekConnection, zeekHandshake, zeekText } from '../../support/zeek-log.ts'

const folder = testFolder('network-logs')
const put = putInto(folder)

async function scanned(...paths: string[]): Promise<ScanResult> {
  return checked(await scanCapture(paths))
}

/** With the phone's IMEI as a profile has it. */
async function scannedFor(...paths: string[]): Promise<ScanResult> {
  const profile = parseProfile(`name: phone\nidentifiers:\n  imei: "${imei}"\n`, 'profile.yaml', identifiers)
  return checked(await scanCapture(paths, profile))
}

function checked(result: ScanResult): ScanResult {
  expect(brokenSums(result)).toEqual([])
  expect(schemaErrors(scanDocument(result, true))).toEqual([])
  return result
}

/** Where the IMEI was found: the message that carries it, and the last step to it. */
const carriers = (result: ScanResult): string[] =>
  result.observations
    .filter(({ identifier }) => identifier === 'imei')
    .map(({ exchange, chain, direction }) => {
      const sent = result.transmissions.find((one) => one.exchange === exchange)
      const said =
        direction === 'sent' && sent !== undefined
          ? `${sent.summary.protocol} ${sent.summary.method}`
          : direction
      return [said, ...chain.slice(-1).map(({ step, detail }) => `${step} ${detail}`)].join(', ')
    })
const servers = (result: ScanResult): unknown[] =>
  result.recipients
    .map(({ host, addresses, nameEvidence, flows, bytesToServer }) => [
      host || (addresses[0]?.address ?? ''),
      nameEvidence,
      flows,
      bytesToServer,
    ])
    .sort((left, right) => (String(left[0]) < String(right[0]) ? -1 : 1))

const { imei } = recordedDevice
const id: (readonly [string, string])[] = [...zeekConnection]
const from = (second: number, uid: string, port: number, server: string, target: number): string[] => [
  `1772610000.${String(second).padStart(6, '0')}`,
  uid,
  '192.0.2.10',
  String(port),
  server,
  String(target),
]
const conn = zeekText(
  'conn',
  [...id, ['proto', 'enum'], ['service', 'string'], ['orig_bytes', 'count'], ['resp_bytes', 'count']],
  [
    [...from(1, 'Cdns', 5000, '192.0.2.53', 53), 'udp', 'dns', '40', '80'],
    [...from(2, 'Ctls', 5001, '198.51.100.1', 443), 'tcp', 'ssl', '1000', '9000'],
    [...from(3, 'Chttp', 5002, '198.51.100.2', 80), 'tcp', 'http', '300', '400'],
    [...from(4, 'Craw', 5003, '198.51.100.3', 5222), 'tcp', null, '77', null],
    [...from(5, 'Clost', 5004, '198.51.100.9', 8080), 'tcp', null, '5', '0'],
    [...from(6, 'Cping', 8, '198.51.100.9', 0), 'icmp', null, '5', '0'],
  ],
)
const dns = zeekText(
  'dns',
  [
    ...id,
    ['proto', 'enum'],
    ['trans_id', 'count'],
    ['query', 'string'],
    ['qtype', 'count'],
    ['rcode', 'count'],
    ['answers', 'vector[string]'],
    ['TTLs', 'vector[interval]'],
  ],
  [
    [
      ...from(1, 'Cdns', 5000, '192.0.2.53', 53),
      'udp',
      '7',
      'raw.example.com',
      '1',
      '0',
      'edge.example.net,198.51.100.3',
      '60.000000,60.000000',
    ],
    [...from(1, 'Cmdns', 5353, '224.0.0.251', 5353), 'udp', '0', 'printer.local', '1', null, null, null],
  ],
)
const ssl = zeekText(
  'ssl',
  [...id, ['version', 'string'], ['server_name', 'string'], ['next_protocol', 'string']],
  [[...from(2, 'Ctls', 5001, '198.51.100.1', 443), 'TLSv13', 'tls.example.com', 'h2']],
)
const http = zeekText(
  'http',
  [
    ...id,
    ['trans_depth', 'count'],
    ['method', 'string'],
    ['host', 'string'],
    ['uri', 'string'],
    ['version', 'string'],
    ['user_agent', 'string'],
    ['request_body_len', 'count'],
    ['response_body_len', 'count'],
    ['status_code', 'count'],
    ['status_msg', 'string'],
    ['username', 'string'],
    ['password', 'string'],
    ['resp_mime_types', 'vector[string]'],
  ],
  [
    [
      ...from(3, 'Chttp', 5002, '198.51.100.2', 80),
      '1',
      'POST',
      'http.example.com',
      `/i?imei=${imei}\\x09`,
      '1.1',
      'app/1',
      '90',
      '2',
      '200',
      'OK',
      null,
      null,
      'text/plain',
    ],
  ],
)

describe('logs of Zeek', () => {
  test('joined by connection, in any order of the files', async () => {
    const files = [put('conn.log', conn), put('dns.log', dns), put('http.log', http), put('ssl.log', ssl)]
    const expected = [
      ['192.0.2.53', 'none', 1, 40],
      ['198.51.100.9', 'none', 1, 5],
      ['http.example.com', 'host', 1, 300],
      ['raw.example.com', 'dns-answer', 1, 77],
      ['tls.example.com', 'sni', 1, 1000],
    ]
    for (const order of [files, files.toReversed()]) {
      const result = await scanned(...order)
      expect(servers(result)).toEqual(expected)
      expect(result.coverage.flows).toMatchObject({ tcp: 4, udp: 1 })
      expect(result.dnsNames).toEqual(['raw.example.com'])
      expect(result.hellos).toEqual([{ sni: 'tls.example.com', transport: 'tls', count: 1 }])
      expect(result.captures.map(({ format }) => format)).toEqual(Array.from({ length: 4 }, () => 'zeek'))
    }
  })

  test('rotated logs in gzip, in a zip archive, are read as one log, and a damaged one as far as it goes', async () => {
    const packed = gzipSync(http)
    const archive = (bytes: Buffer): Buffer =>
      zipFile([
        { name: 'a/conn.08-09.log.gz', bytes: gzipSync(conn), isStored: true },
        { name: 'a/dns.log', bytes: Buffer.from(dns) },
        { name: 'a/http.08-09.log.gz', bytes },
      ])
    const apart = await scanned(put('conn.log', conn), put('dns.log', dns), put('http.log', http))
    const zipped = await scanned(put('logs.zip', archive(packed)))
    expect(servers(zipped)).toEqual(servers(apart))
    expect(carriers(zipped)).toEqual(carriers(apart))
    expect(zipped.anomalies).toEqual([])
    const cut = await scanned(put('cut.zip', archive(packed.subarray(0, packed.length - 20))))
    expect(cut.anomalies.map(({ tally }) => tally.code.code)).toContain('source.zip.damaged')
    const followed = await scanned(
      put('behind.zip', archive(Buffer.concat([packed, Buffer.from('garbage')]))),
    )
    const changed = Buffer.concat([packed, Buffer.from('garbage')])
    changed.writeUInt8(changed.readUInt8(packed.length - 8) ^ 1, packed.length - 8)
    const both = await scanned(put('changed.zip', archive(changed)))
    expect(both.anomalies.map(({ tally }) => tally.code.code)).toEqual([
      'source.gzip.followed',
      'source.zip.damaged',
    ])
    expect(servers(followed)).toEqual(servers(apart))
    expect(followed.anomalies.map(({ tally }) => tally.code.code)).toEqual(['source.gzip.followed'])
    const { file } = zipped.coverage
    expect(followed.coverage.file).toEqual({ ...file, bytes: file.bytes + 7, unread: file.unread + 7 })
  })

  test('JSON lines of logs that name no connection count as other, each by its log', async () => {
    const ts = 1_772_610_003.5
    const put1 = (name: string, record: object): string => put(name, `${JSON.stringify(record)}\n`)
    const result = await scanned(
      put1('ssl.json', { ...zeekHandshake, ts, server_name: 'tls.example.com', established: true }),
      put1('x509.json', { ts, fingerprint: 'b3', 'certificate.version': 3 }),
      put1('stats.json', { ts, peer: 'zeek', pkts_proc: 5, events_proc: 5 }),
      put1('known_hosts.json', { ts, host: '192.0.2.10' }),
      put1('loaded_scripts.json', { name: '/opt/zeek/share/zeek/base/init-bare.zeek' }),
    )
    expect(result.coverage.entries?.other).toEqual({
      'x509 record': 1,
      'stats record': 1,
      'known_hosts record': 1,
      'unknown record': 1,
    })
    expect(result.captures.every(({ format }) => format === 'zeek')).toBe(true)
  })

  test('records that come again, in one file, in another or in the other form, count once', async () => {
    const record = (second: number): object => ({
      _path: 'http',
      ts: 1_772_610_000.25 + second,
      uid: 'Cagain',
      'id.orig_h': '192.0.2.10',
      'id.orig_p': 5002,
      'id.resp_h': '198.51.100.2',
      'id.resp_p': 80,
      method: 'GET',
      host: 'http.example.com',
      uri: `/r?imei=${imei}`,
    })
    const lines = [0, 1, 2, 60, 61].map((second) => `${JSON.stringify(record(second))}\n`)
    const columns: (readonly [string, string])[] = [...id, ['method', 'string'], ['host', 'string']]
    const text = (seconds: readonly number[]): string =>
      zeekText(
        'http',
        [...columns, ['uri', 'string']],
        seconds.map((second) => [
          `${1_772_610_000.25 + second}`,
          'Cagain',
          '192.0.2.10',
          '5002',
          '198.51.100.2',
          '80',
          'GET',
          'http.example.com',
          `/r?imei=${imei}`,
        ]),
      )
    const all = lines.join('')
    const counts = async (...paths: string[]): Promise<[sends: number, duplicate: number | undefined]> => {
      const { transmissions, coverage } = await scanned(...paths)
      return [transmissions.length, coverage.entries?.duplicate]
    }
    expect(await counts(put('again.json', all + lines.slice(3).join('')))).toEqual([5, 2])
    expect(await counts(put('one.json', all), put('two.json', lines.slice(3).join('')))).toEqual([5, 2])
    expect(await counts(put('one.json', all), put('list.json', `[${lines.join(',')}]`))).toEqual([5, 5])
    expect(await counts(put('one.json', all), put('text.log', text([0, 1, 2, 60, 61])))).toEqual([5, 0])
    // The header that files have in common heads each of them.
    expect(await counts(put('early.log', text([0, 1, 2])), put('late.log', text([2, 60, 61])))).toEqual([
      5, 1,
    ])
  })

  test('identifiers in heads are found, and bodies were never seen', async () => {
    const result = await scanned(put('http.log', http))
    expect(result.observations.filter((one) => one.identifier === 'imei')).toMatchObject([
      { normal: imei, protection: 'plaintext', spans: [{ frame: 1 }] },
    ])
    expect(result.transmissions[0]?.summary).toMatchObject({
      host: 'http.example.com',
      method: 'POST',
      port: 80,
      status: 200,
    })
    expect(result.transmissions[0]?.summary.communityId).toMatch(/^1:/)
    expect(result.coverage.entries?.notRecorded).toEqual({ entries: 1, bodies: 2, bodyBytes: 92 })
    const text = renderTerminal(result, { isRevealed: true, hasColour: false, columns: 100 })
    expect(text).toMatch(/1 entry of logs name[\s\S]+bodies were never seen/)
  })

  test('what they keep of protocols that are read nowhere is searched, and goes to whom it was sent', async () => {
    const record = (log: string, port: number, fields: object): string =>
      JSON.stringify({
        _path: log,
        ts: 1_772_610_000,
        uid: `C${log}`,
        'id.orig_h': '192.0.2.10',
        'id.orig_p': 40_000,
        'id.resp_h': '198.51.100.20',
        'id.resp_p': port,
        ...fields,
      })
    const records = [
      record('radius', 1812, { username: `${imei}@wlan`, reply_msg: imei }),
      record('syslog', 514, { message: `imei=${imei}` }),
      record('kerberos', 88, { client: 'phone', service: 'krbtgt' }),
      record('weird', 88, { name: 'odd' }),
    ]
    const result = await scannedFor(put('others.log', records.join('\n')))
    expect(carriers(result)).toEqual([
      'unrecognised RADIUS, header User-Name',
      'unrecognised SYSLOG, form imei',
    ])
    expect(result.coverage.entries).toMatchObject({
      read: { 'message of another protocol': 3 },
      other: { 'weird record': 1 },
    })
    expect(servers(result)).toHaveLength(1)
    expect(renderTerminal(result, { isRevealed: true, hasColour: false, columns: 100 })).toMatch(
      /1 entry left out: weird record\./,
    )
  })

  test('a proxy is asked for a server, and that is the recipient of what goes through', async () => {
    const ends = {
      'id.orig_h': '192.0.2.10',
      'id.orig_p': 5002,
      'id.resp_h': '198.51.100.2',
      'id.resp_p': 1080,
    }
    const socks = {
      ts: 1_772_610_003,
      uid: 'Csocks',
      ...ends,
      version: 5,
      user: 'ada',
      password: 'secret-77',
      status: 'succeeded',
      'request.name': `${imei}.t.example.com`,
      request_p: 443,
      'bound.host': '192.0.2.1',
      bound_p: 2688,
    }
    const conn = {
      ...ends,
      ts: 1_772_610_003,
      uid: 'Csocks',
      proto: 'tcp',
      conn_state: 'SF',
      orig_bytes: 900,
    }
    for (const order of [
      [socks, conn],
      [conn, socks],
    ]) {
      const lines = order.map((record) => JSON.stringify(record)).join('\n')
      const result = await scannedFor(put('socks.json', lines))
      const [asked, itself] = result.recipients
      expect([asked?.host, asked?.flows, asked?.bytesToServer, asked?.addresses]).toEqual([
        `${imei}.t.example.com`,
        1,
        900,
        [],
      ])
      expect(asked?.proxies.map(({ address }) => address)).toEqual(['198.51.100.2'])
      expect([itself?.host, itself?.addresses.map(({ address }) => address)]).toEqual(['', ['198.51.100.2']])
      // The password, and the name, are told to the proxy.
      expect(new Set(result.observations.map(({ recipient }) => recipient))).toEqual(new Set([itself?.id]))
      expect(carriers(result)).toEqual(['socks Connect, header Host'])
      expect(result.findings.flatMap(({ identifiers }) => identifiers)).toContain('account-credential')
    }
    const hidden = {
      ...socks,
      uid: 'Cother',
      password: '<hidden>',
      'request.name': undefined,
      'request.host': '203.0.113.7',
    }
    const result = await scanned(put('socks-hidden.json', JSON.stringify(hidden)))
    expect(result.observations.map(({ identifier }) => identifier)).not.toContain('account-credential')
  })

  test('names of files that are sent, and what proxies on the way added', async () => {
    const record = {
      _path: 'http',
      ts: 1_772_610_003,
      uid: 'Cup',
      'id.orig_h': '192.0.2.10',
      'id.orig_p': 5002,
      'id.resp_h': '198.51.100.2',
      'id.resp_p': 80,
      method: 'POST',
      host: 'http.example.com',
      uri: '/up',
      orig_filenames: ['notes.txt', `log-${imei}.txt`],
      proxied: ['VIA -> 1.1 gateway', `X-FORWARDED-FOR -> ${imei}`, 'odd'],
    }
    const result = await scannedFor(put('http-files.json', JSON.stringify(record)))
    expect(carriers(result)).toEqual(['http POST, header X-FORWARDED-FOR', 'http POST, header Filename'])
  })

  test('the other ways of writing them', async () => {
    const lines = [
      {
        ts: 1_772_610_003.000003,
        uid: 'Chttp',
        'id.orig_h': '192.0.2.10',
        'id.orig_p': 5002,
        'id.resp_h': '198.51.100.2',
        'id.resp_p': 80,
        trans_depth: 1,
        method: 'GET',
        host: 'http.example.com',
        uri: `/?imei=${imei}`,
        username: 'ada',
        password: 'secret',
        status_code: 204,
      },
      {
        _path: 'ssl',
        ts: '2026-03-04T07:40:02.5Z',
        uid: 'Ctls',
        id: { orig_h: '192.0.2.10', orig_p: 5001, resp_h: '198.51.100.1', resp_p: 443 },
        server_name: 'tls.example.com',
      },
      {
        ts: 1_772_610_004,
        uid: 'Cq',
        'id.orig_h': '192.0.2.10',
        'id.orig_p': 1,
        'id.resp_h': '198.51.100.4',
        'id.resp_p': 443,
        client_initial_dcid: '00',
        server_name: 'q.example.com',
        version: '1',
      },
      {
        _path: 'ssl_red',
        ts: 1_772_610_004,
        uid: 'C9',
        'id.orig_h': '192.0.2.10',
        'id.orig_p': 1,
        'id.resp_h': '198.51.100.9',
        'id.resp_p': 443,
        server_name: 'reduced.example.com',
      },
      { _path: 'weird', ts: 1, name: 'x' },
      { ts: 1, uid: 'C', note: 'x' },
      { ts: 1, uid: 'C', conn_state: 'SF', proto: 'tcp' },
    ]
    const result = await scanned(put('all.json', lines.map((line) => JSON.stringify(line)).join('\n')))
    expect(result.recipients.map(({ host }) => host)).toEqual([
      'http.example.com',
      'tls.example.com',
      'q.example.com',
      'reduced.example.com',
    ])
    expect(result.hellos.map(({ transport }) => transport).sort()).toEqual(['quic', 'tls', 'tls'])
    expect(result.coverage.entries).toMatchObject({
      malformed: 1,
      other: { 'weird record': 1, 'unknown record': 1 },
    })
    expect(result.observations.map(({ identifier }) => identifier)).toContain('imei')
  })

  test('messages of MQTT, SIP and SMTP, and bodies that a script adds to those of HTTP', async () => {
    const base = {
      ts: 1_772_610_003,
      'id.orig_h': '192.0.2.10',
      'id.orig_p': 5002,
      'id.resp_h': '198.51.100.2',
    }
    const lines = [
      {
        'id.resp_p': 25,
        uid: 'C1',
        trans_depth: 1,
        helo: `phone-${imei}`,
        mailfrom: 'a@example.com',
        path: [],
      },
      {
        'id.resp_p': 5060,
        uid: 'C2',
        trans_depth: 0,
        method: 'REGISTER',
        uri: 'sip:ims.example.org',
        request_from: `<sip:${imei}@ims.example.org>`,
        call_id: 'x',
        status_code: 401,
      },
      { 'id.resp_p': 1883, uid: 'C3', proto_name: 'MQTT', client_id: `dev-${imei}`, will_topic: 'gone' },
      {
        'id.resp_p': 1883,
        uid: 'C3',
        from_client: true,
        topic: 'd/s',
        payload: `imei=${imei}`,
        payload_len: 30,
      },
      { 'id.resp_p': 1883, uid: 'C3', from_client: false, topic: 'd/s', payload: `imei=${imei}` },
      {
        'id.resp_p': 1883,
        uid: 'C3',
        action: 'SUBSCRIBE',
        topics: ['all', `to/${imei}`],
        qos_levels: [0, 0],
      },
      {
        'id.resp_p': 80,
        uid: 'C4',
        trans_depth: 1,
        method: 'POST',
        host: 'http.example.com',
        uri: '/report',
        request_body_len: 25,
        post_body: `{"imei":"${imei}"}`,
      },
    ]
    const text = lines.map((line) => JSON.stringify({ ...base, ...line })).join('\n')
    const result = await scannedFor(put('messages.json', text))
    expect(carriers(result)).toEqual([
      'smtp MAIL, header EHLO',
      'sip REGISTER, header From',
      'mqtt CONNECT, header Client-Id',
      'mqtt PUBLISH, form imei',
      'mqtt SUBSCRIBE, header Topic',
      'http POST, json $.imei',
    ])
    expect(result.coverage.entries).toMatchObject({
      other: { 'mqtt_publish record of a server': 1 },
      notRecorded: { bodies: 1, bodyBytes: 10 },
    })
    expect(result.recipients.map(({ host, protocols }) => [host, [...protocols].sort()])).toEqual([
      ['', ['mqtt', 'smtp']],
      ['ims.example.org', ['sip']],
      ['http.example.com', ['http']],
    ])
  })

  test('what was sent goes to the name that another log tells, in any order of the files, and the connection counts once', async () => {
    const publish = zeekText(
      'mqtt_publish',
      [...id, ['from_client', 'bool'], ['topic', 'string'], ['payload', 'string'], ['payload_len', 'count']],
      [[...from(3, 'Craw', 5003, '198.51.100.3', 5222), 'T', 'd/s', `imei=${imei}`, '20']],
    )
    const connect = zeekText(
      'mqtt_connect',
      [...id, ['client_id', 'string']],
      [[...from(3, 'Craw', 5003, '198.51.100.3', 5222), imei]],
    )
    const files = [
      put('conn.log', conn),
      put('dns.log', dns),
      put('mqtt_connect.log', connect),
      put('mqtt_publish.log', publish),
    ]
    for (const order of [files, files.toReversed(), files.slice(1)]) {
      const result = await scannedFor(...order)
      const { recipients, transmissions, findings } = result
      const raw = recipients.filter(({ addresses }) => addresses[0]?.address === '198.51.100.3')
      expect(raw.map(({ host, flows, protocols }) => [host, flows, protocols])).toEqual([
        ['raw.example.com', 1, ['mqtt']],
      ])
      expect(transmissions.map(({ recipient, summary }) => [recipient, summary.host])).toEqual([
        [raw[0]?.id, 'raw.example.com'],
        [raw[0]?.id, 'raw.example.com'],
      ])
      expect(findings.map(({ recipient }) => recipient)).toEqual([raw[0]?.id])
      expect(new Set(recipients.map((one) => one.id)).size).toBe(recipients.length)
    }
    const apart = await scannedFor(...files.slice(2))
    expect(servers(apart)).toEqual([['198.51.100.3', 'none', 1, expect.any(Number)]])
    expect(apart.coverage.flows.tcp).toBe(1)
  })

  test('logins and files of FTP: each login counts once, and what Zeek hides is no password', async () => {
    const columns = [
      ...zeekConnection,
      ['user', 'string'],
      ['password', 'string'],
      ['command', 'string'],
      ['arg', 'string'],
      ['reply_code', 'count'],
      ['reply_msg', 'string'],
    ] as const
    const row = (uid: string, user: string, password: string, command: string, arg: string): string[] => [
      '1772610003.5',
      uid,
      '192.0.2.10',
      '5002',
      '198.51.100.2',
      '21',
      user,
      password,
      command,
      arg,
      '226',
      'Transfer complete',
    ]
    const file = zeekText('ftp', columns, [
      row('C1', 'alice', 'pw-of-alice', 'STOR', `ftp://198.51.100.2/up/${imei}.txt`),
      row('C1', 'alice', 'pw-of-alice', 'STOR', 'ftp://198.51.100.2/up/two.txt'),
      row('C2', 'bob', '<hidden>', 'RETR', 'ftp://198.51.100.2/x'),
      row('C3', 'anonymous', 'mozilla@example.com', 'RETR', 'ftp://198.51.100.2/x'),
    ])
    const result = await scannedFor(put('ftp.log', file))
    expect(carriers(result)).toEqual(['ftp STOR, path [1]'])
    const logins = result.observations.filter(({ identifier }) => identifier !== 'imei')
    expect(logins.map(({ identifier }) => identifier).toSorted()).toEqual(['account-credential', 'user-id'])
    expect(new Set(logins.map(({ exchange }) => exchange)).size).toBe(1)
    expect(JSON.stringify(scanDocument(result, true))).not.toContain('<hidden>')
    expect(result.recipients.map(({ protocols }) => [...protocols])).toEqual([['ftp']])
    const json = JSON.stringify({
      ts: 1_772_610_003,
      uid: 'C9',
      'id.orig_h': '192.0.2.10',
      'id.orig_p': 5002,
      'id.resp_h': '198.51.100.2',
      'id.resp_p': 21,
      user: 'u',
      command: 'STOR',
      arg: imei,
      reply_code: 226,
    })
    expect(carriers(await scannedFor(put('ftp.json', `${json}\n`)))).toHaveLength(1)
  })

  test('the handshake of a WebSocket counts once, in whichever log it comes first', async () => {
    const base = { ...zeekHandshake, uri: `/socket?imei=${imei}`, user_agent: 'test' }
    const socket = put(
      'websocket.json',
      `${JSON.stringify({ ...base, client_protocols: [`token-${imei}`, 'x'], subprotocol: 'x' })}\n`,
    )
    const page = { ...base, uri: '/page', trans_depth: 1, method: 'GET', status_code: 200 }
    const upgrade = { ...base, trans_depth: 2, method: 'GET', status_code: 101 }
    const web = put('web.json', `${JSON.stringify(page)}\n${JSON.stringify(upgrade)}\n`)
    expect(carriers(await scannedFor(socket))).toEqual([
      'http GET, header Sec-WebSocket-Protocol',
      'http GET, query imei',
    ])
    const plainSocket = put(
      'plain.json',
      `${JSON.stringify({ ...base, client_protocols: ['graphql-transport-ws', 'x'], subprotocol: 'x' })}\n`,
    )
    for (const [files, other] of [
      [[socket, web], 'http record of a request that another record tells'],
      [[web, plainSocket], 'websocket record of a request that another record tells'],
    ] as const) {
      const both = await scanned(...files)
      expect(both.coverage.entries).toMatchObject({ total: 3, other: { [other]: 1 } })
      expect(both.observations.filter(({ normal }) => normal === imei).length).toBeGreaterThan(0)
      expect(both.coverage.flows.tcp).toBe(1)
    }
    // But for what only the other log has.
    const visited = put(
      'visited.json',
      `${JSON.stringify({ ...upgrade, referrer: `http://ws.example.com/?imei=${imei}` })}\n`,
    )
    for (const [files, places] of [
      [
        [web, socket],
        ['http GET, header Sec-WebSocket-Protocol', 'http GET, query imei'],
      ],
      [
        [plainSocket, visited],
        // The second is that of the Referer.
        ['http GET, query imei', 'http GET, query imei'],
      ],
    ] as const)
      expect(carriers(await scannedFor(...files)).sort()).toEqual(places)
  })

  test('long lines of any kind take no more than their length', () => {
    for (const text of ['\t', ',', '\\x09', 'x', '"']) {
      // More values than an entry may have, and so long that what grows with the square of it would not end.
      const value = text.repeat(400_000 / text.length)
      const bytes = Buffer.from(
        `#separator \\x09\n#fields\t${value}\n#types\t${value}\n${value}\n${http}${value}\n`,
      )
      const read = readEntries('zeek', bytes, 1_000_000)
      expect(accountedBytes(read)).toBe(bytes.length)
      const rows = Buffer.from(`uid,daddr,time,uncertain\n${value}\n1,a.example,${value}\n`)
      expect(accountedBytes(readEntries('tracker-control', rows))).toBe(rows.length)
    }
  })

  test('cut, damaged and without a header', () => {
    for (let length = 0; length <= http.length; length += 5) {
      const read = readEntries('zeek', Buffer.from(http).subarray(0, length), 33)
      expect(accountedBytes(read)).toBe(length)
    }
    const odd = Buffer.from(`#separator \\x09\n1\t2\t3\n${http}too\tfew\n`)
    const read = readEntries('zeek', odd)
    expect(read.counts).toMatchObject({ total: 3, malformed: 2 })
    expect(accountedBytes(read)).toBe(odd.length)
  })
})

const eve = (type: string, inner: object, more: object = {}): string =>
  JSON.stringify({
    timestamp: '2026-03-04T08:40:03.123456+0100',
    flow_id: 1,
    event_type: type,
    src_ip: '192.0.2.10',
    src_port: 5002,
    dest_ip: '198.51.100.2',
    dest_port: 80,
    proto: 'TCP',
    [type]: inner,
    ...more,
  })

describe('leases', () => {
  const named = (result: ScanResult): string[] =>
    result.localNames.map(({ kind, value, frame }) => `${frame} ${kind} ${value}`)

  test('Zeek: what the device calls itself is listed, and nobody is said to receive it', async () => {
    const record = {
      ts: 1_772_610_001,
      uids: ['Clease'],
      client_addr: '192.0.2.10',
      server_addr: '192.0.2.1',
      mac: '02:00:5e:00:53:01',
      host_name: 'annas-phone',
      client_fqdn: 'annas-phone.home.example',
      msg_types: ['DISCOVER', 'OFFER', 'REQUEST', 'ACK'],
    }
    const asked = { ts: 1_772_610_002, uids: ['Cother'], mac: record.mac, host_name: `phone-${imei}` }
    const columns: (readonly [string, string])[] = [
      ['ts', 'time'],
      ['uids', 'set[string]'],
      ['client_addr', 'addr'],
      ['mac', 'string'],
      ['host_name', 'string'],
      ['msg_types', 'vector[string]'],
    ]
    const row = ['1772610003.0', 'Ctext', '192.0.2.10', record.mac, 'annas-tablet', 'REQUEST,ACK']
    const result = await scannedFor(
      put('dhcp.json', `${JSON.stringify(record)}\n${JSON.stringify(asked)}\n`),
      put('dhcp.log', zeekText('dhcp', columns, [row])),
    )
    expect(named(result)).toEqual([
      '1 host-name annas-phone',
      '1 fqdn annas-phone.home.example',
      `2 host-name phone-${imei}`,
      '1 host-name annas-tablet',
    ])
    // The profile's own value in a name is told; a name alone is no leak.
    expect(carriers(result)).toEqual(['dhcp DHCP, header Host-Name'])
    expect(result.recipients.every(({ protocols }) => protocols.join() === 'dhcp')).toBe(true)
  })

  test('Suricata: of requests', async () => {
    const ends = { proto: 'UDP', src_port: 68, dest_port: 67, dest_ip: '255.255.255.255', flow_id: 71 }
    const lease = { id: 1, client_mac: '02:00:5e:00:53:01', assigned_ip: '0.0.0.0' }
    const lines = [
      eve('dhcp', { ...lease, type: 'request', dhcp_type: 'request', hostname: 'annas-phone' }, ends),
      eve('dhcp', { ...lease, type: 'reply', dhcp_type: 'ack' }, { ...ends, src_port: 67, dest_port: 68 }),
    ]
    const result = await scannedFor(put('dhcp-eve.json', lines.join('\n')))
    expect(named(result)).toEqual(['1 host-name annas-phone'])
    expect(result.observations).toEqual([])
    expect(result.coverage.entries?.other).toEqual({ 'dhcp event of a server': 1 })
  })
})

describe('EVE of Suricata', () => {
  test('the newest event may stand first, in a file or in those of a rotation: servers have the same names', async () => {
    const stamp = (second: number): object => ({
      timestamp: new Date((1_772_610_000 + second) * 1000).toISOString().replace('Z', '+0000'),
    })
    const ask = (second: number, number: number, address: string): string[] => {
      const rrname = `${number}.example.com`
      const [asked, told] = ['query', 'answer'].map((type, index) => {
        const answers =
          index === 0 ? {} : { rcode: 'NOERROR', answers: [{ rrname, rrtype: 'A', ttl: 60, rdata: address }] }
        const record = { version: 2, type, id: number, rrname, rrtype: 'A', ...answers }
        return eve('dns', record, {
          ...stamp(second + index / 10),
          flow_id: 100 + number,
          proto: 'UDP',
          src_port: 5100 + number,
          dest_ip: '192.0.2.53',
          dest_port: 53,
        })
      })
      const connect = { protocol_version: 4, client_id: imei, username: 'phone' }
      const sent = eve(
        'mqtt',
        { connect },
        {
          ...stamp(second + 1),
          flow_id: 200 + number,
          src_port: 5200 + number,
          dest_ip: address,
          dest_port: 1883,
        },
      )
      return [asked as string, told as string, sent]
    }
    // One address under two names, one after the other.
    const addresses = ['198.51.100.1', '198.51.100.2', '198.51.100.1']
    const lines = addresses.flatMap((address, index) => ask(3600 * index, index, address))
    const text = (...rows: string[]): string => `${rows.join('\n')}\n`
    const [older, newer] = [lines.slice(0, 6), lines.slice(5)]
    const given = [
      [put('eve.json', text(...lines))],
      [put('newest.json', text(...lines.toReversed()))],
      [put('eve.json.0', text(...newer)), put('eve.json.1', text(...older))],
      [
        put(
          'rotated.zip',
          zipFile([
            { name: 'eve.json', bytes: Buffer.from(text(...newer)) },
            { name: 'eve.json.1.gz', bytes: gzipSync(text(...older)) },
          ]),
        ),
      ],
    ]
    for (const paths of given) {
      const result = await scannedFor(...paths)
      const hosts = new Map(result.recipients.map((one) => [one.id, one.host]))
      const sentTo = result.observations
        .filter(({ identifier }) => identifier === 'imei')
        .map(({ recipient }) => hosts.get(recipient))
      expect(new Set(sentTo)).toEqual(new Set(['0.example.com', '1.example.com', '2.example.com']))
      expect(result.coverage.flows).toMatchObject({ tcp: 3, udp: 3 })
    }
  })

  test('http, dns of all versions, tls, quic and flow, joined by flow', async () => {
    const udp = { proto: 'UDP', flow_id: 2, dest_ip: '192.0.2.53', dest_port: 53 }
    const back = {
      proto: 'UDP',
      flow_id: 2,
      src_ip: '192.0.2.53',
      src_port: 53,
      dest_ip: '192.0.2.10',
      dest_port: 5002,
    }
    const lines = [
      eve('http', {
        hostname: 'http.example.com',
        url: `/i?imei=${imei}`,
        http_user_agent: 'app/1',
        http_method: 'GET',
        protocol: 'HTTP/1.1',
        status: 200,
        length: 5,
      }),
      eve('dns', { type: 'query', id: 9, rrname: 'one.example.com', rrtype: 'A' }, udp),
      eve(
        'dns',
        {
          type: 'answer',
          id: 9,
          rrname: 'one.example.com',
          rrtype: 'A',
          rcode: 'NOERROR',
          ttl: 60,
          rdata: '198.51.100.3',
        },
        back,
      ),
      eve(
        'dns',
        {
          version: 2,
          type: 'answer',
          id: 10,
          rrname: 'two.example.com',
          rrtype: 'A',
          rcode: 'NOERROR',
          grouped: { CNAME: ['c.example.net'], A: ['198.51.100.4'] },
        },
        back,
      ),
      eve(
        'dns',
        {
          version: 3,
          type: 'response',
          id: 11,
          rcode: 'NOERROR',
          queries: [{ rrname: 'three.example.com', rrtype: 'A' }],
          answers: [{ rrname: 'three.example.com', rrtype: 'A', ttl: 60, rdata: '198.51.100.5' }],
        },
        back,
      ),
      eve(
        'tls',
        { sni: 'tls.example.com', version: 'TLS 1.3' },
        { flow_id: 3, dest_ip: '198.51.100.1', dest_port: 443 },
      ),
      eve(
        'quic',
        { sni: 'quic.example.com', version: '1' },
        { flow_id: 4, proto: 'UDP', dest_ip: '198.51.100.6', dest_port: 443 },
      ),
      ...[1, 3, 5].map((flow, index) =>
        eve(
          'flow',
          { bytes_toserver: 100 * flow, bytes_toclient: 7, start: '2026-03-04T08:40:02.000000+0100' },
          {
            flow_id: flow,
            app_proto: ['http', 'tls', 'failed'][index],
            dest_ip: `198.51.100.${[2, 1, 4][index] ?? 0}`,
            dest_port: 9,
          },
        ),
      ),
      eve('flow', {}, { proto: 'ICMP' }),
      eve('alert', { signature: 'x' }),
      '{"timestamp":"2026-03-04T08:40:03.123456+0100","event_type":"stats","stats":{}}',
      eve('constructor', {}),
      eve(
        'flow',
        { start: 'x' },
        { flow_id: 9, app_proto: '__proto__', dest_port: 9, dest_ip: '198.51.100.2' },
      ),
      '{"timestamp":"yesterday","event_type":"tls","tls":{"sni":"x"}}',
    ]
    const result = await scanned(put('eve.json', lines.join('\n')))
    expect(servers(result)).toEqual([
      ['192.0.2.53', 'none', 1, 0],
      ['198.51.100.2', 'none', 1, 0],
      ['http.example.com', 'host', 1, 100],
      ['quic.example.com', 'sni', 1, 0],
      ['tls.example.com', 'sni', 1, 300],
      ['two.example.com', 'dns-answer', 1, 500],
    ])
    expect(result.dnsNames).toEqual(['one.example.com', 'three.example.com', 'two.example.com'])
    expect(result.observations.map((one) => [one.identifier, one.protection])).toContainEqual([
      'imei',
      'plaintext',
    ])
    expect(result.captures[0]).toMatchObject({ format: 'suricata-eve', entries: 16, timeDigits: 6 })
    expect(result.coverage.entries).toMatchObject({
      malformed: 1,
      other: { 'flow over ICMP': 1, 'alert event': 1, 'stats event': 1, 'constructor event': 1 },
    })
  })

  test('a first line that was cut off costs one entry, like a later one', async () => {
    const lines = [
      eve('tls', { sni: 'a.example.com' }, { flow_id: 1 }).slice(40),
      eve('tls', { sni: 'b.example.com' }, { flow_id: 2, dest_port: 443 }),
    ]
    const result = await scanned(put('cut-first-eve.json', lines.join('\n')))
    expect(result.captures[0]).toMatchObject({ format: 'suricata-eve', entries: 2 })
    expect(result.coverage.entries).toMatchObject({ malformed: 1 })
    expect(result.recipients.map(({ host }) => host)).toEqual(['b.example.com'])
  })

  test('messages of MQTT, SIP and SMTP', async () => {
    const mqtt = { dest_port: 1883, src_port: 50_002, flow_id: 5 }
    const back = { ...mqtt, src_ip: '198.51.100.2', src_port: 1883, dest_ip: '192.0.2.10', dest_port: 50_002 }
    const publish = { publish: { topic: 'd/s', message: `imei=${imei}` } }
    const lines = [
      eve('mqtt', { connect: { client_id: `dev-${imei}`, username: 'ada', password: 'secret' } }, mqtt),
      eve('mqtt', publish, mqtt),
      eve('mqtt', publish, back),
      eve('mqtt', { connack: {} }, mqtt),
      eve('sip', { method: 'REGISTER', uri: `sip:${imei}@ims.example.org` }, { flow_id: 6, proto: 'UDP' }),
      eve('sip', { code: '401', reason: 'Unauthorized' }, { flow_id: 6, proto: 'UDP' }),
      eve(
        'smtp',
        { helo: 'phone', mail_from: '<a@example.com>', rcpt_to: ['<b@example.org>'] },
        { flow_id: 7, email: { subject: `IMEI ${imei}` } },
      ),
      eve(
        'smtp',
        { mail_from: '<a@example.com>' },
        {
          flow_id: 8,
          email: { attachment: [`log-${imei}.txt`], url: [`one.example.com/?imei=${imei}`] },
        },
      ),
    ]
    const result = await scannedFor(put('messages-eve.json', lines.join('\n')))
    expect(carriers(result)).toEqual([
      'mqtt CONNECT, header Client-Id',
      'mqtt PUBLISH, form imei',
      'sip REGISTER, path [0]',
      'smtp MAIL, header Subject',
      'smtp MAIL, header Attachment',
      'smtp MAIL, query imei',
    ])
    expect(result.findings.map(({ identifiers }) => identifiers).flat()).toContain('account-credential')
    expect(result.coverage.entries?.other).toEqual({
      'mqtt event without a message of the client': 2,
      'sip event without a request': 1,
    })
  })

  test('what its events keep of the client of other protocols is searched, whoever is named first', async () => {
    const event = (type: string, inner: object, [source, target]: readonly [number, number]): string =>
      JSON.stringify({
        timestamp: '2026-03-04T07:40:00.123456+0000',
        flow_id: source + target,
        event_type: type,
        src_ip: source < target ? '198.51.100.20' : '192.0.2.10',
        src_port: source,
        dest_ip: source < target ? '192.0.2.10' : '198.51.100.20',
        dest_port: target,
        proto: 'TCP',
        [type]: inner,
      })
    const events = [
      event('ldap', { request: { bind_request: { name: imei } } }, [40_000, 389]),
      event('krb5', { cname: imei, error_code: 'x' }, [88, 40_000]),
      event('ssh', { client: { software_version: imei }, server: { software_version: 'x' } }, [40_000, 22]),
    ]
    const result = await scannedFor(put('others.json', events.join('\n')))
    expect(carriers(result)).toEqual([
      'unrecognised LDAP, header Name',
      'unrecognised KRB5, header Client',
      'unrecognised SSH, header Client',
    ])
    expect(result.recipients.map(({ addresses, ports }) => [addresses[0]?.address, ports])).toEqual([
      ['198.51.100.20', [22, 88, 389]],
    ])
  })

  test('all texts of requests of LDAP and PostgreSQL are searched, and their passwords are told', async () => {
    const event = (type: string, request: object): string =>
      eve(type, { request }, { dest_port: type === 'ldap' ? 389 : 5_432 })
    const hex = Buffer.from('\0anna\0Secr3t')
      .toString('hex')
      .replaceAll(/..(?=.)/g, '$&:')
    const events = [
      event('ldap', {
        add_request: { entry: 'cn=x', attributes: [{ name: 'device', values: ['a', imei] }] },
      }),
      event('ldap', { modify_request: { changes: [{ modification: { attribute_values: [imei] } }] } }),
      event('ldap', { compare_request: { attribute_value_assertion: { description: 'd e', value: imei } } }),
      event('ldap', { mod_dn_request: { entry: 'cn=x', new_rdn: `imei=${imei}` } }),
      event('ldap', { bind_request: { name: 'x', sasl: { mechanism: 'PLAIN', credentials: hex } } }),
      event('pgsql', { password: imei }),
      event('pgsql', { password: `md5${'a1'.repeat(16)}` }),
    ]
    const result = await scannedFor(put('requests.json', events.join('\n')))
    expect(carriers(result)).toEqual([
      'unrecognised LDAP, header device',
      'unrecognised LDAP, header attribute_values',
      'unrecognised LDAP, header value',
      'unrecognised LDAP, form imei',
      'unrecognised PGSQL, header Login-Password',
    ])
    const secrets = result.observations.filter(({ identifier }) => identifier === 'account-credential')
    expect(secrets.map(({ value }) => value)).toEqual(['Secr3t', imei])
  })

  test.each(['Zeek', 'Suricata'])(
    'a registration with the operator names it, in a log of %s',
    async (name) => {
      const uri = 'sip:ims.mnc001.mcc242.3gppnetwork.org'
      const sip = { method: 'REGISTER', uri }
      const zeek = {
        _path: 'sip',
        ts: 1_772_610_000,
        uid: 'C1',
        'id.orig_h': '192.0.2.10',
        'id.orig_p': 40_000,
        'id.resp_h': '198.51.100.20',
        'id.resp_p': 5_060,
        ...sip,
      }
      const log = name === 'Zeek' ? JSON.stringify(zeek) : eve('sip', sip, { dest_port: 5_060, proto: 'UDP' })
      const { recipients } = await scanned(put('register.log', log))
      expect(recipients.map(({ host, nameEvidence, flows }) => [host, nameEvidence, flows])).toEqual([
        ['ims.mnc001.mcc242.3gppnetwork.org', 'host', 1],
      ])
    },
  )

  test('whom the certificate of the client is for is what it told the server', async () => {
    const zeek = {
      _path: 'ssl',
      ts: 1_772_610_000,
      uid: 'C1',
      'id.orig_h': '192.0.2.10',
      'id.orig_p': 40_000,
      'id.resp_h': '198.51.100.20',
      'id.resp_p': 443,
      server_name: 'a.example.org',
      client_subject: `CN=${imei}`,
    }
    const logs = [
      JSON.stringify(zeek),
      eve('tls', { sni: 'a.example.org', client: { subject: 'CN=x', subjectaltname: [imei] } }, {}),
      eve('tls', { sni: 'a.example.org', client_subject: `CN=${imei}` }, {}),
    ]
    for (const log of logs) {
      const result = await scannedFor(put('client.log', log))
      const found = result.observations.map(({ identifier, direction }) => `${identifier} ${direction}`)
      expect(found).toEqual(['imei sent'])
      expect(result.recipients.map(({ host }) => host)).toEqual(['a.example.org'])
    }
  })

  test('a name that is told behind what was sent names it all the same', async () => {
    const udp = { proto: 'UDP', flow_id: 2, dest_ip: '192.0.2.53', dest_port: 53 }
    const answers = [{ rrname: 'mqtt.example.com', rrtype: 'A', ttl: 60, rdata: '198.51.100.2' }]
    const lines = [
      eve('mqtt', { connect: { client_id: imei } }, { flow_id: 5, src_port: 50_002, dest_port: 1883 }),
      eve('mqtt', { connect: { client_id: imei } }, { flow_id: 6, src_port: 50_003, dest_port: 1883 }),
      eve(
        'dns',
        { version: 2, type: 'answer', id: 1, rcode: 'NOERROR', rrname: 'mqtt.example.com', answers },
        udp,
      ),
    ]
    const [first, ...others] = await Promise.all(
      [lines, lines.toReversed(), [lines[0], lines[2], lines[1]]].map(async (order, index) => {
        const result = await scannedFor(put(`order-${index}.json`, order.join('\n')))
        expect(result.transmissions.map(({ summary }) => summary.host)).toEqual([
          'mqtt.example.com',
          'mqtt.example.com',
        ])
        return servers(result)
      }),
    )
    expect(first).toEqual([
      ['192.0.2.53', 'none', 1, 0],
      ['mqtt.example.com', 'dns-answer', 2, 90],
    ])
    for (const other of others) expect(other).toEqual(first)
  })

  test('messages of WebSockets, where Suricata was set to write them', async () => {
    const said = JSON.stringify({ imei })
    const payload_base64 = Buffer.from(said).toString('base64')
    const lines = [
      eve('http', { hostname: 'ws.example.com', url: '/s', http_method: 'GET', status: 101 }),
      eve('websocket', { fin: true, mask: 7, opcode: 'text', payload_base64 }),
      eve('websocket', { fin: true, mask: 8, opcode: 'text', payload_printable: said }),
      eve('websocket', { fin: true, opcode: 'text', payload_base64 }),
      eve(
        'websocket',
        { fin: true, opcode: 'text', payload_base64 },
        { src_ip: '198.51.100.2', src_port: 80, dest_ip: '192.0.2.10', dest_port: 50_002 },
      ),
      eve('websocket', { fin: true, mask: 9, opcode: 'text' }),
    ]
    const result = await scannedFor(put('websocket-eve.json', lines.join('\n')))
    expect(carriers(result)).toEqual([
      'websocket , json $.imei',
      'websocket , json $.imei',
      'received, json $.imei',
      'received, json $.imei',
    ])
    expect(result.recipients.map(({ host, addresses }) => [host, addresses[0]?.address])).toEqual([
      ['ws.example.com', '198.51.100.2'],
    ])
    expect(result.coverage.entries?.other).toEqual({ 'websocket event without what was said': 1 })
  })

  test('a log that was made a list, or laid out over several lines, is read as its lines are', async () => {
    const lines = [
      eve('http', { hostname: 'a.example.com', url: `/?imei=${imei}`, http_method: 'GET' }),
      eve('tls', { sni: 'b.example.com' }, { flow_id: 2, dest_port: 443 }),
      eve('stats', {}),
    ]
    const events = lines.map((line): unknown => JSON.parse(line))
    const written = {
      lines: lines.join('\n'),
      list: `[${lines.join(',')}]\n`,
      'laid out list': `\ufeff${JSON.stringify(events, null, 2)}`,
      'laid out': events.map((event) => JSON.stringify(event, null, '\t')).join('\n'),
    }
    const [first, ...others] = await Promise.all(
      Object.entries(written).map(async ([name, text]) => {
        const result = await scannedFor(put(`${name}.json`, text))
        return {
          servers: servers(result),
          carriers: carriers(result),
          entries: result.captures[0]?.entries,
          other: result.coverage.entries?.other,
        }
      }),
    )
    expect(first).toMatchObject({
      entries: 3,
      carriers: ['http GET, query imei'],
      other: { 'stats event': 1 },
    })
    for (const other of others) expect(other).toEqual(first)
  })

  test('bytes that an alert shows are read, each request once, in the connection that other events tell of', async () => {
    const request = `POST /i?a=1 HTTP/1.1\r\nHost: http.example.com\r\nX-Imei: ${imei}\r\n\r\n`
    const answer = `HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n${imei}`
    const base64 = (text: string): string => Buffer.from(text).toString('base64')
    const sent = { payload: base64(request), direction: 'to_server', tx_id: 0 }
    const back = { src_ip: '198.51.100.2', src_port: 80, dest_ip: '192.0.2.10', dest_port: 5002 }
    const datagram = { proto: 'UDP', flow_id: 2, src_port: 50_000, dest_port: 7_000 }
    const http = { hostname: 'http.example.com', url: '/i?a=1', http_method: 'POST', status: 200 }
    const lines = [
      eve('alert', { signature: 'one' }, sent),
      eve('alert', { signature: 'two' }, sent),
      eve('alert', { signature: 'three' }, { ...back, payload: base64(answer), direction: 'to_client' }),
      eve('http', http, { tx_id: 0 }),
      eve('http', { ...http, url: '/later' }, { tx_id: 1 }),
      eve('alert', { signature: 'four' }, { ...datagram, payload_printable: `..imei=${imei};` }),
      eve('alert', { signature: 'five' }, { proto: 'ICMP', payload: base64(imei) }),
      eve('alert', { signature: 'six' }, { payload: 'no base64!' }),
      eve('flow', { bytes_toserver: 300, bytes_toclient: 200 }, { app_proto: 'http' }),
    ]
    const result = await scannedFor(put('alerts.json', lines.join('\n')))
    expect(carriers(result)).toEqual([
      'http POST, header X-Imei',
      'received, body ',
      'unrecognised , form ..imei',
    ])
    expect(
      result.recipients.map(({ host, ports, flows, bytesToServer }) => [host, ports, flows, bytesToServer]),
    ).toEqual([
      ['http.example.com', [80], 1, 300],
      ['', [7_000], 1, 23],
    ])
    expect(result.coverage.flows).toMatchObject({ tcp: 1, udp: 1 })
    expect(result.coverage.entries?.other).toEqual({
      'alert event for bytes of another': 1,
      'http event of a request whose bytes are shown': 1,
      'alert event': 2,
    })
    expect(result.anomalies.map(({ tally }) => tally.code.code)).toEqual(['source.entry.lossy_text'])
  })

  /** A frame as Suricata 7 writes it: of a stream with its place, of a datagram without. */
  const frame = (type: string, text: string, offset: number | null, more: object = {}): object => ({
    type,
    id: 1,
    direction: 'toserver',
    ...(offset === null ? {} : { stream_offset: offset }),
    length: text.length,
    payload: Buffer.from(text, 'latin1').toString('base64'),
    complete: true,
    ...more,
  })
  const back = { src_ip: '198.51.100.2', src_port: 80, dest_ip: '192.0.2.10', dest_port: 5002 }

  test('frames show requests with their bodies, each byte once, and answers to them', async () => {
    const json = `{"imei":"${imei}","n":1}`
    const head = `POST /i HTTP/1.1\r\nHost: http.example.com\r\nContent-Length: ${json.length}\r\n\r\n`
    const request = `${head}${json}`
    const first = request.slice(0, head.length + 20)
    const next = `GET /j?imei=${imei} HTTP/1.1\r\nHost: http.example.com\r\n\r\n`
    const answer = 'HTTP/1.1 204 No Content\r\n\r\n'
    const http = { hostname: 'http.example.com', url: '/i', http_method: 'POST', status: 204 }
    const of = { app_proto: 'http' }
    const toClient = { direction: 'toclient' }
    const lines = [
      eve('frame', frame('stream', first, 0), of),
      eve('frame', frame('request', request, 0, { tx_id: 0 }), of),
      eve('frame', frame('stream', answer, 0, toClient), { ...of, ...back }),
      eve('frame', frame('response', answer, 0, { ...toClient, tx_id: 0 }), { ...of, ...back }),
      eve('http', http, { tx_id: 0 }),
      eve('alert', {}, { payload: Buffer.from(request).toString('base64') }),
      eve('frame', frame('request', next, request.length, { tx_id: 1 }), of),
      eve('http', { ...http, url: `/j?imei=${imei}`, http_method: 'GET' }, { tx_id: 1 }),
      eve('http', { ...http, url: '/k', http_method: 'GET' }, { tx_id: 2 }),
      eve('frame', { ...frame('stream', '', 0), payload: undefined }, { ...of, flow_id: 2 }),
      eve('frame', frame('pdu', '\x16\x03\x01', 0), { app_proto: 'tls', flow_id: 3 }),
    ]
    const result = await scannedFor(put('frames.json', lines.join('\n')))
    expect(carriers(result)).toEqual(['http POST, json $.imei', 'http GET, query imei'])
    expect(result.transmissions.map(({ receipt }) => receipt?.status)).toEqual([204, undefined])
    expect(result.recipients.map(({ host, flows }) => [host, flows])).toEqual([['http.example.com', 1]])
    expect(result.coverage.entries?.other).toEqual({
      'frame event for bytes of another': 1,
      'http event of a request whose bytes are shown': 2,
      'alert event for bytes of another': 1,
      'frame event': 1,
      'frame event of tls': 1,
    })
    expect(result.anomalies).toEqual([])
  })

  test('a message of which frames and events tell counts once, whichever comes first', async () => {
    const text = (said: string): string => `${String.fromCharCode(0, said.length)}${said}`
    const unit = (kind: number, said: string): string => `${String.fromCharCode(kind, said.length)}${said}`
    const connect = unit(0x10, `${text('MQTT')}\x04\x00\x00\x3c${text(`dev-${imei}`)}`)
    const publish = unit(0x30, `${text('fleet/1/loc')}{"imei":"${imei}"}`)
    const mqtt = { app_proto: 'mqtt', dest_port: 1883 }
    const lines = [
      eve('frame', frame('stream', connect, 0), mqtt),
      eve('frame', frame('pdu', connect, 0), mqtt),
      eve('frame', frame('header', connect.slice(0, 2), 0), mqtt),
      eve('mqtt', { connect: { client_id: `dev-${imei}` } }, mqtt),
      eve('mqtt', { publish: { topic: 'fleet/1/loc', message: `{"imei":"${imei}"}` } }, mqtt),
      eve('frame', frame('pdu', publish, connect.length), mqtt),
      eve('mqtt', { publish: { topic: 'fleet/2/loc', message: `{"imei":"${imei}"}` } }, mqtt),
    ]
    const result = await scannedFor(put('message-frames.json', lines.join('\n')))
    expect(result.transmissions.map(({ summary }) => `${summary.method} ${summary.path}`)).toEqual([
      'CONNECT ',
      'PUBLISH fleet/1/loc',
      'PUBLISH fleet/2/loc',
    ])
    expect(result.coverage.entries?.other).toEqual({
      'frame event for bytes of another': 3,
      'mqtt event of a message whose bytes are shown': 1,
    })
  })

  test('a datagram is its first frame, and bytes behind others that are missing are read on their own', async () => {
    const register = `REGISTER sip:ims.example.org SIP/2.0\r\nFrom: <sip:${imei}@ims.example.org>\r\nCall-ID: a@b\r\nCSeq: 1 REGISTER\r\n\r\n`
    const sip = { app_proto: 'sip', proto: 'UDP', flow_id: 9, src_port: 5060, dest_port: 5060 }
    const later = `GET /late?imei=${imei} HTTP/1.1\r\nHost: http.example.com\r\n\r\n`
    const lines = [
      eve('frame', frame('pdu', register, null), sip),
      eve('frame', frame('request.line', register.slice(0, 38), null), sip),
      eve('sip', { method: 'REGISTER', uri: 'sip:ims.example.org' }, sip),
      eve('frame', frame('stream', 'POST /x HTTP/1.1\r\nContent-Length: 9000\r\n\r\n', 0), {
        app_proto: 'http',
      }),
      eve('frame', frame('request', later, 9_042, { tx_id: 1 }), { app_proto: 'http' }),
    ]
    const result = await scannedFor(put('datagram-frames.json', lines.join('\n')))
    expect(result.transmissions.map(({ summary }) => `${summary.protocol} ${summary.method}`)).toEqual([
      'sip REGISTER',
      'http GET',
    ])
    expect(result.coverage.entries?.other).toEqual({
      'frame event for bytes of another': 1,
      'sip event of a message whose bytes are shown': 1,
    })
  })

  test('a hello that an alert shows whole is not counted again with its event', async () => {
    const hello = tlsRecord(clientHello({ sni: 'tls.example.com' }))
    const tls = { sni: 'tls.example.com', version: 'TLS 1.3' }
    const counted = async (shown: Buffer, event: object): Promise<number[]> => {
      const lines = [
        eve('alert', {}, { payload: shown.toString('base64'), app_proto: 'tls' }),
        eve('tls', event, { app_proto: 'tls' }),
      ]
      const result = await scanned(put('hello-eve.json', lines.join('\n')))
      return result.hellos.map(({ count }) => count)
    }
    expect(await counted(hello, tls)).toEqual([1])
    expect(await counted(hello.subarray(0, 60), tls)).toEqual([1])
    // A name that only the certificate tells is in no hello.
    expect(await counted(hello, { subject: 'CN=tls.example.com' })).toEqual([1, 1])
  })

  test('FTP: logins and commands, also of nobody in particular', async () => {
    const ftp = (command: string, data: string, code: string, flow: number): string =>
      eve(
        'ftp',
        { command, command_data: data, completion_code: [code], reply: ['well'], reply_received: 'yes' },
        { flow_id: flow, dest_port: 21 },
      )
    const lines = [
      ftp('USER', 'alice', '331', 1),
      ftp('PASS', 'secret-77', '230', 1),
      ftp('STOR', `${imei}.txt`, '226', 1),
      ftp('USER', 'anonymous', '331', 2),
      ftp('PASS', 'mozilla@example.com', '230', 2),
      eve('ftp', { completion_code: ['220'], reply: ['hello'] }, { flow_id: 2 }),
    ]
    const result = await scannedFor(put('ftp.json', lines.join('\n')))
    expect(carriers(result)).toHaveLength(1)
    expect(result.coverage.entries?.other).toEqual({ 'ftp event without a command': 1 })
    const told = result.observations.flatMap(({ chain }) => chain.map(({ detail }) => detail))
    expect(told).toContain('Login-Password')
    expect(told).not.toContain('Anonymous-Login')
  })

  test('bytes that a later alert shows again, with more behind them, are told once', async () => {
    const json = `{"imei":"${imei}"}`
    const head = `POST /report HTTP/1.1\r\nHost: one.example.com\r\nContent-Length: ${json.length}\r\n\r\n`
    const next = `GET /next?imei=${imei} HTTP/1.1\r\nHost: one.example.com\r\n\r\n`
    const whole = `${head}${json}${next}`
    const base64 = (text: string): string => Buffer.from(text).toString('base64')
    for (const ends of [[20, 90], [head.length + 3, whole.length], [head.length + json.length], []]) {
      const lines = [...ends, whole.length].map((end) =>
        eve('alert', {}, { payload: base64(whole.slice(0, end)) }),
      )
      const result = await scannedFor(put('grown.json', lines.join('\n')))
      expect(
        result.transmissions.map(({ summary }) => `${summary.method} ${summary.host}${summary.path}`),
      ).toEqual(['POST one.example.com/report', 'GET one.example.com/next'])
      expect(carriers(result)).toHaveLength(2)
      expect(result.coverage.summary.payload).toBe(whole.length)
    }
  })

  test('bodies that an alert shows without the bytes of the wire are read, each request once', async () => {
    const http = {
      hostname: 'http.example.com',
      url: '/report',
      http_method: 'POST',
      status: 200,
      http_request_body: Buffer.from(`{"imei":"${imei}"}`).toString('base64'),
    }
    const { http_request_body: _, ...head } = http
    const back = { src_ip: '198.51.100.2', src_port: 80, dest_ip: '192.0.2.10', dest_port: 5002 }
    const lines = [
      eve('alert', {}, { tx_id: 0, direction: 'to_server', http }),
      eve('alert', {}, { tx_id: 0, ...back, direction: 'to_client', http }),
      eve('http', head, { tx_id: 0 }),
      eve(
        'alert',
        {},
        { tx_id: 1, direction: 'to_server', http: { ...head, http_request_body_printable: `x=${imei}` } },
      ),
      eve('alert', {}, { tx_id: 2, http: head }),
    ]
    const result = await scannedFor(put('alerted.json', lines.join('\n')))
    expect(carriers(result)).toEqual(['http POST, json $.imei', 'http POST, form x'])
    expect(result.recipients.map(({ host, ports }) => [host, ports])).toEqual([['http.example.com', [80]]])
    expect(result.coverage.entries?.other).toEqual({
      'alert event for bytes of another': 1,
      'http event of a request whose bytes are shown': 1,
      'alert event': 1,
    })
    expect(result.anomalies.map(({ tally }) => tally.code.code)).toEqual(['source.entry.lossy_text'])
  })

  test('an answer, and the rest of a body, that only a later alert shows are read', async () => {
    const body = `{"a":1,"imei":"${imei}"}`
    const base64 = (text: string): string => Buffer.from(text).toString('base64')
    const http = { hostname: 'http.example.com', url: '/report', http_method: 'POST', status: 200 }
    const cut = { ...http, http_request_body: base64(body.slice(0, 7)) }
    const whole = { ...http, http_request_body: base64(body) }
    const answered = { ...whole, http_response_body: base64(`{"id":"${imei}"}`) }
    const lines = [cut, whole, whole, answered, answered].map((shown, index) =>
      eve('alert', { signature_id: index }, { tx_id: 0, direction: 'to_server', http: shown }),
    )
    const result = await scannedFor(put('grown-bodies.json', lines.join('\n')))
    expect(carriers(result)).toEqual([
      'http POST, json $.imei',
      'http POST, json $.imei',
      'received, json $.id',
    ])
    expect(result.coverage.entries?.other).toEqual({ 'alert event for bytes of another': 2 })
    expect(result.recipients.map(({ host }) => host)).toEqual(['http.example.com'])
  })

  test('bodies that an alert shows beside bytes of the wire are read, too, and once', async () => {
    const base64 = (text: string): string => Buffer.from(text).toString('base64')
    const body = `{"a":"${'x'.repeat(40)}","imei":"${imei}"}`
    const head = `POST /report HTTP/1.1\r\nHost: http.example.com\r\nContent-Length: ${body.length}\r\n\r\n`
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'
    const http = {
      hostname: 'http.example.com',
      url: '/report',
      http_method: 'POST',
      status: 200,
      http_request_body: base64(body),
    }
    const back = { src_ip: '198.51.100.2', src_port: 80, dest_ip: '192.0.2.10', dest_port: 5002 }
    const chunked = `POST /report HTTP/1.1\r\nHost: http.example.com\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
    for (const [name, alert] of [
      ['a first packet', { direction: 'to_server', payload: base64(`${head}${body.slice(0, 20)}`), http }],
      ['the head alone', { direction: 'to_server', payload: base64(head), http }],
      ['all', { direction: 'to_server', payload: base64(`${head}${body}`), http }],
      ['chunks', { direction: 'to_server', payload: base64(chunked), http }],
      ['a later packet', { direction: 'to_server', payload: base64(body.slice(20, 40)), http }],
      ['the answer', { ...back, direction: 'to_client', payload: base64(answer), http }],
    ] as const) {
      const lines = [eve('alert', {}, { tx_id: 0, ...alert }), eve('alert', {}, { tx_id: 0, ...alert })]
      const result = await scannedFor(put('beside.json', lines.join('\n')))
      expect([name, ...carriers(result)]).toEqual([name, 'http POST, json $.imei'])
      expect(result.recipients.map(({ host }) => host)).toEqual(['http.example.com'])
    }
  })

  test('an alert that shows a request again, with the body of its answer beside it, tells the answer only', async () => {
    const base64 = (text: string): string => Buffer.from(text).toString('base64')
    const body = `{"a":"${'x'.repeat(40)}","imei":"${imei}"}`
    const answer = `{"id":"${imei}"}`
    const head = `POST /report HTTP/1.1\r\nHost: http.example.com\r\nContent-Length: ${body.length}\r\n\r\n`
    const http = {
      hostname: 'http.example.com',
      url: '/report',
      http_method: 'POST',
      http_content_type: 'application/json',
      status: 200,
      http_request_body: base64(body),
      http_response_body: base64(answer),
    }
    const back = { src_ip: '198.51.100.2', src_port: 80, dest_ip: '192.0.2.10', dest_port: 5002 }
    const sent = { direction: 'to_server', payload: base64(`${head}${body}`) }
    const answered = `HTTP/1.1 200 OK\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`
    for (const [name, ...alerts] of [
      ['of the stream', sent, { ...sent, tx_id: 0, http }],
      ['of one packet', { ...sent, tx_id: 0, http }],
      ['three of them', sent, { ...sent, tx_id: 0, http }, { ...sent, tx_id: 0, http }],
      [
        'for the answer',
        sent,
        { ...back, direction: 'to_client', payload: base64(answered), tx_id: 0, http },
      ],
    ] as const) {
      const lines = alerts.map((alert) => eve('alert', {}, alert))
      lines.push(eve('http', http, { tx_id: 0 }))
      const result = await scannedFor(put('answered.json', lines.join('\n')))
      expect([name, ...carriers(result)]).toEqual([name, 'http POST, json $.imei', 'received, json $.id'])
      expect(result.anomalies).toEqual([])
      expect([name, result.exchanges]).toEqual([name, 1])
      if (name !== 'for the answer')
        expect(result.transmissions.map(({ receipt }) => receipt?.status)).toEqual([200])
    }
  })

  test('of QUIC only the hello of the client is one, whoever sent the packet of an event', async () => {
    const ends = { proto: 'UDP', src_port: 50_000, dest_port: 443 }
    const back = {
      proto: 'UDP',
      src_ip: '198.51.100.2',
      src_port: 443,
      dest_ip: '192.0.2.10',
      dest_port: 50_000,
    }
    const lines = [
      eve('quic', { version: '1', sni: 'quic.example.com', ja3: {} }, ends),
      eve('quic', { version: '0' }, back),
      eve('quic', { version: '1' }, back),
      eve('quic', { version: '1' }, ends),
    ]
    const result = await scanned(put('quic-eve.json', lines.join('\n')))
    expect(result.hellos).toEqual([{ sni: 'quic.example.com', transport: 'quic', count: 1 }])
    expect(result.recipients.map(({ host }) => host)).toEqual(['quic.example.com'])
    expect(result.coverage.entries?.other).toEqual({ 'quic event without a hello': 3 })
    const alone = await scanned(put('quic-server-eve.json', lines[1] ?? ''))
    expect(alone.recipients).toEqual([])
    const unnamed = await scanned(put('quic-unnamed-eve.json', lines[3] ?? ''))
    expect(unnamed.hellos).toEqual([{ sni: '', transport: 'quic', count: 1 }])
  })

  test('a handshake that names no server is named by its certificate, unless an answer of DNS does', async () => {
    const subject = 'C=US, O=Example, CN=*.cdn.example'
    const server = (id: number, address: string): object => ({
      flow_id: id,
      dest_ip: address,
      dest_port: 443,
    })
    const flow = { bytes_toserver: 70, bytes_toclient: 90 }
    const answer = { type: 'answer', rrname: 'asked.example', rrtype: 'A', rcode: 'NOERROR' }
    const lines = [
      eve('tls', { subject, version: 'TLSv1' }, server(1, '198.51.100.2')),
      eve('tls', { subject, subjectaltname: ['*.shop.example'] }, server(2, '198.51.100.3')),
      eve('tls', { subject, sni: 'said.example' }, server(3, '198.51.100.4')),
      eve('tls', { subject }, server(4, '198.51.100.5')),
      eve(
        'dns',
        { ...answer, grouped: { A: ['198.51.100.5'] } },
        { flow_id: 5, dest_ip: '192.0.2.53', dest_port: 53 },
      ),
      eve('flow', flow, server(1, '198.51.100.2')),
      eve('flow', flow, server(2, '198.51.100.3')),
      eve('flow', flow, server(4, '198.51.100.5')),
    ]
    const result = await scanned(put('certificates-eve.json', lines.join('\n')))
    expect(servers(result)).toEqual([
      ['192.0.2.53', 'none', 1, 0],
      ['asked.example', 'dns-answer', 1, 70],
      ['cdn.example', 'certificate', 1, 70],
      ['said.example', 'sni', 1, 0],
      ['shop.example', 'certificate', 1, 70],
    ])
  })

  test.each([
    ['by its fingerprint', { cert_chain_fps: ['b3', 'c4'] }, { fingerprint: 'b3' }],
    ['by the file that it was, in older logs', { cert_chain_fuids: ['F1', 'F2'] }, { id: 'F1' }],
  ])(
    'of Zeek the certificate stands in a log of its own: found %s, whichever log comes first',
    async (_, shown, id) => {
      const { host: _host, uri: _uri, ...ends } = zeekHandshake
      const ssl = put('ssl.json', JSON.stringify({ _path: 'ssl', ...ends, version: 'TLSv12', ...shown }))
      const conn = put(
        'conn.json',
        JSON.stringify({
          _path: 'conn',
          ...ends,
          proto: 'tcp',
          conn_state: 'SF',
          orig_bytes: 70,
          resp_bytes: 90,
        }),
      )
      const certificate = {
        'certificate.subject': 'CN=*.cdn.example,O=Example',
        'san.dns': ['*.cdn.example'],
      }
      const x509 = put('x509.json', JSON.stringify({ _path: 'x509', ts: ends.ts, ...id, ...certificate }))
      for (const files of [
        [ssl, conn, x509],
        [x509, conn, ssl],
      ]) {
        const result = await scanned(...files)
        expect(servers(result)).toEqual([['cdn.example', 'certificate', 1, 70]])
        expect(result.coverage.entries?.other).toEqual({ 'x509 record': 1 })
      }
      const other = put(
        'x509-of-another.json',
        JSON.stringify({ _path: 'x509', ts: ends.ts, fingerprint: 'd5', ...certificate }),
      )
      expect(servers(await scanned(ssl, conn, other))).toEqual([['198.51.100.2', 'none', 1, 70]])
    },
  )

  test('netflow tells of each direction by itself: both are one conversation, with flow or without', async () => {
    const netflow = (bytes: number): object => ({ pkts: 3, bytes, start: '2026-03-04T07:40:00.000000+0000' })
    const ends = { flow_id: 1, dest_port: 443, src_port: 50_000 }
    const back = { ...ends, src_ip: '198.51.100.2', src_port: 443, dest_ip: '192.0.2.10', dest_port: 50_000 }
    const both = [eve('netflow', netflow(71), ends), eve('netflow', netflow(91), back)]
    const whole = eve('flow', { bytes_toserver: 71, bytes_toclient: 91 }, ends)
    for (const lines of [both, both.toReversed(), [...both, whole], [whole, ...both]]) {
      const result = await scanned(put('netflow-eve.json', lines.join('\n')))
      expect(servers(result)).toEqual([['198.51.100.2', 'none', 1, 71]])
      expect(result.recipients[0]?.bytesToClient).toBe(91)
    }
    const one = await scanned(put('netflow-eve.json', eve('netflow', netflow(91), back)))
    expect(servers(one)).toEqual([['198.51.100.2', 'none', 1, 0]])
  })

  test('what a frame leaves out of a datagram was never recorded, and is counted', async () => {
    const frame = { type: 'pdu', direction: 'toserver', length: 476, complete: true }
    const payload = Buffer.from(`hello imei=${imei} `.padEnd(256, '.')).toString('base64')
    const result = await scannedFor(
      put('cut-eve.json', eve('frame', { ...frame, payload }, { proto: 'UDP', app_proto: 'sip' })),
    )
    expect(carriers(result)).toHaveLength(1)
    expect(result.coverage.entries?.notRecorded).toEqual({ entries: 0, bodies: 1, bodyBytes: 220 })
    expect(result.anomalies.map(({ tally }) => [tally.code.code, tally.count])).toContainEqual([
      'source.eve.frame_cut',
      1,
    ])
  })

  test('the name of a file that is uploaded is told by an event of its own, as a request is that has it', async () => {
    const request = { hostname: 'one.example.com', url: '/up', http_method: 'POST', status: 200 }
    const file = (filename: string, more: object = {}): string =>
      eve('fileinfo', { filename, size: 11 }, { app_proto: 'http', tx_id: 1, http: request, ...more })
    const back = { src_ip: '198.51.100.2', src_port: 80, dest_ip: '192.0.2.10', dest_port: 5_002 }
    const lines = [
      eve('http', { ...request, url: '/first' }, { tx_id: 0 }),
      file(`log-${imei}.txt`),
      file('second.txt'),
      file('/up'),
      file('answer.txt', back),
      eve('http', request, { tx_id: 1 }),
    ]
    const result = await scannedFor(put('files-eve.json', lines.join('\n')))
    expect(result.transmissions.map(({ summary }) => summary.host + summary.path)).toEqual([
      'one.example.com/up',
    ])
    expect(carriers(result)).toEqual(['http POST, header Filename'])
    expect(result.coverage.entries?.other).toEqual({ 'fileinfo event': 2 })
    expect(result.coverage.entries?.notRecorded).toMatchObject({ bodies: 2, bodyBytes: 22 })
  })

  test('a connection that began before the capture is one with the server, whoever spoke first in it', async () => {
    const flow = { bytes_toserver: 91, bytes_toclient: 145 }
    const back = {
      src_ip: '198.51.100.2',
      src_port: 443,
      dest_ip: '10.0.0.2',
      dest_port: 50_000,
      app_proto: 'failed',
    }
    for (const [name, ends, tcp, expected] of [
      ['by the port', back, { tcp_flags_ts: '00' }, ['198.51.100.2', 'none', 1, 145]],
      ['by the address', { ...back, src_port: 5_222 }, {}, ['198.51.100.2', 'none', 1, 145]],
      // The start shows that the phone served: what it sent counts for who asked.
      ['by the start', back, { syn: true, tcp_flags_ts: '1b' }, ['198.51.100.2', 'none', 1, 145]],
      ['of the client', { dest_port: 443, src_port: 50_000 }, {}, ['198.51.100.2', 'none', 1, 91]],
      ['of older versions', { dest_port: 443, src_port: 50_000 }, undefined, ['198.51.100.2', 'none', 1, 91]],
    ] as const) {
      const result = await scanned(put('mid-eve.json', eve('flow', flow, { ...ends, tcp })))
      expect([name, ...servers(result)]).toEqual([name, expected])
    }
  })

  test('the handshake says which side of a WebSocket is the client, whatever the ports are', async () => {
    const payload_base64 = Buffer.from(JSON.stringify({ imei })).toString('base64')
    const ends = { src_port: 1_025, dest_port: 80 }
    const back = { src_ip: '198.51.100.2', src_port: 80, dest_ip: '192.0.2.10', dest_port: 1_025 }
    const lines = [
      eve('http', { hostname: 'ws.example.com', url: '/s', http_method: 'GET', status: 101 }, ends),
      eve('websocket', { fin: true, opcode: 'text', payload_base64 }, back),
    ]
    const result = await scannedFor(put('websocket-ports.json', lines.join('\n')))
    expect(carriers(result)).toEqual(['received, json $.imei'])
    expect(result.recipients.map(({ host, addresses }) => [host, addresses[0]?.address])).toEqual([
      ['ws.example.com', '198.51.100.2'],
    ])
  })

  test('whose bytes an alert of an older version shows is told by who began the flow, or the ports', async () => {
    const answer = `HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n${imei}`
    const payload = Buffer.from(answer).toString('base64')
    const ends = { src_ip: '198.51.100.2', src_port: 80, dest_ip: '192.0.2.10' }
    const ways = [
      { ...ends, dest_port: 50_000, payload },
      { ...ends, dest_port: 90, flow_id: 2, payload, flow: { src_ip: '192.0.2.10' } },
      { ...ends, src_port: 53, dest_port: 50_000, flow_id: 3, payload, direction: 'to_client' },
    ]
    for (const way of ways) {
      const result = await scannedFor(put('alert.json', eve('alert', {}, way)))
      expect(result.recipients.map(({ addresses, ports }) => [addresses[0]?.address, ports])).toEqual([
        ['198.51.100.2', [way.src_port]],
      ])
      expect(result.transmissions).toEqual([])
    }
  })

  const hasSuricata = spawnSync('suricata', ['--build-info']).status === 0
  if (!hasSuricata) process.stderr.write('suricata is not here: its own logs are not compared\n')

  test.skipIf(!hasSuricata)(
    'as Suricata itself writes it of a capture: the same servers as in the packets',
    // Suricata alone may take a minute to start beside other tests.
    { timeout: 90_000 },
    async () => {
      const request = `GET /i?imei=${imei} HTTP/1.1\r\nHost: http.example.com\r\nUser-Agent: app/1\r\n\r\n`
      const answer = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok'
      const talk = new TcpConversation({ source: '192.0.2.10', target: '198.51.100.2' })
      const { frames } = talk.open().send(request).reply(answer).close()
      const question = dnsMessage({ questions: [dnsQuestion('asked.example.com')] })
      frames.push(
        udpPacket({ source: '192.0.2.10', target: '192.0.2.53', targetPort: 53, payload: question }),
      )
      const capture = put('peer.pcap', pcapFile(frames))
      const logs = join(folder, 'logs')
      mkdirSync(logs)
      execFileSync('suricata', ['-r', capture, '-l', logs, '-k', 'none'], {
        stdio: 'ignore',
        timeout: 60_000,
      })
      const logged = await scanned(join(logs, 'eve.json'))
      const packets = await scanned(capture)
      const seen = (result: ScanResult): unknown => ({
        hosts: result.recipients.map(({ host }) => host),
        names: result.dnsNames,
        identifiers: result.observations.map(({ identifier, normal }) => [identifier, normal]),
        sent: result.transmissions.map(({ summary }) => [
          summary.method,
          summary.host,
          summary.path,
          summary.status,
          summary.communityId,
        ]),
      })
      expect(seen(logged)).toEqual(seen(packets))
    },
  )
})

describe('other ways of writing', () => {
  const readLines = (format: EntryFormat, lines: readonly unknown[]): ReturnType<typeof readEntries> => {
    const file = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    expect(sniffFormat(file, 0, file.length)).toBe(format)
    const read = readEntries(format, file)
    expect(accountedBytes(read)).toBe(file.length)
    return read
  }
  const rest = { trans_depth: 1, method: 'GET', host: 'a.example', uri: `/x?i=${imei}`, status_code: 200 }
  const at = { sec: 1_772_610_000, nsec: 123_456_000 }

  test.each([
    ['milliseconds', 1_772_610_000_123.456, 'id.'],
    ['ISO 8601, and another separator of scopes', '2026-03-04T07:40:00.123456Z', 'id_'],
  ])('Zeek: times as %s', (_name, ts, scope) => {
    const ends = {
      [`${scope}orig_h`]: '192.0.2.10',
      [`${scope}orig_p`]: 40_000,
      [`${scope}resp_h`]: '198.51.100.7',
      [`${scope}resp_p`]: 80,
    }
    const [one] = readLines('zeek', [{ ts, ...ends, ...rest }]).entries
    expect(one?.entry).toMatchObject({
      kind: 'exchange',
      at,
      ends: {
        clientAddress: '192.0.2.10',
        serverAddress: '198.51.100.7',
        serverPort: 80,
        clientPort: 40_000,
      },
    })
  })

  test('Suricata: HTTP/2 names host and start line in fields of their own, and its settings are no exchange', () => {
    const event = (http: object): object => ({
      timestamp: '2026-03-04T07:40:00.123456+0000',
      event_type: 'http',
      src_ip: '192.0.2.10',
      src_port: 40_000,
      dest_ip: '198.51.100.7',
      dest_port: 80,
      proto: 'TCP',
      http: { version: '2', ...http },
    })
    const field = (name: string, value: string): object => ({ name, value })
    const read = readLines('suricata-eve', [
      event({ http2: { stream_id: 0, request: {}, response: { settings: [] } } }),
      event({
        request_headers: [
          field(':method', 'POST'),
          field(':path', '/x'),
          field(':authority', 'a.example'),
          field('x-imei', imei),
        ],
        response_headers: [field(':status', '200'), field('server', 'b')],
        url: '/x',
        http_method: 'POST',
        status: 200,
      }),
    ])
    expect([...read.counts.other]).toEqual([['http event without a request', 1]])
    const { request, response } = (read.entries[0] as { entry: Entry }).entry as ExchangeEntry
    expect(request.head.toString()).toBe(`POST /x HTTP/2\r\nx-imei: ${imei}\r\nHost: a.example\r\n\r\n`)
    expect(response?.head.toString()).toBe('HTTP/2 200\r\nserver: b\r\n\r\n')
  })
})

test('a column of Zeek, or a member of an event of Suricata, that is named twice is noted', () => {
  const zeek = ['#separator \\x09', '#path\thttp', '#fields\tts\turi\turi', '1772610126.0\t/a\t/b', ''].join(
    '\n',
  )
  const eve = '{"event_type":"http","http":{"url":"/a","url":"/b"}}\n'
  for (const [format, text] of [
    ['zeek', zeek],
    ['suricata-eve', eve],
    ['android-intrusion-log', '{"dns_event":{"hostname":"a.example","hostname":"b.example"}}\n'],
  ] as const)
    expect(readEntries(format, Buffer.from(text)).codes).toMatchObject({ 'source.entry.named_twice': 1 })
})

test('events of Suricata that a pipeline gave another form are read as they stand, and that is said', () => {
  const eventOf = (type: string, part: unknown, beside = {}): string =>
    JSON.stringify({
      timestamp: '2026-03-04T07:42:06.000000+0000',
      event_type: type,
      src_ip: '192.0.2.10',
      src_port: 50_000,
      dest_ip: '198.51.100.2',
      dest_port: 80,
      proto: 'TCP',
      [type]: part,
      ...beside,
    })
  const http = { hostname: 'a.example', http_method: 'GET', url: '/', protocol: 'HTTP/1.1' }
  for (const line of [
    eventOf('http', { ...http, url: [`/?imei=${imei}`] }),
    eventOf('http', { ...http, url: { path: `/?imei=${imei}` } }),
    eventOf('http', { ...http, http_user_agent: Number(imei) }),
    eventOf('http', { ...http, request_headers: { 'X-Imei': imei } }),
    eventOf('http', { ...http, request_headers: [{ 'X-Imei': imei }] }),
    eventOf('http', { ...http, request_headers: [{ name: 'X-Imei', value: [imei] }] }),
    eventOf('http', [{ ...http, url: `/?imei=${imei}` }]),
    eventOf('smtp', { helo: 'x', rcpt_to: `${imei}@example.com` }),
    eventOf('smtp', { helo: 'x' }, { email: { to: `${imei}@example.com` } }),
    eventOf('sip', { method: 'REGISTER', uri: [`sip:${imei}@example.com`] }),
    eventOf('dhcp', { type: 'request', dhcp_type: 'request', hostname: [imei] }),
    eventOf('ftp', { command: ['STOR'], command_data: imei }),
    eventOf('mqtt', { connect: { client_id: [imei], protocol_version: 4 } }),
    eventOf('mqtt', { subscribe: { topics: { topic: imei } } }),
    eventOf('websocket', { mask: 1, payload_printable: [imei] }),
  ]) {
    const { entries, codes } = readEntries('suricata-eve', Buffer.from(`${line}\n`))
    const [entry] = entries.map((one) => one.entry)
    const sent =
      entry?.kind === 'exchange'
        ? [entry.request.head, entry.request.body]
        : entry?.kind === 'stream'
          ? entry.pieces.map(({ bytes }) => bytes)
          : []
    expect(Buffer.concat(sent).toString()).toContain(imei)
    expect(codes).toEqual({ 'source.entry.odd_shape': 1 })
  }
  const plain = eventOf('http', { ...http, request_headers: [{ name: 'X', value: 'y' }, { name: 'Z' }] })
  expect(readEntries('suricata-eve', Buffer.from(plain)).codes).toEqual({})
  const { codes } = readEntries('suricata-eve', Buffer.from(eventOf('http', 'GET /')))
  expect(codes).toEqual({ 'source.entry.malformed': 1 })
})

/** An event of Suricata on a request, without what it says of it. */
const eveOfHttp = {
  timestamp: '2026-03-04T07:42:06.000000+0000',
  event_type: 'http',
  src_ip: '192.0.2.10',
  src_port: 50_000,
  dest_ip: '198.51.100.2',
  dest_port: 80,
  proto: 'TCP',
}

test('fields of heads that Suricata was set to write by name are read in the head that they are of', () => {
  const eventOf = (http: object): string =>
    JSON.stringify({
      ...eveOfHttp,
      http: { hostname: 'a.example', http_method: 'GET', url: '/', protocol: 'HTTP/1.1', ...http },
    })
  const fields = {
    cookie: [`imei=${imei}`, 'b=2'],
    accept_language: 'nb',
    proxy_authorization: 'Basic eA==',
    set_cookie: 'c=3',
    content_type: 'text/html; charset=utf-8',
    content_range: { raw: 'bytes 0-1/2', start: 0, end: 1, size: 2 },
  }
  const { entries, codes } = readEntries(
    'suricata-eve',
    Buffer.from(eventOf({ ...fields, status: 200, http_content_type: 'text/html' })),
  )
  expect(codes).toEqual({})
  const { request, response } = (entries[0] as { entry: Entry }).entry as ExchangeEntry
  expect(request.head.toString()).toBe(
    'GET / HTTP/1.1\r\nHost: a.example\r\nAccept-Language: nb\r\n' +
      `Cookie: imei=${imei}\r\nCookie: b=2\r\nProxy-Authorization: Basic eA==\r\n\r\n`,
  )
  expect(response?.head.toString()).toBe(
    'HTTP/1.1 200\r\nContent-Range: bytes 0-1/2\r\nContent-Type: text/html; charset=utf-8\r\n' +
      'Set-Cookie: c=3\r\n\r\n',
  )
  // Lists of fields say it all.
  const listed = eventOf({ cookie: 'a=1', request_headers: [{ name: 'Cookie', value: 'a=1' }] })
  const [one] = readEntries('suricata-eve', Buffer.from(listed)).entries
  expect(((one as { entry: Entry }).entry as ExchangeEntry).request.head.toString()).toBe(
    'GET / HTTP/1.1\r\nCookie: a=1\r\nHost: a.example\r\n\r\n',
  )
  // Where no status tells of an answer, what it had is not read.
  expect(readEntries('suricata-eve', Buffer.from(eventOf({ set_cookie: 'c=3' }))).codes).toEqual({
    'source.entry.unknown_member': 1,
  })
  expect(readEntries('suricata-eve', Buffer.from(eventOf({ status_string: 'x' }))).codes).toEqual({})
})

test('texts of a record of HTTP under names that are not read are noted, with the names', async () => {
  const ends = {
    'id.orig_h': '192.0.2.10',
    'id.orig_p': 50_000,
    'id.resp_h': '198.51.100.2',
    'id.resp_p': 80,
  }
  const zeek = { _path: 'http', ts: 1_772_610_126, uid: 'C1', ...ends, method: 'GET', host: 'a.example' }
  const http = { hostname: 'a.example', http_method: 'GET' }
  for (const [format, known, renamed] of [
    ['zeek', { ...zeek, uri: '/', tags: [] }, { ...zeek, url: '/', mine: 7 }],
    [
      'suricata-eve',
      { ...eveOfHttp, http: { ...http, url: '/' } },
      { ...eveOfHttp, http: { ...http, uvl: '/' } },
    ],
  ] as const) {
    expect(readEntries(format, Buffer.from(JSON.stringify(known))).codes).toEqual({})
    const { codes } = readEntries(format, Buffer.from(JSON.stringify(renamed)))
    expect(codes).toEqual({ 'source.entry.unknown_member': 1 })
  }
  // Shippers add times and versions of their own, and the line as it was.
  const shipped = { ...zeek, '@timestamp': '2026-03-04T07:42:06.000Z', '@version': '1', message: '{}' }
  const lines = [shipped, { ...shipped, url: '/' }, shipped].map((one) => JSON.stringify(one))
  expect(readEntries('zeek', Buffer.from(lines.join('\n'))).codes).toEqual({
    'source.entry.unknown_member': 2,
  })
  const result = await scanned(put('renamed.log', `${JSON.stringify({ ...zeek, url: '/' })}\n`))
  const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 200 })
  expect(text.replaceAll(/\s+/g, ' ')).toContain('(source.entry.unknown_member): url')
})
