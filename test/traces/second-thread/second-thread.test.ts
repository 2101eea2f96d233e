/** Bodies of responses that a second thread searches: what a scan says is the same as without it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openAttribution } from '../../../src/attribute/attribution.ts'
import { readData } from '../../../src/cli/data-files.ts'
import { identifiers } from '../../../src/detect/identifiers.gen.ts'
import { parseProfile } from '../../../src/device/profile.ts'
import { scan } from '../../../src/pipeline/scan.ts'
import { renderJson } from '../../../src/report/json.ts'
import { TcpConversation, pcapFile } from '../../support/capture.ts'

const imei = '356938035643809'
const serial = 'PL2GAR9B60402134'
const profile = parseProfile(
  `identifiers:\n  imei: ["${imei}"]\n  serial: ["${serial}"]\n`,
  'p.yaml',
  identifiers,
)

/** Requests and answers in turns over a few connections; every third request and every fourth answer holds a value. */
function frames(): Buffer[] {
  const all: Buffer[] = []
  let number = 0
  for (let connection = 0; connection < 12; connection++) {
    const conversation = new TcpConversation({ sourcePort: 40_000 + connection }).open()
    for (let turn = 0; turn < 10; turn++) {
      number++
      const sent = number % 3 === 0 ? `{"imei":"${imei}","n":${number}}` : `{"n":${number}}`
      conversation.send(
        Buffer.from(
          `POST /v${turn} HTTP/1.1\r\nHost: api${connection % 4}.example.net\r\nContent-Length: ${sent.length}\r\n\r\n${sent}`,
        ),
      )
      const filler = Array.from({ length: 900 }, (_, at) =>
        ((at * number * 7_919) % 99_991).toString(36),
      ).join(' ')
      const text = number % 4 === 0 ? `${filler} "device":"${serial}" ${filler}` : filler + filler
      const isZipped = number % 2 === 0
      const body = isZipped ? gzipSync(text) : Buffer.from(text)
      const coding = isZipped ? 'Content-Encoding: gzip\r\n' : ''
      const head = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n${coding}Content-Length: ${body.length}\r\n\r\n`
      conversation.reply(Buffer.concat([Buffer.from(head), body]))
    }
    all.push(...conversation.close().frames)
  }
  return all
}

test.skipIf(availableParallelism() < 2)('the same document with a second thread and without', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'varde-second-'))
  try {
    const path = join(folder, 'trace.pcap')
    writeFileSync(path, pcapFile(frames()))
    const documentOf = async (bytesToSecondThread: number): Promise<string> =>
      renderJson(
        await scan([path, path], {
          profile,
          attribution: openAttribution(readData),
          wantsHash: false,
          onProgress: () => undefined,
          bytesToSecondThread,
        }),
        true,
      )
    const alone = await documentOf(Number.MAX_SAFE_INTEGER)
    const { observations } = JSON.parse(alone) as { observations: { id: string; direction: string }[] }
    expect(observations.map(({ id }) => id)).toEqual(observations.map((_, index) => `o${index + 1}`))
    const received = observations.filter(({ direction }) => direction === 'received')
    expect(received).toHaveLength(60)
    expect(observations.length).toBeGreaterThan(received.length + 70)
    expect(await documentOf(0)).toBe(alone)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
