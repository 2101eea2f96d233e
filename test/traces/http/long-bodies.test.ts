/** Bodies that are sent and longer than is read at once: what stands far behind their start is found. */
import { describe, expect, test } from 'vitest'
import { limits } from '../../../src/core/limits.ts'
import { identifiers } from '../../../src/detect/identifiers.gen.ts'
import { parseProfile } from '../../../src/device/profile.ts'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { TcpConversation } from '../../support/capture.ts'
import { harEntryOf, harFile } from '../../support/recordings.ts'
import { scanCapture } from '../../support/scan-capture.ts'
import { anomalyCodes, observed, scanFrames } from '../../support/scan-frames.ts'
import { sealedBytes } from '../../support/sealed-bytes.ts'
import { putInto, testFolder } from '../../support/test-folder.ts'

const put = putInto(testFolder('long-bodies'))

const imei = '356938035643809'
const profile = `name: the phone\nidentifiers:\n  imei: "${imei}"\n`
const { bodyBytesMax } = limits.message

/** A request with a body so much longer than is read at once, which holds `value` at its end. */
function long(filling: (bytes: number) => Buffer, value: string, fields = ''): Promise<ScanResult> {
  const body = Buffer.concat([filling(bodyBytesMax + 700_000), Buffer.from(value), filling(4_000)])
  return sent(body, fields)
}

function sent(body: Buffer, fields = ''): Promise<ScanResult> {
  const head = `POST /up HTTP/1.1\r\nHost: u.example.com\r\n${fields}Content-Length: ${body.length}\r\n\r\n`
  const talk = new TcpConversation().open().send(Buffer.concat([Buffer.from(head), body]))
  return scanFrames(talk.reply('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n').close().frames, { profile })
}

/** The same each time: of 300 MB of random bytes a few look like an address of mail. */
const randomBytes = (bytes: number): Buffer => sealedBytes(bytes, bytes)
const lines = (bytes: number): Buffer => Buffer.alloc(bytes, 'I/Net: a request took 12 ms\n')

/** Bodies of which several things are asked. */
let inLog: Promise<ScanResult> | undefined
let inBytes: Promise<ScanResult> | undefined
const valueInBytes = `imei=${imei}&`
const readInLog = (): Promise<ScanResult> => (inLog ??= long(lines, `state imei=${imei}\n`))
const readInBytes = (): Promise<ScanResult> => (inBytes ??= long(randomBytes, valueInBytes))

describe('a known value behind the start of a long body', () => {
  test.each([
    ['in a log', readInLog],
    [
      'in base64 in a log',
      () => long(lines, `state ${Buffer.from(`{"imei":"${imei}"}`).toString('base64')}\n`),
    ],
    ['as it is among bytes that are no text', readInBytes],
  ])('%s', async (_, read) => {
    const result = await read()
    expect(observed(result)).toEqual([`imei ${imei} certain`])
    expect(result.transmissions).toHaveLength(1)
    expect(anomalyCodes(result)).toContain('message.http.body_in_pieces')
  })

  test('not behind the start of what is compressed in all, which is told', async () => {
    const result = await long(randomBytes, `imei=${imei}&`, 'Content-Encoding: gzip\r\n')
    expect(observed(result)).toEqual([])
    expect(anomalyCodes(result)).toContain('message.http.body_too_long')
  })
})

test('bytes that are no text count as not read behind the start', async () => {
  const [bytes, text] = await Promise.all([readInBytes(), readInLog()])
  const [ofBytes = 0, ofText] = [bytes, text].map(({ coverage }) => coverage.summary.skipped['limit reached'])
  // Up to where the first piece was cut.
  const behind = 704_000 + valueInBytes.length
  expect(ofBytes).toBeGreaterThanOrEqual(behind)
  expect(ofBytes).toBeLessThan(behind + 4_096)
  expect(ofText).toBe(0)
})

describe('a number that lies where a piece ends', () => {
  const other = '352099001761481'
  /** `text` in front of the end of the first piece, so far, and what goes on behind it; no sign in it ends a value. */
  const at = (filling: string, text: string, before: number): Buffer =>
    Buffer.concat([
      Buffer.alloc(bodyBytesMax - before, filling),
      Buffer.from(text),
      Buffer.alloc(5_000, filling),
    ])

  const ways: [string, (body: Buffer) => Promise<ScanResult>][] = [
    ['in packets', (body) => sent(body)],
    [
      'in a recording',
      async (body) => {
        const request = { postData: { mimeType: 'text/plain', text: body.toString('latin1') } }
        const file = put('long.har', harFile([harEntryOf({ method: 'POST', request })]))
        return scanCapture(file, parseProfile(profile, 'phone.yaml', identifiers))
      },
    ],
  ]

  describe.each(ways)('%s', (_, scan) => {
    test.each([
      // The second piece would begin with a number that is the end of one of millions of digits.
      ['of digits alone is none of its last ones', at('9', `${other}\n`, 0), []],
      ['stays whole between other signs', at('a=12345;', `imei=${imei};`, 9), [`imei ${imei} certain`]],
      ['is not told without the letter in front', at('a1;', `x${other};`, 1), []],
      ['stands at the start of its line', at('a\n', `${imei}\n`, 0), [`imei ${imei} certain`]],
    ])('%s', async (__, body, expected) => {
      expect(observed(await scan(body))).toEqual(expected)
    })

    test('of digits alone: what is behind it counts as not read', async () => {
      const result = await scan(at('9', `\nimei=${imei}\n`, 0))
      expect(anomalyCodes(result)).toContain('message.http.body_too_long')
      expect(result.coverage.summary.skipped['limit reached']).toBe(5_000 + 22)
    })
  })
})
