/** What Burp Suite saves of its history: requests are read as on the wire, whatever version of HTTP they were. */
import { describe, expect, test } from 'vitest'
import { sniffFormat } from '../../../src/source/sniff.ts'
import { limits } from '../../../src/core/limits.ts'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { scanDocument } from '../../../src/report/scan-document.ts'
import { burpFile } from '../../support/burp-items.ts'
import type { BurpItem } from '../../support/burp-items.ts'
import { accountedBytes, readEntries } from '../../support/read-entries.ts'
import { brokenSums, profileOf, scanCapture } from '../../support/scan-capture.ts'
import { schemaErrors } from '../../support/scan-schema.ts'
import { putInto, testFolder } from '../../support/test-folder.ts'

const put = putInto(testFolder('burp'))
const imei = '490154203718467'
const profile = profileOf(put('phone.yaml', `name: phone\nidentifiers:\n  imei: "${imei}"\n`))

async function scanned(items: readonly BurpItem[]): Promise<ScanResult> {
  const result = await scanCapture(put('items.xml', burpFile(items)), profile)
  expect(brokenSums(result)).toEqual([])
  expect(schemaErrors(scanDocument(result, true))).toEqual([])
  return result
}

const json = `{"imei":"${imei}"}`
const post = `POST /report HTTP/1.1\r\nHost: one.example.com\r\nContent-Length: ${json.length}\r\n\r\n${json}`
const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
/** As Burp writes what went over HTTP/2. */
const second = `GET /two?imei=${imei} HTTP/2\r\nHost: two.example.com\r\n\r\n`

describe('items of Burp Suite', () => {
  test('requests are found with host, path, answer, time and protection', async () => {
    const result = await scanned([
      { request: post, response: answer },
      { request: second, host: 'two.example.com', ip: '', response: 'HTTP/2 204 No Content\r\n\r\n' },
      { request: second, protocol: 'http', host: '198.51.100.9', ip: '198.51.100.9' },
    ])
    expect(
      result.transmissions.map(({ summary, protection }) => [
        summary.host,
        summary.path,
        summary.status,
        protection,
      ]),
    ).toEqual([
      ['one.example.com', '/report', 200, 'tls'],
      ['two.example.com', '/two', 204, 'tls'],
      ['two.example.com', '/two', 0, 'plaintext'],
    ])
    expect(result.captures[0]).toMatchObject({
      format: 'burp',
      application: 'Burp Suite 2024.5.3',
      entries: 3,
    })
    expect(result.captures[0]?.first).toEqual({ sec: Date.UTC(2026, 2, 4, 7, 40) / 1000, nsec: 0 })
    expect(result.anomalies).toEqual([])
  })

  test('contents that are not in base64 may hold what looks like marks', async () => {
    const request = post
      .replace('{', '{"a":"</item><item></request>",')
      .replace(`: ${json.length}`, `: ${json.length + 35}`)
    const result = await scanned([{ request, isPlain: true }, { request: post }])
    expect(result.captures[0]?.entries).toBe(2)
    expect(result.transmissions).toHaveLength(2)
  })

  test('times: of zones by number, of names that are none, and none', () => {
    const times = [
      'Wed Mar 04 08:40:00 GMT+01:00 2026',
      'Wed Mar 04 07:40:00 XYZ 2026',
      'Mi Feb 30 2026',
      'Mon Feb 30 08:40:00 UTC 2026',
    ]
    const bytes = Buffer.from(burpFile(times.map((time) => ({ request: post, time }))))
    const read = readEntries('burp', bytes)
    expect(read.entries.map(({ entry }) => entry.at.sec)).toEqual(
      times.map(() => Date.UTC(2026, 2, 4, 7, 40) / 1000),
    )
    expect(read.codes).toEqual({ 'source.entry.no_zone': 1, 'source.entry.no_time': 2 })
  })

  test('cut anywhere, in pieces of any size, and damaged', () => {
    const bytes = Buffer.from(burpFile([{ request: post, response: answer }, { request: second }]))
    for (let length = 0; length <= bytes.length; length += 7) {
      const read = readEntries('burp', bytes.subarray(0, length), 1 + (length % 40))
      expect(accountedBytes(read)).toBe(length)
    }
    for (const size of [1, 2, 13, 4_096]) expect(readEntries('burp', bytes, size).entries).toHaveLength(2)
    const odd = bytes.toString().replaceAll('<request ', '<quest ').replace('<response', '<sponse')
    const read = readEntries('burp', Buffer.from(odd))
    expect(read.counts).toMatchObject({ total: 2, malformed: 2 })
    expect(accountedBytes(read)).toBe(odd.length)
  })

  test('an item beyond the limit is passed over, and what follows is read', () => {
    const size = limits.source.entryBytesMax + 1
    const bytes = Buffer.from(burpFile([{ request: 'x'.repeat(size), isPlain: true }, { request: post }]))
    const read = readEntries('burp', bytes, 1 << 20)
    expect(read.entries).toHaveLength(1)
    expect(read.codes).toMatchObject({ 'source.entry.too_large': 1 })
    expect(accountedBytes(read)).toBe(bytes.length)
  })

  test('of a file without items no more is held than of its head', () => {
    const bytes = Buffer.concat([Buffer.from(burpFile([])), Buffer.alloc(3_000_000, ' ')])
    const read = readEntries('burp', bytes, 1 << 16)
    expect(read.counts).toMatchObject({
      total: 0,
      containerBytes: bytes.length,
      application: 'Burp Suite 2024.5.3',
    })
  })

  test('is known by its first element, however little of it is there', () => {
    const bytes = Buffer.from(burpFile([]))
    const whole = bytes.indexOf('burpVersion="') + 'burpVersion='.length
    for (let length = 1; length < bytes.length; length++)
      expect(sniffFormat(bytes, 0, length)).toBe(length < whole ? 'more' : 'burp')
    expect(sniffFormat(Buffer.from('<html><items burp>'), 0, 18, true)).toBe('unknown')
    expect(sniffFormat(Buffer.from('<?xml version="1.0"?><plist>'), 0, 28, true)).toBe('unknown')
  })

  test('of HTTP/2 a body need not be measured', async () => {
    const result = await scanned([
      {
        request: `POST /report HTTP/2\r\nHost: one.example.com\r\nContent-Type: application/json\r\n\r\n${json}`,
        response: `HTTP/2 200 OK\r\nX-Note: a: b\r\nodd\r\n\r\n${json}`,
      },
      { request: 'no message', response: 'HTTP/2 200 OK\r\n\r\nok' },
    ])
    expect(result.observations.map(({ direction, chain }) => [direction, chain.at(-1)?.detail])).toEqual([
      ['sent', '$.imei'],
      ['received', '$.imei'],
    ])
    expect(result.transmissions.map(({ summary }) => [summary.method, summary.path, summary.status])).toEqual(
      [['POST', '/report', 200]],
    )
  })
})
