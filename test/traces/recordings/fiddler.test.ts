/** Archives of Fiddler: each session is read as it was on the wire, whatever Fiddler did to its body. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { scanDocument } from '../../../src/report/scan-document.ts'
import { storedRecord } from '../../../src/source/archives/stored-zip.ts'
import { varde } from '../../e2e/run-varde.ts'
import { fiddlerArchive, fiddlerFiles, fiddlerSocket } from '../../support/fiddler-archive.ts'
import type { FiddlerSession } from '../../support/fiddler-archive.ts'
import { accountedBytes, readEntries } from '../../support/read-entries.ts'
import { brokenSums, profileOf, scanCapture } from '../../support/scan-capture.ts'
import { schemaErrors } from '../../support/scan-schema.ts'
import { putInto, testFolder } from '../../support/test-folder.ts'
import { webSocketFrame } from '../../support/websocket.ts'
import { zipFile } from '../../support/zip-file.ts'

const put = putInto(testFolder('fiddler'))
const imei = '490154203718467'
const profile = profileOf(put('phone.yaml', `name: phone\nidentifiers:\n  imei: "${imei}"\n`))

async function scanned(sessions: readonly FiddlerSession[], separator = '/'): Promise<ScanResult> {
  const result = await scanCapture(put('sessions.saz', fiddlerArchive(sessions, separator)), profile)
  expect(brokenSums(result)).toEqual([])
  expect(schemaErrors(scanDocument(result, true))).toEqual([])
  return result
}

const json = `{"imei":"${imei}"}`
const post = (url: string, more = `Content-Length: ${json.length}`, body = json): string =>
  `POST ${url} HTTP/1.1\r\nHost: one.example.com\r\n${more}\r\n\r\n${body}`
const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const secured: FiddlerSession = {
  client: post('https://one.example.com/report?x=1'),
  server: answer,
  bits: 1,
}

/** The archive as its reader gets it: the files of each session in order. */
function unpacked(sessions: readonly FiddlerSession[]): Buffer {
  return Buffer.concat(fiddlerFiles(sessions).map(({ name, bytes }) => storedRecord(name, bytes)))
}

describe('an archive of Fiddler', () => {
  test('requests are found with host, path, answer, time, address and protection', async () => {
    const result = await scanned([
      secured,
      {
        client: `GET http://two.example.com:8080/two?imei=${imei} HTTP/1.1\r\nHost: two.example.com:8080\r\n\r\n`,
      },
      { client: `GET /three?imei=${imei} HTTP/1.1\r\nHost: three.example.com\r\n\r\n`, server: answer },
    ])
    expect(
      result.transmissions.map(({ summary, protection }) => [
        summary.host,
        summary.port,
        summary.path,
        summary.status,
        protection,
      ]),
    ).toEqual([
      ['one.example.com', 443, '/report', 200, 'tls'],
      ['two.example.com', 8080, '/two', 0, 'plaintext'],
      ['three.example.com', 80, '/three', 200, 'plaintext'],
    ])
    expect(result.captures[0]).toMatchObject({ format: 'fiddler', entries: 3, timeDigits: 7 })
    expect(result.captures[0]?.first).toEqual({ sec: Date.UTC(2026, 2, 4, 7, 40) / 1000, nsec: 123_456_700 })
    expect(result.recipients[0]?.addresses[0]?.address).toBe('198.51.100.7')
    expect(result.anomalies).toEqual([])
  })

  test('bodies: in chunks, with chunks undone, coded, and left out', async () => {
    const chunked = 'Transfer-Encoding: chunked'
    const halves = [json.slice(0, 9), json.slice(9)]
    const chunks = halves.map((half) => `${half.length.toString(16)}\r\n${half}\r\n`).join('')
    const coded = gzipSync(json)
    const result = await scanned([
      { client: post('http://one.example.com/chunks', chunked, `${chunks}0\r\n\r\n`) },
      { client: post('http://one.example.com/undone', chunked) },
      {
        client: Buffer.concat([
          Buffer.from(
            post(
              'http://one.example.com/coded',
              `Content-Encoding: gzip\r\nContent-Length: ${coded.length}`,
              '',
            ),
          ),
          coded,
        ]),
      },
      {
        client: 'GET http://one.example.com/left HTTP/1.1\r\nHost: one.example.com\r\n\r\n',
        server: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
        flags: { 'X-ResponseBodyTransferLength': '1,270' },
      },
    ])
    expect(result.transmissions.map(({ summary }) => summary.path)).toEqual(['/chunks', '/undone', '/coded'])
    expect(result.coverage.entries?.notRecorded).toEqual({ entries: 0, bodies: 1, bodyBytes: 1_270 })
  })

  test('the frames of a WebSocket are read behind its handshake', async () => {
    const upgrade =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13'
    const socket = fiddlerSocket([
      { isRequest: true, bytes: webSocketFrame(json) },
      { isRequest: false, bytes: webSocketFrame('{"ok":1}', { isMasked: false }) },
    ])
    const session: FiddlerSession = {
      client: `GET https://one.example.com/socket HTTP/1.1\r\nHost: one.example.com\r\n${upgrade}\r\n\r\n`,
      server: 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      socket,
      bits: 1,
    }
    const result = await scanned([session])
    expect(result.transmissions.map(({ summary }) => [summary.host, summary.path])).toEqual([
      ['one.example.com', '/socket'],
    ])
    expect(result.transmissions[0]?.summary).toMatchObject({ protocol: 'websocket' })
    const cut = await scanned([{ ...session, socket: socket.subarray(0, socket.length - 6) }])
    expect(cut.observations).toHaveLength(1)
    expect(cut.coverage.file.unread).toBeGreaterThan(0)
    expect(cut.anomalies.map(({ tally }) => tally.code.code)).toContain('source.entry.broken')
  })

  test('tunnels: one that was only passed on has a name, of one that was opened the sessions tell', async () => {
    const connect = (host: string): string => `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
    const established = 'HTTP/1.1 200 Connection Established\r\n\r\n'
    const result = await scanned([
      { client: connect('opened.example.com:443'), server: established, bits: 0x2000 },
      { client: connect('blind.example.com:443'), server: established, bits: 0x1000 },
      { client: connect('odd.example.com:9000'), server: established, bits: 0x1000 },
      { client: post('http://made.example.com/'), bits: 0x80 },
      secured,
    ])
    expect(result.recipients.map(({ host }) => host).toSorted()).toEqual([
      'blind.example.com',
      'odd.example.com',
      'one.example.com',
    ])
    expect(result.coverage.entries?.other).toEqual({
      'tunnel that Fiddler opened': 1,
      'request made by Fiddler itself': 1,
    })
  })

  test('what is odd is not dropped', async () => {
    const result = await scanned(
      [
        { client: `no request imei=${imei}`, server: 'HTTP/1.1 bad\r\n\r\nx' },
        { client: '', server: '' },
        {
          client: post('/plain'),
          begin: '',
          server: `HTTP/1.1 404 Not\r\n Found\r\nA: b\r\n c\r\n\r\n${json}`,
        },
      ],
      '\\',
    )
    expect(result.coverage.entries).toMatchObject({ total: 3, malformed: 1 })
    expect(result.observations.length).toBeGreaterThan(1)
    expect(result.anomalies.map(({ tally }) => tally.code.code).toSorted()).toContain('source.entry.no_time')
  })

  test('inside another archive, of the wrong files, encrypted, with another capture: read or refused in one line', async () => {
    const archive = fiddlerArchive([secured])
    const inside = await scanCapture(put('outer.zip', zipFile([{ name: 'a.saz', bytes: archive }])), profile)
    expect(inside.observations).toHaveLength(1)
    const files = fiddlerFiles([secured])
    const odd = zipFile([...files, { name: 'notes.txt', bytes: Buffer.from('x') }])
    expect((await scanCapture(put('odd.saz', odd))).anomalies).toMatchObject([
      { tally: { code: { code: 'source.zip.not_read' }, samples: [{ detail: 'notes.txt' }] } },
    ])
    const locked = zipFile(files.map((file) => ({ ...file, flags: 1 })))
    const refused = await varde(['scan', put('locked.saz', locked)])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(
      /^varde: \S+ is a zip archive [^\n]*raw\/01_c\.txt: it is encrypted[^\n]*\n$/,
    )
    const two = zipFile([
      { name: 'a.saz', bytes: archive },
      { name: 'b.saz', bytes: archive },
    ])
    expect((await varde(['scan', put('two.zip', two)])).code).toBe(2)
  })

  test('comes by a pipe; compressed once more it is refused, whatever stands first in it', async () => {
    const piped = await varde(['scan', '--json', '-'], { input: fiddlerArchive([secured]) })
    expect(JSON.parse(piped.stdout)).toMatchObject({ captures: [{ format: 'fiddler', entries: 1 }] })
    const bare = zipFile(fiddlerFiles([secured]).slice(2))
    await expect(scanCapture(put('twice.saz.gz', gzipSync(bare)))).rejects.toThrow(/is no packet capture/)
  })

  test('cut anywhere and in pieces of any size, every byte is accounted for', async () => {
    const bytes = unpacked([secured, { client: post('http://one.example.com/') }])
    for (let length = 0; length <= bytes.length; length += 7) {
      const read = readEntries('fiddler', bytes.subarray(0, length), 1 + (length % 40))
      expect(accountedBytes(read)).toBe(length)
    }
    for (const size of [1, 2, 13, 4_096]) expect(readEntries('fiddler', bytes, size).entries).toHaveLength(2)
    const archive = fiddlerArchive([secured, secured])
    for (let length = 200; length < archive.length; length += 97) {
      const run = scanCapture(put('cut.saz', archive.subarray(0, length)), profile)
      await run.then(
        (result) => expect(brokenSums(result)).toEqual([]),
        (cause: unknown) => expect(String(cause)).toMatch(/InputError/),
      )
    }
  })
})
