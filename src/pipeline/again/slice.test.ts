/** Slices of whole captures: a scan of the slice must come to the same observations. */
import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  addressBytes,
  ipFragments,
  pcapFile,
  pcapngBlock,
  pcapngFile,
  TcpConversation,
  udpDatagram,
  udpPacket,
  ethernetFrame,
} from '../../../test/support/capture.ts'
import { dnsMessage, dnsQuestion, dnsRecord, dnsTypes } from '../../../test/support/dns-message.ts'
import { profileOf, scanCapture, scannedSample } from '../../../test/support/scan-capture.ts'
import { putInto, testFolder } from '../../../test/support/test-folder.ts'
import { talk } from '../../../test/support/tls-peers.ts'
import { sliceDifferences } from '../../case/slice-differences.ts'
import type { Profile } from '../../device/types.ts'
import { scanDocument } from '../../report/scan-document.ts'
import { sliceComments } from '../../report/slice-comments.ts'
import type { SliceExtent } from './slice.ts'
import { Traffic } from './traffic.ts'

const sample = fileURLToPath(new URL('../../../samples/nokia-7-plus', import.meta.url))
const folder = testFolder('slice')
const put = putInto(folder)

interface Sliced {
  readonly frames: readonly number[]
  readonly observations: number
  readonly differences: readonly string[]
  readonly anomalies: readonly string[]
}

/** Scans a capture (one of the samples once for all), cuts its slice, and holds what a scan of that finds against the first. */
async function sliced(
  capture: string,
  extent: SliceExtent,
  more: { profile?: Profile; keys?: readonly string[]; keepsSecrets?: boolean } = {},
): Promise<Sliced> {
  const { profile = null, keys = [], keepsSecrets = false } = more
  const result = await (capture.startsWith(sample)
    ? scannedSample(capture, profile)
    : scanCapture(capture, profile, keys))
  const parts: Buffer[] = []
  const slice = await new Traffic(result, keys).slice(0, {
    extent,
    keepsSecrets,
    ...sliceComments(result, '0'),
    put: (bytes) => void parts.push(bytes),
  })
  const again = await scanCapture(put('slice.pcapng', Buffer.concat(parts)), profile, keys)
  return {
    frames: slice.frames,
    observations: result.observations.length,
    differences: sliceDifferences(scanDocument(result, true), scanDocument(again, true), [slice], 5),
    anomalies: again.anomalies.map(({ tally }) => tally.code.code),
  }
}

const imei = '356938035643809'
const body = JSON.stringify({ imei })
const request = (host: string): string =>
  `POST /report HTTP/1.1\r\n${host === '' ? '' : `Host: ${host}\r\n`}Content-Length: ${body.length}\r\n\r\n${body}`
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'

function conversation(port: number, target: string, text: string): Buffer[] {
  return new TcpConversation({ sourcePort: port, target }).open().send(text).reply(ok).close().frames
}

const resolver = '198.51.100.53'

function asked(id: number, name: string): Buffer {
  return udpPacket({
    target: resolver,
    sourcePort: 5_001,
    payload: dnsMessage({ id, questions: [dnsQuestion(name)] }),
  })
}

function answered(id: number, name: string, address: string): Buffer {
  const answers = [dnsRecord(name, dnsTypes.a, addressBytes(address))]
  return udpPacket({
    source: resolver,
    target: '192.0.2.10',
    sourcePort: 53,
    targetPort: 5_001,
    payload: dnsMessage({ id, flags: 0x8180, questions: [dnsQuestion(name)], answers }),
  })
}

describe('a slice of whole conversations', () => {
  test('of a day gives the same observations from fewer frames', async () => {
    const profile = profileOf(`${sample}.profile.yaml`)
    const slice = await sliced(`${sample}.pcapng`, 'flows', { profile })
    expect(slice).toMatchObject({ differences: [], anomalies: [], observations: 672 })
    expect(slice.frames.length).toBeLessThan(1_500)
    const narrow = await sliced(`${sample}.pcapng`, 'observations', { profile })
    expect(narrow.frames.length).toBeLessThan(slice.frames.length / 4)
  })

  test('has the DNS exchange that names a server without a Host, and no other', async () => {
    const [named, other] = ['198.51.100.7', '198.51.100.8']
    const frames = [
      asked(1, 'other.example'),
      answered(1, 'other.example', other),
      asked(2, 'named.example'),
      answered(2, 'named.example', named),
      ...conversation(40_001, other, 'GET / HTTP/1.1\r\n\r\n'),
      ...conversation(40_002, named, request('')),
    ]
    const slice = await sliced(put('named.pcap', pcapFile(frames)), 'flows')
    expect(slice).toMatchObject({ observations: 1, differences: [] })
    expect(slice.frames.slice(0, 2)).toEqual([3, 4])
    expect(slice.frames).toHaveLength(2 + (frames.length - 4) / 2)
  })

  test('has all fragments of a datagram', async () => {
    const datagram = udpDatagram({ targetPort: 9_999, payload: `imei=${imei}&${'x'.repeat(3_000)}` })
    const fragments = ipFragments(17, datagram, [0, 1_480, 2_960]).map((packet) => ethernetFrame(packet))
    const noise = udpPacket({ sourcePort: 7, targetPort: 9, payload: 'noise' })
    const frames = [noise, fragments[2], noise, fragments[0], fragments[1], noise] as Buffer[]
    const slice = await sliced(put('fragments.pcap', pcapFile(frames)), 'flows')
    expect(slice).toMatchObject({ observations: 1, differences: [], frames: [2, 4, 5] })
  })

  test('of encrypted conversations is read with the keys, or with the secrets that the capture holds', async () => {
    const spoken = await talk({
      serverName: 'api.example.com',
      says: [request('api.example.com')],
      answers: ok,
      both: { minVersion: 'TLSv1.3' },
    })
    const flow = new TcpConversation({ sourcePort: 40_443, targetPort: 443 }).open()
    for (const step of spoken.steps) {
      if (step.kind !== 'push') continue
      if (step.direction === 0) flow.send(step.bytes)
      else flow.reply(step.bytes)
    }
    const noise = conversation(40_444, '198.51.100.99', 'GET / HTTP/1.1\r\nHost: b.example\r\n\r\n')
    const frames = [...noise, ...flow.close().frames]
    const keys = [put('tls.keys', spoken.keyLog)]
    const slice = await sliced(put('tls.pcap', pcapFile(frames)), 'flows', { keys })
    expect(slice).toMatchObject({ observations: 1, differences: [] })
    expect(slice.frames[0]).toBe(noise.length + 1)
    const head = Buffer.alloc(8)
    head.writeUInt32LE(0x544c_534b, 0)
    head.writeUInt32LE(spoken.keyLog.length, 4)
    const secrets = pcapngBlock(10, Buffer.concat([head, Buffer.from(spoken.keyLog)]))
    const holding = put('tls.pcapng', pcapngFile(frames, { before: [secrets] }))
    expect(await sliced(holding, 'flows', { keepsSecrets: true })).toMatchObject({ differences: [] })
    expect((await sliced(holding, 'flows')).differences).toHaveLength(1)
  })

  test('with all that is spoken between the same hosts is the wider way', async () => {
    const target = '198.51.100.7'
    const frames = [
      ...conversation(40_001, target, 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n'),
      ...conversation(40_002, target, request('a.example')),
      ...conversation(40_003, '198.51.100.8', 'GET / HTTP/1.1\r\nHost: b.example\r\n\r\n'),
    ]
    const slice = await sliced(put('hosts.pcap', pcapFile(frames)), 'hosts')
    expect(slice.frames).toHaveLength((frames.length / 3) * 2)
  })
})

test('what is no file of packets, or changed meanwhile, is refused in one line', async () => {
  const request = {
    extent: 'flows',
    keepsSecrets: false,
    commentOf: () => '',
    noteOf: () => '',
    put: () => undefined,
  } as const
  const capture = put(
    'changes.pcap',
    pcapFile(conversation(40_001, '198.51.100.7', `GET /?imei=${imei} HTTP/1.1\r\nHost: a.example\r\n\r\n`)),
  )
  const result = await scanCapture(capture)
  for (const content of [pcapFile([udpPacket({ payload: 'another' })]), Buffer.alloc(100, 'A')]) {
    writeFileSync(capture, content)
    await expect(new Traffic(result, []).slice(0, request)).rejects.toThrow(/changed while it was read\.$/)
  }
  rmSync(capture)
  await expect(new Traffic(result, []).slice(0, request)).rejects.toThrow(/give it as a file\.$/)
  const har = put('a.har', JSON.stringify({ log: { version: '1.2', entries: [] } }))
  await expect(new Traffic(await scanCapture(har), []).slice(0, request)).rejects.toThrow(/holds no packets/)
})
