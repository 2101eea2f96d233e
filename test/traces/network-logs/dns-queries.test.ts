/** Logs of resolvers that people run or rent: who asked for which name. */
import { describe, expect, test } from 'vitest'
import { limits } from '../../../src/core/limits.ts'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { scanDocument } from '../../../src/report/scan-document.ts'
import { renderTerminal } from '../../../src/report/terminal.ts'
import { verdictOf } from '../../../src/report/verdict.ts'
import { sniffFormat } from '../../../src/source/sniff.ts'
import { dnsMessage, dnsName, dnsQuestion, dnsRecord, dnsTypes } from '../../support/dns-message.ts'
import { accountedBytes, readEntries } from '../../support/read-entries.ts'
import { schemaErrors } from '../../support/scan-schema.ts'
import { scanCapture } from '../../support/scan-capture.ts'
import { anomalyCodes, scanBytes } from '../../support/scan-frames.ts'
import { putInto, testFolder } from '../../support/test-folder.ts'

const put = putInto(testFolder('dns-queries'))
const host = 'zzhc.vnet.cn'
const phone = '192.168.1.20'

/** As AdGuard Home writes them. */
const object = (more: object = {}): string =>
  `${JSON.stringify({ T: '2026-03-04T11:00:01.519796+01:00', QH: host, QT: 'A', QC: 'IN', CP: '', IP: phone, Result: {}, Elapsed: 837_429, ...more })}\n`

/** As NextDNS gives them. */
const rented = [
  'timestamp,domain,query_type,dnssec,protocol,client_ip,status,reasons,destination_country,root_domain,device_id,device_name,device_model,device_local_ip,matched_name,client_name',
  `2026-03-04T10:00:01.250Z,${host},A,false,DNS-over-HTTPS,203.0.113.9,,,CN,vnet.cn,AB12C,Phone,,,,nextdns-cli`,
  `2026-03-04T10:00:02.250Z,${host},HTTPS,false,DNS-over-HTTPS,203.0.113.9,blocked,blocklist:x,,vnet.cn,AB12C,Phone,,,,nextdns-cli`,
  '',
].join('\n')

/** As sqlite3 prints what Pi-hole keeps, with its own separator. */
const kept = [
  'id|timestamp|type|status|domain|client|forward|additional_info|reply_type|reply_time|dnssec|list_id',
  `1|1772618401|1|2|${host}|${phone}|9.9.9.9#53|||0.01|0|`,
  `2|1772618402.5|16|1|${host}|${phone}||5||0.0|0|5`,
  '',
].join('\n')

async function scanned(text: string): Promise<ScanResult> {
  const result = await scanBytes(Buffer.from(text))
  expect(schemaErrors(scanDocument(result, true))).toEqual([])
  expect(accountedBytes(readEntries('dns-queries', Buffer.from(text)))).toBe(Buffer.byteLength(text))
  return result
}

describe('each tells who asked for a known sender, and when', () => {
  test.each<[string, string, number]>([
    ['AdGuard Home', object() + object({ T: '2026-03-04T10:00:02.5Z', CP: 'doh' }), 2],
    ['NextDNS', rented, 2],
    ['Pi-hole', kept, 2],
    ['Pi-hole, as a table with commas', kept.replaceAll('|', ','), 2],
  ])('%s', async (_name, text, entries) => {
    const bytes = Buffer.from(text)
    expect(sniffFormat(bytes, 0, bytes.length, true)).toBe('dns-queries')
    const result = await scanned(text)
    expect(result.captures[0]).toMatchObject({ format: 'dns-queries', entries })
    expect(result.contacts.map(({ name, source, at }) => [name, source, at.sec])).toEqual([
      [host, 'dns-question', 1_772_618_401],
      [host, 'dns-question', 1_772_618_402],
    ])
    expect(result.findings.map(({ title }) => title)).toEqual([
      'China Telecom terminal self-registration: contact by name only',
    ])
    expect(anomalyCodes(result)).toEqual([])
  })
})

test.each([rented, kept])(
  'of several tables each has its own headings, and a row of two counts once',
  async (text) => {
    const [head, first, second] = text.split('\n')
    const paths = [put('a', `${head}\n${first}\n`), put('b', `${head}\n${first}\n${second}\n`)]
    const result = await scanCapture(paths)
    expect(result.coverage.entries).toMatchObject({ malformed: 0, duplicate: 1 })
    expect(result.contacts).toHaveLength(2)
  },
)

test('a known sender behind another name is told by the answer', async () => {
  const asked = 'reg.example.net'
  const alias = dnsRecord(asked, dnsTypes.cname, dnsName(host))
  const message = dnsMessage({ flags: 0x8180, questions: [dnsQuestion(asked)], answers: [alias] })
  const result = await scanned(object({ QH: asked, Answer: message.toString('base64') }))
  expect(result.contacts.map(({ name, source }) => [name, source])).toEqual([[host, 'dns-answer']])
})

test('an answer in a log that is damaged is said', async () => {
  const message = dnsMessage({ flags: 0x8180, questions: [dnsQuestion(host)], answers: [] })
  message.writeUInt16BE(1, 6)
  const result = await scanned(object({ Answer: message.toString('base64') }))
  expect(anomalyCodes(result)).toEqual(['message.dns.cut'])
  expect(result.contacts.map(({ source }) => source)).toEqual(['dns-question'])
})

test.each([
  ['', 'plaintext'],
  ['dot', 'tls'],
  ['doq', 'quic'],
])('a question by %j went %s', (CP, protection) => {
  const { entries } = readEntries('dns-queries', Buffer.from(object({ CP })))
  expect(entries.map(({ entry }) => entry.ends.protection)).toEqual([protection])
})

test('the resolver is nobody whom the phone is said to talk to', async () => {
  const result = await scanned(object({ QH: 'www.example.net' }))
  expect(result.recipients).toEqual([])
  expect(verdictOf(result)).toMatchObject({ label: 'NOTHING TO READ' })
  expect(scanDocument(result, true)['dnsNames']).toEqual(['www.example.net'])
  expect(verdictOf(result).sentence).toContain('1 entry tells who asked for which name and when')
  const report = renderTerminal(result, { isRevealed: true, hasColour: false, columns: 100 })
  expect(report).toContain('WHAT WAS ASKED FOR\n  1 name was asked for: www.example.net.\n')
})

test('what stands in a name went to a resolver of which the log tells neither name nor port', async () => {
  const result = await scanned(rented.replaceAll(host, 'imei-357184092641738.example.com'))
  expect(result.recipients[0]).toMatchObject({
    ports: [],
    addresses: [],
    ambiguity: 'what tells of it names no server',
  })
  expect(verdictOf(result).sentence).toContain('its IMEI (number of the phone) to a server that is not named')
})

test('of several devices at home it is said which asked', async () => {
  const result = await scanned(object() + object({ IP: '192.168.1.21', QH: 'www.example.net' }))
  expect(result.findings[0]?.reasons.join('\n')).toContain(`a question of DNS (1×, from ${phone})`)
  const both = await scanned(object() + object({ IP: '192.168.1.21' }))
  expect(both.findings[0]?.reasons.join('\n')).toContain(`(2×, from ${phone} and 192.168.1.21)`)
  expect(verdictOf(both).sentence).toMatch(/^This phone, or several, asked for the address of /)
})

test('damaged lines are said, and the rest is read', async () => {
  const lines = [
    object(),
    object({ T: 'yesterday' }),
    object({ QH: '' }),
    '{"QH":1,"QT"\n',
    object({ Answer: '!!' }),
  ]
  const result = await scanned(lines.join(''))
  expect(result.coverage.entries).toMatchObject({ malformed: 3 })
  expect(result.contacts).toHaveLength(2)
})

test('one that is asked for all the time leaves room for another, and is told as asked for at least so often', async () => {
  const often = limits.detect.contactsMax
  const asked = (second: number, name: string): string => {
    const at = new Date(1_772_600_000_000 + second * 1_000).toISOString()
    return object({ T: at, QH: name })
  }
  const lines = Array.from({ length: often }, (_, second) => asked(second, 'xtrapath1.izatcloud.net'))
  const last = [asked(often, host), asked(often + 60, host)]
  const result = await scanBytes(Buffer.from([...lines, ...last].join('')))
  const [first, second] = result.findings
  expect(first).toMatchObject({ family: 'china-telecom-self-registration' })
  expect(first?.reasons.join()).toContain('(2×, from')
  expect(first?.isAtLeast).toBeUndefined()
  expect(second).toMatchObject({ family: 'qualcomm-xtra', isAtLeast: true })
  expect(second?.reasons.join()).toContain(`(at least ${often / 2}×, from`)
  expect(anomalyCodes(result)).toContain('detect.contacts.too_many')
})
