/** What is said of protection where one recipient was sent some things in clear text and others encrypted. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ScanResult } from '../../src/pipeline/scan-result.ts'
import { titles } from '../../src/report/phrases.ts'
import { renderTerminal } from '../../src/report/terminal.ts'
import { verdictOf } from '../../src/report/verdict.ts'
import { scanCapture } from '../support/scan-capture.ts'
import { testFolder } from '../support/test-folder.ts'

const folder = testFolder('protection')

/** A recording of requests, one a minute. */
async function requests(...urls: readonly string[]): Promise<ScanResult> {
  const path = join(folder, 'a.har')
  const entries = urls.map((url, minute) => ({
    startedDateTime: `2026-03-04T10:0${minute}:00Z`,
    time: 1,
    request: {
      method: minute === 0 ? 'GET' : 'PUT',
      url,
      httpVersion: 'HTTP/1.1',
      headers: [],
      queryString: [],
    },
    response: { status: 200, statusText: 'OK', httpVersion: 'HTTP/1.1', headers: [], content: { size: 0 } },
  }))
  writeFileSync(
    path,
    JSON.stringify({ log: { version: '1.2', creator: { name: 'trace', version: '1' }, entries } }),
  )
  return scanCapture(path)
}

const text = (result: ScanResult): string =>
  renderTerminal(result, { isRevealed: true, hasColour: false, columns: 100 }).replaceAll(/\n +/g, ' ')

const three = 'imei=352099001761481&imsi=242010123456789&iccid=89470100000000000016'

test('what was encrypted does not count as readable on the way', async () => {
  const result = await requests(
    `https://mix.test/a?${three}`,
    'http://mix.test/b?android_id=9f3b6c1d2e4a5807',
  )
  expect(result.findings).toHaveLength(1)
  expect(result.findings[0]).toMatchObject({
    severity: 'medium',
    title: 'android-id sent in clear text, imei, iccid, imsi encrypted',
  })
  expect(result.findings[0]?.reasons.join('\n')).not.toMatch(/clear text/)
  expect(verdictOf(result).sentence).toBe(
    `This phone sent its ${titles(['android-id'])} to mix.test, not encrypted, once, and its ${titles(['imei', 'iccid', 'imsi'])}, encrypted, once.`,
  )
  expect(text(result)).toContain(
    'HTTP GET and HTTP PUT to ports 443 and 80, 1 of them not encrypted: anyone on the way can read it; the rest encrypted on the way (TLS); recorded in the app or a proxy',
  )
})

test('one value that went both ways is counted both ways', async () => {
  const result = await requests(
    'https://mix.test/a?imei=352099001761481',
    'http://mix.test/b?imei=352099001761481',
  )
  expect(verdictOf(result).sentence).toBe(
    `This phone sent its ${titles(['imei'])} to mix.test, 2 times, once not encrypted.`,
  )
  expect(result.findings[0]?.reasons).toContain(
    'a permanent identifier travels in clear text: anyone on the way can read it',
  )
})

test('together is what one message has', async () => {
  const [one, other, third] = three.split('&')
  const apart = await requests(...[one, other, third].map((value) => `http://apart.test/?${value}`))
  const joined = await requests(`http://joined.test/?${three}`)
  expect(apart.findings[0]?.reasons[0]).toBe(
    "3 permanent identifiers travel in clear text, in several messages: whoever reads them all knows one person's phone",
  )
  expect(joined.findings[0]?.reasons[0]).toBe(
    "3 permanent identifiers travel together in clear text: together they name one person's phone",
  )
  const mixed = await requests(
    `http://mixed.test/?${three}`,
    'http://mixed.test/?email=ada.nordmann%40example.no',
  )
  expect(mixed.findings[0]?.reasons[0]).toBe(
    "3 permanent identifiers travel together in clear text: together they name one person's phone; an account travels in other messages",
  )
})

test('a place and an address that may change are not called permanent', async () => {
  const place = await requests('http://place.test/?lat=59.9139&lon=10.7522')
  expect(place.findings[0]?.reasons[0]).toBe(
    'the place of the phone travels in clear text: anyone on the way can read it',
  )
  const radio = await requests('http://radio.test/?mac=0a:00:5e:10:20:30')
  expect(radio.findings[0]?.reasons[0]).toBe(
    'an address that may change travels in clear text: anyone on the way can read it',
  )
})

test('what is only possible is said to be so, and a wrong check digit speaks against it', async () => {
  const result = await requests('http://doubt.test/?imei=352099001761480&android_id=9f3b6c1d2e4a5807')
  expect(verdictOf(result).sentence).toBe(
    `This phone sent its ${titles(['android-id'])}, and possibly its ${titles(['imei'])}, to doubt.test, not encrypted, once.`,
  )
  expect(result.findings[0]?.counterEvidence).toContain('imei: the check digit (Luhn) is wrong')
  expect(result.findings[0]?.reasons.join('\n')).not.toContain('Luhn')
})

test.each([
  [
    'http://127.0.0.1:8080/?imei=352099001761481',
    'port 8080, not encrypted, but on no network',
    ' to 127.0.0.1 on the device itself, not',
  ],
  [
    'http://192.168.1.20/?imei=352099001761481',
    'port 80, not encrypted: anyone on the same network can read it',
    ' to 192.168.1.20 in a private network, not',
  ],
  [
    'http://198.51.100.7/?imei=352099001761481',
    'port 80, not encrypted: anyone on the way can read it',
    ' to 198.51.100.7, not',
  ],
])('who can read what is sent in clear text is said by where it goes: %s', async (url, said, where) => {
  const result = await requests(url)
  expect(text(result)).toContain(said)
  expect(verdictOf(result).sentence).toContain(where)
  const everybody = 'a permanent identifier travels in clear text: anyone on the way can read it'
  expect(result.findings[0]?.reasons.includes(everybody)).toBe(said.includes('on the way'))
})
