/** Bodies of responses that a second thread searches: what a scan says is the same as without it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openAttribution } from '../../../src/attribute/attribution.ts'
import { readData } from '../../../src/cli/data-files.ts'
import { identifiers } from '../../../src/detect/identifiers.gen.ts'
import { parseProfile } from '../../../src/device/profile.ts'
import { scan } from '../../../src/pipeline/scan.ts'
import { renderJson } from '../../support/render-json.ts'
import { TcpConversation, pcapFile, udpPacket } from '../../support/capture.ts'
import { dnsMessage, dnsName, dnsQuestion, dnsRecord, dnsTypes } from '../../support/dns-message.ts'

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

/** An answer that is large enough for the second thread, and holds the serial number. */
function hit(fields = ''): string {
  const text = `"device":"${serial}" ${'filler '.repeat(400)}`
  return `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n${fields}Content-Length: ${text.length}\r\n\r\n${text}`
}

/** Answers with a value, and behind each what must not be known, said or mixed up when its verdict comes late. */
function lateFrames(): Buffer[] {
  const named = new TcpConversation({ sourcePort: 41_000, target: '198.51.100.1' }).open()
  // The thread is not up for the first answer.
  named.send('GET / HTTP/1.1\r\nHost: first.example.net\r\n\r\n').reply(hit())
  named.send('GET / HTTP/1.1\r\nHost: www.example.net\r\n\r\n').reply(hit())
  const alias = udpPacket({
    source: '192.0.2.53',
    target: '192.0.2.10',
    sourcePort: 53,
    targetPort: 40_053,
    payload: dnsMessage({
      flags: 0x8180,
      questions: [dnsQuestion('www.example.net')],
      answers: [
        dnsRecord('www.example.net', dnsTypes.cname, dnsName('app.adjust.com')),
        dnsRecord('app.adjust.com', dnsTypes.a, Buffer.from([198, 51, 100, 1])),
      ],
    }),
  })
  const wrong = 'Content-Encoding: gzip\r\n'
  const odd = new TcpConversation({ sourcePort: 41_001, target: '198.51.100.2' }).open()
  odd.send('GET / HTTP/1.1\r\nHost: odd.example.net\r\n\r\n').reply(hit(wrong))
  const sent = `{"imei":"${imei}"}`
  odd.send(
    `POST / HTTP/1.1\r\nHost: odd.example.net\r\n${wrong}Content-Length: ${sent.length}\r\n\r\n${sent}`,
  )
  const unnamed = ['198.51.100.7', '198.51.100.8'].flatMap(
    (target, index) =>
      new TcpConversation({ sourcePort: 41_002 + index, target })
        .open()
        .send('GET / HTTP/1.0\r\n\r\n')
        .reply(hit())
        .close().frames,
  )
  return [...named.frames, alias, ...odd.close().frames, ...unnamed]
}

async function documentOf(captures: readonly Buffer[][], bytesToSecondThread: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'varde-second-'))
  try {
    const paths = captures.map((capture, index) => {
      const path = join(folder, `${index}.pcap`)
      writeFileSync(path, pcapFile(capture))
      return path
    })
    const result = await scan(paths, {
      profile,
      attribution: openAttribution(readData),
      wantsHash: false,
      onProgress: () => undefined,
      bytesToSecondThread,
    })
    return renderJson(result, true).replaceAll(folder, '')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Shown {
  readonly observations: readonly {
    readonly id: string
    readonly direction: string
    readonly recipient: string
  }[]
  readonly anomalies: readonly { readonly code: string; readonly samples: readonly { frame: number }[] }[]
}

const without = Number.MAX_SAFE_INTEGER

const hasSecondCore = availableParallelism() > 1
if (!hasSecondCore) process.stderr.write('second thread: there is one core only; its tests are skipped\n')

describe.skipIf(!hasSecondCore)('the same document with a second thread and without', () => {
  test('of many answers', async () => {
    const captures = [frames(), frames()]
    const alone = await documentOf(captures, without)
    const { observations } = JSON.parse(alone) as Shown
    expect(observations.map(({ id }) => id)).toEqual(observations.map((_, index) => `o${index + 1}`))
    const received = observations.filter(({ direction }) => direction === 'received')
    expect(received).toHaveLength(60)
    expect(observations.length).toBeGreaterThan(received.length + 70)
    expect(await documentOf(captures, 0)).toBe(alone)
  })

  test('of answers that are followed by what changes names, order or recipient', async () => {
    const alone = await documentOf([lateFrames()], without)
    const { observations } = JSON.parse(alone) as Shown
    const received = observations.filter(({ direction }) => direction === 'received')
    expect(new Set(received.map(({ recipient }) => recipient)).size).toBe(5)
    expect(alone).toContain('decode.encoding.tolerated')
    expect(await documentOf([lateFrames()], 0)).toBe(alone)
  })
})
