/** The document of --json: its schema, its determinism, its sums and its evidence, on every capture at hand. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Profile } from '../../src/device/types.ts'
import type { Coverage } from '../../src/pipeline/coverage.ts'
import type { ScanResult } from '../../src/pipeline/scan-result.ts'
import { renderJson } from '../support/render-json.ts'
import {
  ethernetFrame,
  ipFragments,
  pcapFile,
  pcapngFile,
  tcpPacket,
  udpDatagram,
  udpPacket,
} from '../support/capture.ts'
import { corpusCaptures, corpusFile } from '../support/corpus.ts'
import { isDeep } from '../support/depth.ts'
import { dnsMessage, dnsQuestion } from '../support/dns-message.ts'
import { readCapture } from '../support/read-capture.ts'
import { profileOf, scanCapture } from '../support/scan-capture.ts'
import { schemaErrors } from '../support/scan-schema.ts'
import { putInto, testFolder } from '../support/test-folder.ts'
import { get, http, leakingCapture, leakingFrames, profileYaml } from './leaking-phone.ts'
import { runLayers } from './run-layers.ts'
import { root } from './run-varde.ts'

const folder = testFolder('document')
const put = putInto(folder)

interface Input {
  readonly name: string
  readonly path: string
  readonly profile: Profile | null
}

const phone = profileOf(put('phone.yaml', profileYaml))

function generated(): Input[] {
  const frames = leakingFrames()
  const long = udpDatagram({ payload: dnsMessage({ questions: [dnsQuestion('fragmented.example.com')] }) })
  const strange = [
    ethernetFrame(Buffer.alloc(40), {}, 0x88b5),
    Buffer.alloc(7),
    ...ipFragments(17, long, [0, 16, 32]).map((packet) => ethernetFrame(packet)),
    ethernetFrame(ipFragments(17, long, [0, 16], { identification: 9 })[0] as Buffer),
    tcpPacket({ payload: 'no protocol of any kind \u0001\u0002', targetPort: 9_999, sourcePort: 1 }),
    tcpPacket({ payload: Buffer.alloc(900, 1), targetPort: 9_999, sourcePort: 1, sequence: 5_000 }),
    udpPacket({ payload: Buffer.alloc(300, 0xfe), targetPort: 6_000 }),
    udpPacket({
      source: '2001:db8::1',
      target: '2001:db8::53',
      payload: dnsMessage({ questions: [dnsQuestion('six.example.com')] }),
    }),
  ]
  const doubled = frames.flatMap((frame) => [frame, frame])
  const whole = leakingCapture()
  return [
    { name: 'no packets', bytes: pcapFile([]), profile: null },
    { name: 'pcap', bytes: whole, profile: phone },
    { name: 'pcap without a profile', bytes: whole, profile: null },
    {
      name: 'pcap, nanoseconds, big-endian',
      bytes: pcapFile(frames, { nano: true, bigEndian: true }),
      profile: phone,
    },
    {
      name: 'pcapng with two interfaces',
      bytes: pcapngFile(frames, {
        interfaces: [{ timeResolution: 9 }, {}],
        application: 'test',
        comment: 'a \u001b[31mcomment',
      }),
      profile: phone,
    },
    { name: 'every frame twice', bytes: pcapFile(doubled), profile: phone },
    { name: 'the frames backwards', bytes: pcapFile(frames.toReversed()), profile: phone },
    {
      name: 'one frame of three missing',
      bytes: pcapFile(frames.filter((_, index) => index % 3 !== 1)),
      profile: phone,
    },
    { name: 'cut by a snapshot length', bytes: pcapFile(frames, { snapLength: 90 }), profile: phone },
    { name: 'a torn end', bytes: whole.subarray(0, whole.length - 33), profile: phone },
    { name: 'gzip', bytes: gzipSync(whole), profile: phone },
    {
      name: 'odd frames, fragments, IPv6',
      bytes: pcapFile([...strange, ...http(get('a.example.com', '/'))]),
      profile: null,
    },
    { name: 'an unknown link type', bytes: pcapFile(frames, { linkType: 147 }), profile: phone },
  ].map(({ name, bytes, profile }, index) => ({ name, path: put(`${index}.capture`, bytes), profile }))
}

function sampleFiles(): Input[] {
  const samples = join(root, 'samples')
  if (!existsSync(samples)) return []
  return readdirSync(samples)
    .filter((name) => name.endsWith('.pcapng'))
    .map((name) => ({
      name,
      path: join(samples, name),
      profile: profileOf(join(samples, name.replace('.pcapng', '.profile.yaml'))),
    }))
}

const inputs: Input[] = [
  ...generated(),
  ...sampleFiles(),
  ...corpusCaptures().map((name) => ({ name, path: corpusFile(name), profile: null })),
]

const results = new Map<string, ScanResult>()

beforeAll(async () => {
  for (const { name, path, profile } of inputs) results.set(name, await scanCapture(path, profile))
})

function resultOf(input: Input): ScanResult {
  return results.get(input.name) as ScanResult
}

/** The bytes of a capture, unzipped. */
function bytesOf(input: Input): Buffer {
  const bytes = readFileSync(input.path)
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
}

/** `name @ length` of the sums that do not hold, each computed here from its parts. */
function brokenSums({ file, frames, frameBytes, streams, messages, summary }: Coverage): string[] {
  const sum = (parts: Readonly<Record<string, number>>): number =>
    Object.values(parts).reduce((total, part) => total + part, 0)
  const payload = frameBytes.tcpPayload + frameBytes.udpPayload
  const sums: [name: string, left: number, right: number][] = [
    ['file bytes', file.bytes, file.container + file.frames + file.unread],
    [
      'frames',
      frames.total,
      frames.dissected +
        sum(frames.other) +
        sum(frames.unsupported) +
        sum(frames.undecryptable) +
        frames.malformed,
    ],
    ['frame bytes as read and as given', file.frames, frameBytes.total],
    [
      'frame bytes',
      frameBytes.total,
      frameBytes.headers +
        payload +
        frameBytes.other +
        frameBytes.unsupported +
        frameBytes.undecryptable +
        frameBytes.malformed +
        frameBytes.fragmentsLost +
        (frameBytes.fragmentsTwice ?? 0),
    ],
    ['payload', streams.payload, payload],
    [
      'streams',
      payload,
      streams.delivered +
        streams.duplicate +
        (streams.earlier ?? 0) +
        streams.undecryptable +
        streams.unrecognised +
        streams.limit +
        streams.dropped,
    ],
    ['messages given', messages.given, streams.delivered],
    [
      'messages',
      streams.delivered,
      messages.read +
        messages.framing +
        messages.media +
        messages.undecryptable +
        messages.unrecognisedRead +
        messages.unrecognisedSkipped +
        messages.limit +
        messages.resync,
    ],
    [
      'summary',
      payload + frameBytes.undecryptable,
      summary.read +
        summary.undecryptable +
        summary.duplicate +
        (summary.earlier ?? 0) +
        sum(summary.skipped),
    ],
    ['summary, payload', summary.payload, payload + frameBytes.undecryptable],
    ['summary, read', summary.read, messages.read + messages.framing + messages.unrecognisedRead],
    [
      'summary, undecryptable',
      summary.undecryptable,
      streams.undecryptable + messages.undecryptable + frameBytes.undecryptable,
    ],
    ['summary, duplicate', summary.duplicate, streams.duplicate],
    ['summary, earlier', summary.earlier ?? 0, streams.earlier ?? 0],
    [
      'summary, skipped',
      sum(summary.skipped),
      streams.unrecognised +
        streams.limit +
        streams.dropped +
        messages.media +
        messages.unrecognisedSkipped +
        messages.limit +
        messages.resync,
    ],
  ]
  return sums
    .filter(([, left, right]) => left !== right)
    .map(([name, left, right]) => `${name}: ${left} is not ${right}`)
}

/** Numbers of the document that are no whole numbers from 0 on: a sum can hold with a wrong sign in it. */
function oddNumbers(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? [] : [`${path} ${value}`]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => oddNumbers(inner, `${path}.${key}`))
}

/** From here on the short form tries pieces of one odd size: the others are tried with all smaller captures. */
const largeBytes = 200_000

describe.each(inputs)('$name', (input) => {
  test('the document has the form that its schema says, masked and revealed', () => {
    for (const isRevealed of [false, true]) {
      expect(schemaErrors(JSON.parse(renderJson(resultOf(input), isRevealed)))).toEqual([])
    }
  })

  test('the sums of the coverage statement hold, and its counts are those of the file', () => {
    const { coverage } = resultOf(input)
    expect(brokenSums(coverage)).toEqual([])
    expect(oddNumbers(coverage)).toEqual([])
    expect(coverage.equations.filter(({ left, right }) => left !== right)).toEqual([])
    const bytes = bytesOf(input)
    expect(coverage.file.bytes).toBe(bytes.length)
    const { frames } = readCapture(bytes)
    expect(coverage.frames.total).toBe(frames.length)
    expect(coverage.frameBytes.total).toBe(frames.reduce((total, frame) => total + frame.bytes.length, 0))
  })

  test('evidence lies where it is said to lie', () => {
    const { frames } = readCapture(bytesOf(input))
    const { observations } = resultOf(input)
    for (const observation of observations) {
      expect(observation.spans.length, observation.id).toBeGreaterThan(0)
      const shown = observation.spans.map(({ frame, start, end }) => {
        const bytes = frames[frame - 1]?.bytes
        expect(bytes, `${observation.id}: frame ${frame}`).toBeDefined()
        expect(start, observation.id).toBeLessThan(end)
        expect(end, observation.id).toBeLessThanOrEqual((bytes as Buffer).length)
        return (bytes as Buffer).subarray(start, end)
      })
      if (isVerbatim(observation)) {
        const text = Buffer.concat(shown).toString('latin1')
        // In JSON a backslash undoes something, too; then the span is the whole escaped run.
        if (!text.includes('\\'))
          expect(text, `${observation.id} ${observation.identifier}`).toBe(observation.value)
      }
    }
  })

  test('the facts are the same, however the bytes arrive', () => {
    const bytes = bytesOf(input)
    const first = resultOf(input).observations.filter(({ copy }) => copy !== 'other')
    const layers = runLayers(bytes, input.profile, bytes.length)
    expect(layers.examiner.book.observations.length).toBe(first.length)
    const whole = factsOf(layers)
    const sizes = bytes.length < largeBytes || isDeep ? [bytes.length, 65_536, 1_024, 7] : [16_381]
    for (const size of sizes)
      expect(factsOf(runLayers(bytes, input.profile, size)) === whole, `in pieces of ${size} bytes`).toBe(
        true,
      )
  })
})

/** True where the value stands in the frame byte for byte: no step of its chain undoes an encoding. */
function isVerbatim({ chain, writtenAs }: ScanResult['observations'][number]): boolean {
  const places = new Set([
    'head',
    'body',
    'trailer',
    'target',
    'path',
    'query',
    'header',
    'cookie',
    'form',
    'json',
    'multipart',
    'lines',
  ])
  return writtenAs === '' && chain.every(({ step }) => places.has(step))
}

/** Everything that a capture's bytes say, as text. */
function factsOf({ examiner, recipients, anomalies, coverage }: ReturnType<typeof runLayers>): string {
  return JSON.stringify([
    coverage,
    examiner.requests,
    examiner.book.observations,
    examiner.book.drafts,
    examiner.contacts.all,
    examiner.dismissals.all,
    examiner.heard.local,
    examiner.heard.hellos,
    [...examiner.heard.questions],
    [...recipients.all].map(
      ({ id, host, evidence, flows, bytesToServer, bytesToClient, addresses, ports }) => [
        id,
        host,
        evidence,
        flows,
        bytesToServer,
        bytesToClient,
        [...addresses],
        [...ports],
      ],
    ),
    [...anomalies.tallies.values()],
  ])
}

test('the same input gives the same bytes', async () => {
  for (const input of inputs.slice(0, 14)) {
    const again = await scanCapture(input.path, input.profile)
    expect(renderJson(again, false) === renderJson(resultOf(input), false), input.name).toBe(true)
  }
})

test('several captures in one document: schema, and ids that are unique in it', async () => {
  const captures = inputs.slice(1, 6)
  const result = await scanCapture(
    captures.map((input) => input.path),
    phone,
  )
  expect(schemaErrors(JSON.parse(renderJson(result, false)))).toEqual([])
  expect(brokenSums(result.coverage)).toEqual([])
  expect(new Set(result.observations.map(({ id }) => id)).size).toBe(result.observations.length)
  expect(new Set(result.recipients.map(({ id }) => id)).size).toBe(result.recipients.length)
  expect(result.coverage.frames.total).toBe(
    captures.reduce((total, input) => total + resultOf(input).coverage.frames.total, 0),
  )
})

test('a document of another form is told apart (the check of the checks)', () => {
  const document = JSON.parse(renderJson(resultOf(inputs[1] as Input), false)) as Record<string, unknown>
  expect(schemaErrors({ ...document, surprise: 1 })).not.toEqual([])
  expect(schemaErrors({ ...document, exchanges: -1 })).not.toEqual([])
  const { coverage } = resultOf(inputs[1] as Input)
  expect(
    brokenSums({ ...coverage, summary: { ...coverage.summary, read: coverage.summary.read + 1 } }),
  ).not.toEqual([])
})
