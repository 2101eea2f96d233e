/** What a device's own log says of contacts: recipients and apps, apart from what the network shows, in any packing. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { limits } from '../../../src/core/limits.ts'
import { identifiers } from '../../../src/detect/identifiers.gen.ts'
import { parseProfile } from '../../../src/device/profile.ts'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { scanDocument } from '../../../src/report/scan-document.ts'
import { renderTerminal } from '../../../src/report/terminal.ts'
import { varde } from '../../e2e/run-varde.ts'
import { pcapFile, TcpConversation, udpPacket } from '../../support/capture.ts'
import {
  appAccess,
  connectEvent,
  dnsEvent,
  networkActivity,
  securityEvent,
} from '../../support/device-logs.ts'
import { dnsMessage, dnsQuestion } from '../../support/dns-message.ts'
import { accountedBytes, readEntries } from '../../support/read-entries.ts'
import { brokenSums, scanCapture } from '../../support/scan-capture.ts'
import { schemaErrors } from '../../support/scan-schema.ts'
import { putInto, testFolder } from '../../support/test-folder.ts'
import { zipFile } from '../../support/zip-file.ts'

const folder = testFolder('device-logs')
const put = putInto(folder)

const report = (result: ScanResult): string =>
  renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 }).replaceAll(/\n +/g, ' ')

async function scanned(...paths: string[]): Promise<ScanResult> {
  const result = await scanCapture(paths)
  expect(brokenSums(result)).toEqual([])
  expect(schemaErrors(scanDocument(result, true))).toEqual([])
  return result
}
const contactsOf = (result: ScanResult): unknown[] =>
  result.recipients.map(({ host, addresses, apps, nameEvidence }) => [
    host,
    nameEvidence,
    addresses.map(({ address }) => address),
    apps.map(({ app, contacts }) => `${app} ${contacts}`),
  ])

const first = [
  dnsEvent({ at: 1, host: 'cdn.example.org', addresses: ['2001:db8::1', '192.0.2.5'] }),
  connectEvent({ at: 2, addresses: ['192.0.2.5'] }),
  securityEvent(3, 'keyguard_dismissed'),
]
const second = [
  connectEvent({ at: 4, addresses: ['198.51.100.77'], app: 'com.example.other', port: 8883 }),
  '{"later_event":{"event_time":1,"x":{}}}',
  '{"event_time":1781041621662367888,"tag":210005,"data":["p"]}',
]
const day = (...lines: string[]): Buffer => Buffer.from(`${lines.join('\n')}\n`)

describe('Android’s intrusion log', () => {
  test('the further files of a day are read behind its first', async () => {
    const files = [
      { name: '2026-06-10-1.txt', bytes: day(connectEvent({ at: 2, addresses: ['192.0.2.5'] })) },
      {
        name: '2026-06-10.txt',
        bytes: day(dnsEvent({ at: 1, host: 'cdn.example.org', addresses: ['192.0.2.5'] })),
      },
    ]
    expect(contactsOf(await scanned(put('days.zip', zipFile(files))))).toEqual([
      ['cdn.example.org', 'device-log', ['192.0.2.5'], ['org.example.app 2']],
    ])
  })

  test('the newest record may stand first, in a file or in those of a rotation: look-ups name what comes after them', async () => {
    const asked = (at: number, host: string, address: string): string[] => [
      dnsEvent({ at, host, addresses: [address] }),
      connectEvent({ at: at + 1, addresses: [address] }),
    ]
    const lines = [
      connectEvent({ at: 1, addresses: ['192.0.2.5'], app: 'com.example.early' }),
      ...asked(10, 'a.example.org', '192.0.2.5'),
      ...asked(7200, 'b.example.org', '192.0.2.6'),
      ...asked(14_400, 'c.example.org', '192.0.2.5'),
    ]
    const told = new Set([
      ['a.example.org', 'device-log', ['192.0.2.5'], ['org.example.app 2']],
      ['b.example.org', 'device-log', ['192.0.2.6'], ['org.example.app 2']],
      ['c.example.org', 'device-log', ['192.0.2.5'], ['org.example.app 2']],
      ['', 'none', ['192.0.2.5'], ['com.example.early 1']],
    ])
    const newest = lines.toReversed()
    const files = (name: string, ...parts: string[][]): string[] =>
      parts.map((part, index) => put(`${name}-${index}.txt`, day(...part)))
    // The look-up of b stands in both parts, and what it names in one of them.
    const [older, newer] = [lines.slice(0, 4), lines.slice(3)]
    const given = [
      files('whole', lines),
      files('newest', newest),
      files('older-first', older, newer),
      files('newer-first', newer, older),
      files('cut-behind', newer.slice(1), older),
      files('both-back', newer.toReversed(), older.toReversed()),
      [
        put(
          'rotated.zip',
          zipFile([
            { name: 'log', bytes: day(...newer) },
            { name: 'log.1.gz', bytes: gzipSync(day(...older)) },
          ]),
        ),
      ],
    ]
    for (const paths of given) expect(new Set(contactsOf(await scanned(...paths)))).toEqual(told)
  })

  test('files in any order, and look-ups a moment apart, name the same', async () => {
    const visit = (at: number, host: string): string[] => [
      dnsEvent({ at, host, addresses: ['192.0.2.5'] }),
      connectEvent({ at: at + 0.25, addresses: ['192.0.2.5'], app: `of.${host}` }),
    ]
    const files = [
      visit(100, 'a.example.org'),
      // The first of them is of a name that the file before told.
      [
        connectEvent({ at: 200, addresses: ['192.0.2.5'], app: 'of.a.example.org' }),
        ...visit(300, 'b.example.org'),
        ...visit(300.5, 'c.example.org'),
        ...visit(302, 'd.example.org'),
      ],
      [
        connectEvent({ at: 400, addresses: ['192.0.2.5'], app: 'of.d.example.org' }),
        ...visit(500, 'a.example.org'),
      ],
    ]
    const told = (['a', 'b', 'c', 'd'] as const).map((name) => {
      const [lookups, contacts] = { a: [2, 3], b: [1, 1], c: [1, 1], d: [1, 2] }[name]
      const apps = [`org.example.app ${lookups}`, `of.${name}.example.org ${contacts}`]
      return [`${name}.example.org`, 'device-log', ['192.0.2.5'], apps]
    })
    for (const isBack of [false, true])
      for (const order of [
        [0, 1, 2],
        [0, 2, 1],
        [2, 1, 0],
        [1, 2, 0],
      ]) {
        const paths = order.map((index) => {
          const lines = files[index] as string[]
          return put(`apart-${index}.txt`, day(...(isBack ? lines.toReversed() : lines)))
        })
        expect(new Set(contactsOf(await scanned(...paths)))).toEqual(new Set(told))
      }
  })

  test('an address is the same however it is written', async () => {
    const lines = [
      dnsEvent({ at: 1, host: 'cdn.example.org', addresses: ['2001:db8::1', '192.0.2.5'] }),
      connectEvent({ at: 2, addresses: ['::ffff:192.0.2.5'] }),
      connectEvent({ at: 3, addresses: ['2001:DB8:0::1'] }),
      connectEvent({ at: 4, addresses: ['::ffff:192.0.2.6'] }),
      connectEvent({ at: 5, addresses: ['192.0.2.6'] }),
    ]
    expect(contactsOf(await scanned(put('forms.txt', day(...lines))))).toEqual([
      ['cdn.example.org', 'device-log', ['2001:db8::1', '192.0.2.5'], ['org.example.app 3']],
      ['', 'none', ['192.0.2.6'], ['org.example.app 2']],
    ])
  })

  test('names apps and their servers; the device’s other events are no contacts', async () => {
    const result = await scanned(put('log.txt', day(...first, ...second)))
    expect(result.captures[0]).toMatchObject({
      format: 'android-intrusion-log',
      entries: 6,
      timeDigits: 3,
      first: { sec: 1_772_610_001 },
    })
    expect(contactsOf(result)).toEqual([
      ['cdn.example.org', 'device-log', ['2001:db8::1', '192.0.2.5'], ['org.example.app 2']],
      ['', 'none', ['198.51.100.77'], ['com.example.other 1']],
    ])
    expect(result.coverage.entries).toMatchObject({
      read: { 'contact told by the device': 3 },
      other: { 'device event keyguard_dismissed': 1, 'later_event x': 1, 'device event 210005': 1 },
      notRecorded: { entries: 3 },
    })
    const text = report(result)
    expect(text).toMatch(
      /NOTHING TO READ +3 of 6 entries tell who was contacted and when; no content was recorded/,
    )
    expect(text).toMatch(
      /WHAT THE DEVICE ITSELF SAYS\s+org\.example\.app: 1 contact and 1 look-up for cdn\.example\.org/,
    )
    expect(text).toMatch(/3 entries of logs name a contact or a head only: bodies were never seen/)
  })

  test('an event is known by its name, whatever newer versions write beside it', async () => {
    const known = dnsEvent({ at: 1, host: 'cdn.example.org', addresses: ['192.0.2.5'] })
    const newer = known.replace('{', '{"log_version":2,"device":{"user":0},')
    const result = await scanned(put('log.txt', day(newer)))
    expect(contactsOf(result)).toEqual(contactsOf(await scanned(put('log.txt', day(known)))))
    expect(result.coverage.entries?.other).toEqual({})
  })

  test('a question that a log tells of was sent to no port that is known', async () => {
    const log = day(dnsEvent({ at: 1, host: 'imei-352099001761481.t.example.com', addresses: ['192.0.2.9'] }))
    const text = report(await scanned(put('log.txt', log)))
    expect(text).toContain('IMEI')
    expect(text).toContain('Nothing else that was read shows this 1 server.')
    expect(text).toContain('1 entry of logs names a contact or a head only')
    expect(text).toContain('only its form, or only its name, says what the value is')
    expect(text).not.toContain('port 0')
  })

  test('a server whose name was asked for in traffic is not shown by the log alone', async () => {
    const log = put('log.txt', day(dnsEvent({ at: 1, host: 'cdn.example.org', addresses: ['192.0.2.9'] })))
    const beside = async (name: string): Promise<string> => {
      const payload = dnsMessage({ questions: [dnsQuestion(name)] })
      const capture = put(
        'dns.pcap',
        pcapFile([udpPacket({ target: '192.0.2.53', targetPort: 53, payload })]),
      )
      return report(await scanned(log, capture))
    }
    expect(await beside('cdn.example.org')).toContain(
      '1 of these 1 server was asked for by name in traffic, too, and not seen; 0 only here.',
    )
    expect(await beside('other.example.org')).toContain('Nothing else that was read shows this 1 server.')
  })

  test('zipped, zipped again, rotated with an overlap, beside other files: each record once, in order of time', async () => {
    const inner = zipFile([
      { name: '2026-03-05_0.txt', bytes: day(...first.slice(1), ...second) },
      { name: '2026-03-04_0.txt', bytes: Buffer.from(first.join('\r\n')) },
      { name: 'readme.md', bytes: Buffer.from('not a log') },
    ])
    const plain = await scanned(put('log.txt', day(...first, ...second)))
    for (const archive of [
      inner,
      zipFile([{ name: 'Pixel_20260305.zip', bytes: inner, isStored: true }]),
      zipFile([{ name: 'a.zip', bytes: zipFile([{ name: 'b.zip', bytes: inner }]) }]),
    ]) {
      const result = await scanned(put('log.zip', archive))
      expect(contactsOf(result)).toEqual(contactsOf(plain))
      expect(result.coverage.entries).toMatchObject({ total: 8, duplicate: 2 })
      expect(result.captures[0]?.fileBytes).toBe(archive.length)
      expect(result.anomalies.map(({ tally }) => tally.code.code)).toEqual(['source.zip.not_read'])
    }
    const piped = await varde(['scan', '--json', '-'], { input: inner })
    expect(JSON.parse(piped.stdout)).toMatchObject({
      captures: [{ format: 'android-intrusion-log', entries: 8 }],
    })
  })

  test('rotated files that overlap count once, also when they are named one by one', async () => {
    const earlier = put('2026-03-04.txt', day(...first))
    const later = put('2026-03-05.txt', day(...first.slice(1), ...second))
    const plain = await scanned(put('log.txt', day(...first, ...second)))
    const rotated = await scanned(earlier, later)
    expect(contactsOf(rotated)).toEqual(contactsOf(plain))
    expect(rotated.coverage.entries).toMatchObject({ total: 8, duplicate: 2 })
  })

  test('archives that can not be read, whole or at all, are said', async () => {
    const log = day(
      ...first,
      ...Array.from({ length: 400 }, (_, at) => dnsEvent({ at, host: `h${at}.example.com` })),
    )
    const archive = zipFile([{ name: 'a.txt', bytes: log }])
    const cut = await scanned(put('cut.zip', archive.subarray(0, archive.length - 400)))
    expect(cut.anomalies.map(({ tally }) => tally.code.code)).toContain('source.zip.cut')
    expect(cut.captures[0]?.entries).toBeGreaterThan(100)
    for (const [bytes, why] of [
      [zipFile([]), 'nothing'],
      [zipFile([{ name: 'notes.txt', bytes: Buffer.from('just notes') }]), 'notes.txt'],
      [zipFile([{ name: 'secret.txt', bytes: log, flags: 1 }]), 'secret.txt: it is encrypted'],
      [
        zipFile([{ name: 'a.txt', bytes: log, method: 14 }]),
        'a.txt: its compression (method 14) is not known',
      ],
    ] as const) {
      await expect(scanCapture(put('none.zip', bytes))).rejects.toThrow(
        `holds no capture or log that varde reads (it holds ${why}).`,
      )
    }
  })

  test('what stands behind the end of an archive is said and counted, and nothing is called read as a whole', async () => {
    const { frames } = new TcpConversation().open().send('GET / HTTP/1.1\r\nHost: z.example\r\n\r\n').close()
    const archive = zipFile([{ name: 'x.pcap', bytes: pcapFile(frames) }])
    expect(report(await scanned(put('whole.zip', archive)))).toContain('all of it could be read')
    const result = await scanned(put('followed.zip', Buffer.concat([archive, Buffer.alloc(1_234, 1)])))
    const text = report(result)
    expect(text).toContain('Behind the end of the archive stand other bytes: they were not read.')
    expect(text).toContain('1,234 bytes of the file')
    expect(text).not.toContain('all of it could be read')
    expect(result.coverage.file.unread).toBe(1_234)
  })

  test('files of an archive without its directory that are more than the limit are said and counted', async () => {
    const local = (name: string, bytes: Buffer): Buffer => {
      const archive = zipFile([{ name, bytes, isStored: true }])
      return archive.subarray(0, archive.indexOf('PK\u0001\u0002'))
    }
    const log = local('a.txt', day(...first))
    const others = Array<Buffer>(limits.source.zipMembersMax - 1).fill(local('x', Buffer.alloc(0)))
    const last = local('b.txt', day(...second))
    const whole = await scanned(put('at-limit.zip', Buffer.concat([log, ...others])))
    expect(whole.anomalies.map(({ tally }) => tally.code.code)).not.toContain('source.zip.limit')
    const result = await scanned(put('many.zip', Buffer.concat([log, ...others, last, last])))
    expect(result.anomalies.map(({ tally }) => tally.code.code)).toContain('source.zip.limit')
    expect(result.coverage.file.unread).toBe(2 * last.length)
    expect(report(result)).not.toContain('all of it could be read')
  })

  test('a file that the directory of an archive does not name is said and counted', async () => {
    const archive = zipFile([
      { name: 'a.txt', bytes: day(...first) },
      { name: 'b.txt', bytes: day(...second) },
    ])
    const secondAt = archive.indexOf('PK\u0003\u0004', 4)
    const at = archive.indexOf('PK\u0001\u0002')
    const size = archive.indexOf('PK\u0001\u0002', at + 1) - at
    // Of the directory, its first entry alone.
    const end = Buffer.from(archive.subarray(-22))
    end.writeUInt16LE(1, 10)
    end.writeUInt32LE(size, 12)
    const result = await scanned(put('unlisted.zip', Buffer.concat([archive.subarray(0, at + size), end])))
    expect(result.anomalies.map(({ tally }) => tally.code.code)).toEqual(['source.zip.unlisted'])
    expect(result.coverage.file.unread).toBe(at - secondAt)
  })

  test('of archives that were joined the last is read, and the others are said and counted', async () => {
    const archiveOf = (host: string): Buffer => {
      const { frames } = new TcpConversation().open().send(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`).close()
      return zipFile([{ name: `${host}.pcap`, bytes: pcapFile(frames) }])
    }
    const first = archiveOf('a.example')
    const result = await scanned(put('joined.zip', Buffer.concat([first, archiveOf('b.example')])))
    expect(result.recipients.map(({ host }) => host)).toEqual(['b.example'])
    expect(result.anomalies.map(({ tally }) => tally.code.code)).toEqual(['source.zip.joined'])
    expect(result.coverage.file.unread).toBe(first.length)
    expect(report(result)).not.toContain('all of it could be read')
  })

  test('archives nested too deep are not opened', async () => {
    let archive = zipFile([{ name: 'a.txt', bytes: day(...first) }])
    for (let depth = 1; depth < limits.source.zipDepthMax; depth++)
      archive = zipFile([{ name: `${depth}.zip`, bytes: archive }])
    expect((await scanned(put('deep.zip', archive))).captures[0]?.entries).toBe(3)
    const deeper = put('deeper.zip', zipFile([{ name: 'x.zip', bytes: archive }]))
    await expect(scanCapture(deeper)).rejects.toThrow(
      'deeper.zip is a zip archive that holds no capture or log that varde reads (it holds 1.zip: it is nested too deep, and archives in archives are opened 4 deep: unpack them).',
    )
  })

  test('an archive of a capture is read too', async () => {
    const { frames } = new TcpConversation().open().send('GET / HTTP/1.1\r\nHost: z.example\r\n\r\n').close()
    const result = await scanned(put('capture.zip', zipFile([{ name: 'x.pcap', bytes: pcapFile(frames) }])))
    expect(result.recipients.map(({ host }) => host)).toEqual(['z.example'])
  })

  test('an archive of several captures is refused: none of them is passed over', async () => {
    const pcap = (host: string): Buffer =>
      pcapFile(new TcpConversation().open().send(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`).close().frames)
    const [one, other] = [pcap('a.example'), pcap('b.example')]
    const har = Buffer.from('{"log":{"version":"1.2","creator":{"name":"x","version":"1"},"entries":[]}}')
    for (const [name, bytes] of [
      ['b.pcap', other],
      ['b.pcap.gz', gzipSync(other)],
      ['b.har', har],
      ['b.zip', zipFile([{ name: 'b.pcap', bytes: other }])],
      ['b.txt', day(...first)],
    ] as const) {
      const archive = put(
        'several.zip',
        zipFile([
          { name: 'a.pcap', bytes: one },
          { name, bytes },
        ]),
      )
      await expect(scanCapture(archive)).rejects.toThrow(
        `several.zip is an archive of several captures (a.pcap, ${name === 'b.zip' ? 'b.pcap' : name}): unpack it, and name them one by one.`,
      )
    }
  })

  test('merged with what packets show, and told apart from it', async () => {
    const { frames } = new TcpConversation({ target: '192.0.2.5' })
      .open()
      .send('GET / HTTP/1.1\r\nHost: cdn.example.org\r\n\r\n')
      .close()
    const result = await scanned(put('a.pcap', pcapFile(frames)), put('log.txt', day(...first, ...second)))
    const recipient = result.recipients.find(({ host }) => host === 'cdn.example.org')
    expect(recipient).toMatchObject({ nameEvidence: 'host', flows: 1, ports: [80, 443] })
    expect(recipient?.apps).toMatchObject([
      { app: 'org.example.app', contacts: 2, source: 'android-intrusion-log' },
    ])
    expect(report(result)).toMatch(/1 of these 2 servers was seen in traffic, too; 1 only here/)
  })

  test('a known sender in it is a finding by name', async () => {
    const result = await scanned(
      put('log.txt', day(dnsEvent({ host: 'zzhc.vnet.cn', app: 'com.vendor.register' }))),
    )
    expect(result.findings).toMatchObject([{ family: 'china-telecom-self-registration', transmissions: 0 }])
    expect(result.contacts).toMatchObject([{ source: 'device-lookup', frame: 1 }])
    expect(report(result)).toMatch(/^ ?.{0,9}MEDIUM.{0,9} This phone asked for the address of China Telecom/)
    expect(report(result)).toMatch(/the name was seen in a look-up in the device’s own log \(1×\)/)
    expect(report(result)).toContain('com.vendor.register: 1 look-up for zzhc.vnet.cn')
    expect(result.findings[0]?.reasons).toContain(
      'the device’s own log names the app com.vendor.register (1 look-up)',
    )
  })
})

test('the App Privacy Report of iOS: sums of contacts, with the first and the last time', async () => {
  const lines = [
    appAccess,
    networkActivity('org.example.app', 'A.example.com', 7),
    networkActivity('org.example.other', '192.0.2.9', 1),
    '{"type":"networkActivity","bundleID":"x"}',
  ]
  const result = await scanned(put('report.ndjson', lines.join('\n')))
  expect(result.captures[0]).toMatchObject({ format: 'ios-app-privacy-report', entries: 4 })
  expect(contactsOf(result)).toEqual([
    ['a.example.com', 'device-log', [], ['org.example.app 7']],
    ['', 'none', ['192.0.2.9'], ['org.example.other 1']],
  ])
  expect(result.recipients[0]?.apps[0]).toMatchObject({
    first: { sec: 1_772_349_893, nsec: 92_000_000 },
    last: { sec: 1_772_610_166, nsec: 449_000_000 },
  })
  expect(result.coverage.entries).toMatchObject({ other: { 'access to location': 1 }, malformed: 1 })
})

test('a log without a contact does not say that it tells of some', async () => {
  const access = await scanned(put('access.ndjson', appAccess))
  expect(report(access)).toMatch(
    /NOTHING TO READ +No contact with a server could be read from the one entry, so nothing can be said/,
  )
  const two = [appAccess, appAccess.replace('location', 'camera')].join('\n')
  expect(report(await scanned(put('access.ndjson', two)))).toMatch(
    /No contact with a server could be read from any of the 2 entries/,
  )
  const one = await scanned(put('access.ndjson', networkActivity('org.example.app', 'a.example.com', 1)))
  expect(report(one)).toMatch(/1 entry tells who was contacted and when; no content was recorded with it,/)
})

test('a report of a beta of iOS 15, which marks its parts and names no types', async () => {
  const mark = (recordType: string): string =>
    JSON.stringify({
      _marker: '<metadata>',
      exportTimestamp: '2021-06-25T09:51:51.222-05:00',
      recordType,
      version: 3,
    })
  const untyped = (line: string): string =>
    JSON.stringify({ ...(JSON.parse(line) as object), type: undefined })
  const lines = [
    mark('access'),
    untyped(appAccess),
    '{"_marker":"<end-of-section>"}',
    mark('networkActivity'),
    untyped(networkActivity('org.example.app', 'A.example.com', 7)),
  ]
  const result = await scanCapture(put('beta.ndjson', lines.join('\n')))
  expect(brokenSums(result)).toEqual([])
  expect(result.captures[0]).toMatchObject({ format: 'ios-app-privacy-report', entries: 2 })
  expect(result.recipients.map(({ host }) => host)).toEqual(['a.example.com'])
})

test('of App Privacy Reports that were exported day by day each contact counts once', async () => {
  const record = (hits: number, more: object): string =>
    JSON.stringify({
      ...(JSON.parse(networkActivity('org.example.app', 'a.example.com', hits)) as object),
      ...more,
    })
  const first = {
    firstTimeStamp: '2026-11-20T10:00:00.000+01:00',
    timeStamp: '2026-11-20T18:00:00.000+01:00',
  }
  const dayOne = put('day1.ndjson', record(7, first))
  const dayTwo = put('day2.ndjson', record(9, { ...first, timeStamp: '2026-11-21T18:00:00.000+01:00' }))
  for (const files of [
    [dayOne, dayTwo],
    [dayTwo, dayOne],
  ]) {
    const result = await scanned(...files)
    expect(contactsOf(result)).toEqual([['a.example.com', 'device-log', [], ['org.example.app 9']]])
  }
  // What began at another time, or in another page, is another record.
  const others = put(
    'others.ndjson',
    [record(2, { ...first, context: 'b.example' }), record(3, {})].join('\n'),
  )
  expect(contactsOf(await scanned(dayOne, others))).toEqual([
    ['a.example.com', 'device-log', [], ['org.example.app 12']],
  ])
})

test('the CSV of TrackerControl', async () => {
  const rows = [
    '\ufeffuid,daddr,time,uncertain,Tracker,Category,Package,App',
    '10123,t.example.com,1772610000500,0,"Example, ""Inc""",Advertising,org.example.app,Example',
    '10123,192.0.2.3,1772610001000,0,,,org.example.app,Example',
    '10124,,x',
  ]
  const result = await scanned(put('t.csv', rows.join('\r\n')))
  expect(contactsOf(result)).toEqual([
    ['t.example.com', 'device-log', [], ['org.example.app 1']],
    ['', 'none', ['192.0.2.3'], ['org.example.app 1']],
  ])
  expect(result.captures[0]).toMatchObject({ format: 'tracker-control', entries: 3 })
})

test.each([
  [
    'of one app, with all in quotes',
    '"daddr","time","uncertain","Tracker Name","Tracker Category"',
    '"t.example.com","1772610000500","0","Foo","Advertising"',
    ' 1',
  ],
  [
    'of all apps, with all in quotes',
    '"uid","daddr","time","uncertain","Tracker","Category","Package","App"',
    '"10123","t.example.com","1772610000500","0","Foo","Ads","org.example.app","Example"',
    'org.example.app 1',
  ],
  [
    'with its columns in another order',
    'uid,daddr,time,uncertain,App,Package,Tracker,Category',
    '10123,t.example.com,1772610000500,0,Example,org.example.app,Foo,Ads',
    'org.example.app 1',
  ],
  [
    'that names apps for people only',
    'uid,daddr,time,uncertain,App',
    '10123,t.example.com,1772610000500,0,Example',
    'Example 1',
  ],
])('the CSV of TrackerControl %s', async (_, header, row, app) => {
  const result = await scanned(put('t.csv', `${header}\n${row}\n`))
  expect(contactsOf(result)).toEqual([['t.example.com', 'device-log', [], [app]]])
  expect(result.captures[0]).toMatchObject({ format: 'tracker-control', entries: 1 })
})

const imeiHost = 'imei-352099001761481.t.example.com'

test('what a contact was is said as far as the log says it, and a name that it is not certain of is no certain finding', async () => {
  const connections =
    'IPProto,SrcIP,SrcPort,DstIp,DstPort,UID,App,Proto,Status,Info,BytesSent,BytesRcvd,PktsSent,PktsRcvd,FirstSeen,LastSeen'
  const row = (proto: string, port: number): string =>
    `6,10.215.173.1,40000,198.51.100.1,${port},10123,org.example.app,${proto},Closed,${imeiHost},9,8,4,5,1772610000500,1772610009000`
  const tracker = (uncertain: string): string =>
    `uid,daddr,time,uncertain,Tracker,Category,Package,App\n10123,${imeiHost},1772610000500,${uncertain},,,org.example.app,Example`
  const profile = parseProfile(
    'name: phone\nidentifiers:\n  imei: "352099001761481"\n',
    'p.yaml',
    identifiers,
  )
  const of = async (
    name: string,
    text: string,
  ): Promise<{ text: string; sure: unknown; result: ScanResult }> => {
    const result = await scanCapture(put(name, text), profile)
    expect(brokenSums(result)).toEqual([])
    expect(schemaErrors(scanDocument(result, true))).toEqual([])
    return { text: report(result), sure: result.findings.map(({ confidence }) => confidence), result }
  }
  const tls = await of('tls.csv', `${connections}\n${row('TLS', 443)}`)
  expect(tls.text).toContain('name in a log of the device to port 443, whether encrypted is not in it')
  expect(tls.text).toContain('− the log of the device does not say how the name travelled')
  expect(tls.text).not.toMatch(/DNS|not encrypted|no answer|clear text|device body/)
  expect(tls.text).toContain('IMEI in the name of a server, by the device’s own log')
  expect(tls.sure).toEqual(['certain'])
  expect(tls.result.recipients.map(({ protocols }) => protocols)).toEqual([[]])
  const asked = await of('dns.csv', `${connections}\n${row('DNS', 53)}`)
  expect(asked.text).toContain('DNS for a name in example.com, not encrypted')
  const ios = await of('ios.ndjson', networkActivity('org.example.app', imeiHost, 2))
  expect(ios.text).toContain('name in a log of the device, whether encrypted is not in it')
  for (const [uncertain, sure] of [
    ['0', 'certain'],
    ['1', 'probable'],
    ['2', 'probable'],
  ] as const) {
    const one = await of('tracker.csv', tracker(uncertain))
    expect([uncertain, one.sure]).toEqual([uncertain, [sure]])
    expect(one.text.includes('the log of the device is not certain of the name')).toBe(sure === 'probable')
  }
})

test('the times of PCAPdroid in the digits of the phone’s language', async () => {
  const header =
    'IPProto,SrcIP,SrcPort,DstIP,DstPort,UID,App,Proto,Status,Info,BytesSent,BytesRcvd,PktsSent,PktsRcvd,FirstSeen,LastSeen'
  for (const [first, last, port] of [
    ['٢٠٢٦-٠٣-٠٤T٠٨:٤٢:٠٦.٢٥٠+٠١:٠٠', '٢٠٢٦-٠٣-٠٤T٠٨:٤٢:٠٩.٢٥٠+٠١:٠٠', '٤٤٣'],
    ['२०२६-०३-०४T०८:४२:०६.२५०+०१:००', '२०२६-०३-०४T०८:४२:०९.२५०+०१:००', '443'],
    ['۱۷۷۲۶۱۰۱۲۶۲۵۰', '۱۷۷۲۶۱۰۱۲۹۲۵۰', '443'],
  ] as const) {
    const row = `6,10.215.173.1,40001,203.0.113.9,${port},10123,Leaky,TLS,Closed,leak.example.com,1,3,5,4,${first},${last}`
    const result = await scanned(put('digits.csv', `${header}\n${row}`))
    expect(result.captures[0]).toMatchObject({
      first: { sec: 1_772_610_126, nsec: 250_000_000 },
      last: { sec: 1_772_610_129, nsec: 250_000_000 },
    })
    expect(result.recipients.map(({ host, ports }) => [host, ports])).toEqual([['leak.example.com', [443]]])
  }
})

test('an app of a work profile is told apart in the connections of PCAPdroid', async () => {
  const rows = ['10123', '1010123'].map(
    (uid) =>
      `6,10.215.173.1,40000,198.51.100.1,443,${uid},Maps,org.example.app,TLS,Closed,t.example.com,9,8,4,5,1772610000500,1772610009000`,
  )
  const heading =
    'IPProto,SrcIP,SrcPort,DstIp,DstPort,UID,App,Package,Proto,Status,Info,BytesSent,BytesRcvd,PktsSent,PktsRcvd,FirstSeen,LastSeen'
  expect(contactsOf(await scanned(put('work.csv', [heading, ...rows].join('\n'))))).toEqual([
    ['t.example.com', 'device-log', ['198.51.100.1'], ['org.example.app 1', 'org.example.app, user 10 1']],
  ])
})

test('the connections that PCAPdroid exports, of versions with and without the package', async () => {
  const columns = (app: string): string =>
    `IPProto,SrcIP,SrcPort,DstIp,DstPort,UID,App,${app}Proto,Status,Info,BytesSent,BytesRcvd,PktsSent,PktsRcvd,FirstSeen,LastSeen`
  const files = {
    'new.csv': [
      columns('Package,'),
      '6,10.215.173.1,40000,198.51.100.1,443,10123,Maps, really,org.example.app,TLS,Closed,t.example.com,900,800,4,5,2026-03-04T08:40:00.500+0100,2026-03-04T08:40:09.000+0100',
      '17,10.215.173.1,40001,192.0.2.53,53,10123,Maps, really,org.example.app,DNS,Closed,t.example.com,60,80,1,1,2026-03-04T08:40:00.400+0100,2026-03-04T08:40:00.450+0100',
      '6,10.215.173.1,40002,192.0.2.3,80,10123,Maps,org.example.app,HTTP,Error,,1,1,1,1,2026-03-04T08:40:01.000+0100,2026-03-04T08:40:01.000+0100',
      '1,10.215.173.1,0,192.0.2.4,0,0,Root,root,ICMP,Closed,,1,1,1,1,2026-03-04T08:40:01.000+0100,2026-03-04T08:40:01.000+0100',
      '6,x',
    ],
    'old.csv': [
      columns(''),
      '6,10.215.173.1,40000,198.51.100.1,443,10123,org.example.app,TLS,Closed,t.example.com,900,800,4,5,1772610000500,1772610009000',
      '6,10.215.173.1,40002,192.0.2.3,80,10123,org.example.app,HTTP,Error,,1,1,1,1,1772610001000,1772610001000',
    ],
  }
  for (const [name, rows] of Object.entries(files)) {
    const result = await scanned(put(name, rows.join('\n')))
    expect(contactsOf(result)).toEqual([
      [
        't.example.com',
        'device-log',
        ['198.51.100.1'],
        [name === 'new.csv' ? 'org.example.app 2' : 'org.example.app 1'],
      ],
      ['', 'none', ['192.0.2.3'], ['org.example.app 1']],
    ])
    expect(result.captures[0]?.first).toEqual(
      name === 'new.csv'
        ? { sec: 1_772_610_000, nsec: 400_000_000 }
        : { sec: 1_772_610_000, nsec: 500_000_000 },
    )
  }
})

test('a row of PCAPdroid that two exports have, or one has twice, is one contact', async () => {
  const header =
    'IPProto,SrcIP,SrcPort,DstIP,DstPort,UID,App,Proto,Status,Info,BytesSent,BytesRcvd,PktsSent,PktsRcvd,FirstSeen,LastSeen'
  const row = (port: number): string =>
    `6,10.215.173.1,${port},203.0.113.9,443,10123,Leaky,TLS,Closed,leak.example.com,1,3,5,4,1772610126250,1772610129250`
  const early = put('early.csv', [header, row(40_001), row(40_002), row(40_002)].join('\n'))
  const late = put('late.csv', [header, row(40_002), row(40_003)].join('\n'))
  const result = await scanned(early, late)
  expect(result.coverage.entries).toMatchObject({ duplicate: 2, malformed: 0 })
  expect(contactsOf(result)).toEqual([['leak.example.com', 'device-log', ['203.0.113.9'], ['Leaky 3']]])
})

describe('lines', () => {
  const log = day(...first, '', '{broken', ...second, '[]', 'null')

  test('do not depend on how they are cut', () => {
    const whole = readEntries('android-intrusion-log', log)
    expect(whole.counts).toMatchObject({ total: 9, malformed: 3 })
    expect(accountedBytes(whole)).toBe(log.length)
    for (const chunkBytes of [1, 2, 17, 300])
      expect(readEntries('android-intrusion-log', log, chunkBytes)).toEqual(whole)
    for (let length = 0; length <= log.length; length += 7) {
      const read = readEntries('android-intrusion-log', log.subarray(0, length), 40)
      expect(accountedBytes(read)).toBe(length)
    }
  })

  test('longer than the limit are passed over, and counted', () => {
    const long = `{"dns_event":{"hostname":"${'x'.repeat(limits.source.lineBytesMax)}"}}`
    const bytes = day(first[0] as string, long, first[1] as string)
    const read = readEntries('android-intrusion-log', bytes, 1_000_000)
    expect(read.entries.map(({ number }) => number)).toEqual([1, 3])
    expect(read.codes).toEqual({ 'source.entry.too_large': 1, 'source.entry.malformed': 1 })
    expect(accountedBytes(read)).toBe(bytes.length)
  })

  test('of more values than the limit are passed over', () => {
    const many = `{"dns_event":[${'[],'.repeat(limits.source.entryValuesMax / 2 + 1)}[]]}`
    const read = readEntries('android-intrusion-log', day(first[0] as string, many))
    expect(read.counts).toMatchObject({ total: 2, malformed: 1 })
  })

  test('of which none makes sense are refused', async () => {
    await expect(scanCapture(put('odd.txt', '{"dns_event":{\n{"dns_event":1,\n'))).rejects.toThrow(
      /can not be read as a log of Android’s intrusion logging: no line of it makes sense\.$/,
    )
  })

  test('zipped and gzipped the same', async () => {
    const zipped = await scanned(put('log.zip', zipFile([{ name: 'x', bytes: log }])))
    const gzipped = await scanned(put('log.gz', gzipSync(log)))
    expect(contactsOf(gzipped)).toEqual(contactsOf(zipped))
  })
})
