/** Two files that show the same traffic: what was sent counts once, whatever the clocks say. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ScanResult } from '../../src/pipeline/scan-result.ts'
import { pcapFile, TcpConversation } from '../support/capture.ts'
import type { TcpOptions } from '../support/capture.ts'
import { brokenSums, scanCapture } from '../support/scan-capture.ts'
import { testFolder } from '../support/test-folder.ts'
import { anomalyCodes } from '../support/scan-frames.ts'

const folder = testFolder('two-recorders')
const imei = '356938035643809'
const host = 'tracker.example.net'
const start = 1_550_000_000
/** Seconds after the first one at which the phone sends: no beat. */
const moments = [0, 68, 150, 246, 290, 305]
const port = (at: number): number => 40_000 + 7 * at

/** A recording by a clock that is `late` seconds ahead. */
function recording(
  late: number,
  ends: (at: number) => TcpOptions = (at) => ({ sourcePort: port(at) }),
): Buffer {
  const frames = moments.flatMap((moment, at) =>
    new TcpConversation(ends(at))
      .open()
      .send(`GET /?imei=${imei} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
      .reply('HTTP/1.1 204 No Content\r\n\r\n')
      .close()
      .frames.map((bytes, index) => ({ bytes, sec: start + moment + late, nsec: index * 1_000_000 })),
  )
  return pcapFile(frames)
}

function har(late: number): Buffer {
  const entries = moments.map((moment) => ({
    startedDateTime: new Date((start + moment + late) * 1_000).toISOString(),
    time: 5,
    request: {
      method: 'GET',
      url: `http://${host}/?imei=${imei}`,
      httpVersion: 'HTTP/1.1',
      headers: [],
      bodySize: 0,
    },
    response: { status: 204, httpVersion: 'HTTP/1.1', headers: [], content: { size: 0 } },
    timings: { send: 1, wait: 1, receive: 1 },
  }))
  return Buffer.from(
    JSON.stringify({ log: { version: '1.2', creator: { name: 'r', version: '1' }, entries } }),
  )
}

async function scanned(...files: readonly Buffer[]): Promise<ScanResult> {
  const paths = files.map((bytes, index) => {
    const path = join(folder, `${index}.capture`)
    writeFileSync(path, bytes)
    return path
  })
  const result = await scanCapture(paths)
  expect(brokenSums(result)).toEqual([])
  return result
}

test.each<[string, Buffer]>([
  ['by the same clock', recording(0, (at) => ({ sourcePort: port(at), ttl: 63 }))],
  ['by one that is seconds ahead', recording(6)],
  ['by one that is hours behind', recording(-7_200)],
  [
    'behind a translation of addresses',
    recording(1, (at) => ({ source: '203.0.113.50', sourcePort: 50_000 + at })),
  ],
  ['by a proxy', har(1)],
])('what another recorder shows, too, %s, was sent once', async (_, other) => {
  const result = await scanned(recording(0), other)
  expect(result.findings.map(({ transmissions }) => transmissions)).toEqual([moments.length])
  expect(new Set(result.transmissions.map(({ capture }) => capture))).toEqual(new Set([0]))
  expect(anomalyCodes(result)).toContain('source.capture.same_sends')
  expect(result.correlation.periods).toEqual([])
})

test('what was sent on other connections, at other times, was sent once more', async () => {
  const another = recording(7_200, (at) => ({ sourcePort: 50_000 + 11 * at }))
  const result = await scanned(recording(0), another)
  expect(result.findings.map(({ transmissions }) => transmissions)).toEqual([2 * moments.length])
  expect(anomalyCodes(result)).not.toContain('source.capture.same_sends')
})

test('that the same connections were captured twice is said also of what nobody can read', async () => {
  const sealed = (late: number, first: number): Buffer =>
    pcapFile(
      moments.flatMap((moment, at) =>
        new TcpConversation({ sourcePort: first + 7 * at, targetPort: 443 })
          .open()
          .send(Buffer.alloc(300, 0xee))
          .close()
          .frames.map((bytes) => ({ bytes, sec: start + moment + late, nsec: 0 })),
      ),
    )
  const code = 'source.capture.same_connections'
  expect(anomalyCodes(await scanned(sealed(0, 40_000), sealed(900, 40_000)))).toContain(code)
  expect(anomalyCodes(await scanned(sealed(0, 40_000), sealed(900, 50_000)))).not.toContain(code)
  // Ports of a program's own, which it uses each time.
  expect(anomalyCodes(await scanned(sealed(0, 5_000), sealed(900, 5_000)))).not.toContain(code)
})

test('that each of two files has one direction is said, and not that anything counts twice', async () => {
  const conversations = moments.map((moment, at) => ({
    moment,
    frames: new TcpConversation({ sourcePort: port(at), targetPort: 443 })
      .open()
      .send(Buffer.alloc(300, 0xee))
      .reply(Buffer.alloc(300, 0xed))
      .close().frames,
  }))
  /** The frames to this port, or from it. */
  const half = (place: 34 | 36): Buffer =>
    pcapFile(
      conversations.flatMap(({ moment, frames }) =>
        frames.flatMap((bytes, index) =>
          bytes.readUInt16BE(place) === 443 ? [{ bytes, sec: start + moment, nsec: index * 1_000_000 }] : [],
        ),
      ),
    )
  const codes = anomalyCodes(await scanned(half(36), half(34)))
  expect(codes).toContain('source.capture.halves')
  expect(codes).not.toContain('source.capture.same_connections')
})
