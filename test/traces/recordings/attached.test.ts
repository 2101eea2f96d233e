/** Recordings of Playwright whose bodies lie in files of their own: zipped together, they are read where they belong. */
import { describe, expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { scanDocument } from '../../../src/report/scan-document.ts'
import { brokenSums, profileOf, scanCapture } from '../../support/scan-capture.ts'
import { schemaErrors } from '../../support/scan-schema.ts'
import { putInto, testFolder } from '../../support/test-folder.ts'
import { zipFile } from '../../support/zip-file.ts'
import type { ZipFile } from '../../support/zip-file.ts'

const put = putInto(testFolder('attached'))
const imei = '490154203718467'
const profile = profileOf(put('phone.yaml', `name: phone\nidentifiers:\n  imei: "${imei}"\n`))
const body = Buffer.from(`{"imei":"${imei}"}`)
const answer = Buffer.from(`{"you":"${imei}"}`)

async function scanned(files: readonly ZipFile[]): Promise<ScanResult> {
  const result = await scanCapture(put('recording.zip', zipFile(files)), profile)
  expect(brokenSums(result)).toEqual([])
  expect(schemaErrors(scanDocument(result, true))).toEqual([])
  return result
}

const entry = (sent: object, received: object): object => ({
  startedDateTime: '2026-03-01T09:00:00.123Z',
  time: 3,
  request: {
    method: 'POST',
    url: 'https://one.example.com/report',
    httpVersion: 'HTTP/2.0',
    headers: [],
    bodySize: body.length,
    postData: { mimeType: 'application/json', params: [], ...sent },
  },
  response: { status: 200, headers: [], content: { size: answer.length, ...received } },
})
const har = (...entries: object[]): Buffer =>
  Buffer.from(JSON.stringify({ log: { version: '1.2', creator: { name: 'Playwright' }, entries } }))
const codes = (result: ScanResult): string[] => result.anomalies.map(({ tally }) => tally.code.code)
const seen = (result: ScanResult): string[] =>
  result.observations.map(({ direction, identifier }) => `${identifier} ${direction}`)

describe('bodies in files of their own', () => {
  test.each(['', 'trace/'])('are read with the entries that name them (in the folder “%s”)', async (at) => {
    const result = await scanned([
      { name: `${at}0a1b.json`, bytes: body },
      { name: `${at}har.har`, bytes: har(entry({ _file: '0a1b.json' }, { _file: 'ff.json' })) },
      { name: `${at}ff.json`, bytes: answer, isStored: true },
    ])
    expect(seen(result)).toEqual(['imei sent', 'imei received'])
    expect(codes(result)).toEqual([])
    expect(result.coverage.entries?.notRecorded.bodies).toBe(0)
  })

  test('that are missing, damaged or named as a path are said, and count as not recorded', async () => {
    const bytes = har(
      entry({ _file: '../0a1b.json' }, { _file: 'gone.json' }),
      entry({ _file: 'locked.json' }, { _file: 'har.har' }),
    )
    const result = await scanned([
      { name: 'x/har.har', bytes },
      { name: 'x/locked.json', bytes: body, flags: 1 },
      { name: '0a1b.txt', bytes: Buffer.from('a note') },
    ])
    expect(seen(result)).toEqual([])
    expect(codes(result)).toEqual(expect.arrayContaining(['source.har.apart', 'source.zip.not_read']))
    expect(result.coverage.entries?.notRecorded.bodies).toBe(4)
  })

  test.each([
    ['a request', { _file: 'a.json' }, { text: answer.toString() }],
    ['an answer', { text: body.toString() }, { _file: 'b.json' }],
  ])('of %s beside a bare har.har count as not recorded', async (_, sent, received) => {
    // Playwright does not know the size of what it puts apart.
    const bytes = Buffer.from(String(har(entry(sent, received))).replace(/"bodySize":\d+/, '"bodySize":-1'))
    const result = await scanCapture(put('har.har', bytes), profile)
    expect(codes(result)).toEqual(['source.har.apart'])
    expect(result.coverage.entries?.notRecorded.bodies).toBe(1)
  })

  test('and what the entry holds itself stays', async () => {
    const result = await scanned([
      { name: 'a.json', bytes: Buffer.from('other') },
      { name: 'b.har', bytes: har(entry({ _file: 'a.json', text: body.toString() }, { text: 'x' })) },
    ])
    expect(seen(result)).toEqual(['imei sent'])
    expect(codes(result)).toEqual(['source.zip.not_read'])
  })

  test('that hold the messages of a WebSocket are read as such', async () => {
    const messages = [
      { type: 'send', time: 1_772_355_601_000, opcode: 1, data: body.toString() },
      { type: 'receive', time: 1_772_355_602_000, opcode: 2, data: answer.toString('base64') },
    ]
    const socket = {
      ...entry({}, {}),
      _resourceType: 'websocket',
      request: { method: 'GET', url: 'wss://one.example.com/socket', headers: [] },
      response: { status: 101, headers: [], content: { size: -1, _file: 'guid.jsonl' } },
    }
    const lines = messages.map((message) => `${JSON.stringify(message)}\n`).join('')
    const torn = `${lines}{"type":"send","time":17723`
    const whole = await scanned([
      { name: 'har.har', bytes: har(socket) },
      { name: 'guid.jsonl', bytes: Buffer.from(lines) },
    ])
    expect(seen(whole)).toEqual(['imei sent', 'imei received'])
    expect(codes(whole)).toEqual([])
    expect(whole.coverage.entries?.read).toEqual({ 'HTTP exchange with WebSocket messages': 1 })
    const cut = await scanned([
      { name: 'har.har', bytes: har(socket) },
      { name: 'guid.jsonl', bytes: Buffer.from(torn) },
    ])
    expect(seen(cut)).toEqual(['imei sent', 'imei received'])
    expect(codes(cut)).toEqual(['source.har.unknown_sender'])
    const bare = await scanned([{ name: 'har.har', bytes: har(socket) }])
    expect(codes(bare)).toEqual(['source.har.apart'])
    expect(bare.coverage.entries?.notRecorded.bodies).toBe(1)
  })
})
