/**
 * Captures whose frames do not stand in the order in which they were sent: what several queues or interfaces bring is written
 * as it comes, files are joined one behind the other, and the first copy of a segment stands behind the acknowledgement of it.
 * What is found is what the capture shows in its order; that it was not in order is told once.
 */
import { describe, expect, test } from 'vitest'
import type { CapturedFrame } from '../../support/capture.ts'
import { pcapFile, TcpConversation, tcpPacket, udpPacket } from '../../support/capture.ts'
import { dnsMessage, dnsName, dnsQuestion, dnsRecord, dnsTypes } from '../../support/dns-message.ts'
import { clientHello, tlsRecord } from '../../support/tls-hello.ts'
import { anomalyCodes, scanFrames } from '../../support/scan-frames.ts'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { varde } from '../../e2e/run-varde.ts'

const imei = '356938035643809'
const serial = 'NB1GAD1234567890'
const byTime = 'stream.order.by_time'
const notKept = 'stream.order.not_kept'
const clockBack = 'stream.clock.back'
const phone = '192.0.2.10'
const server = '198.51.100.20'
const second = 1_549_864_800

/** A frame at so many milliseconds. */
function at(milliseconds: number, bytes: Buffer): CapturedFrame {
  return { bytes, sec: second + Math.floor(milliseconds / 1_000), nsec: (milliseconds % 1_000) * 1_000_000 }
}

const filler = (bytes: number): string => 'position report, nothing in it '.repeat(bytes / 31).slice(0, bytes)
const post = (path: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: collect.example\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'

/** A name that is asked for, three uploads of which one lies over its segments, and a hello of TLS. */
function conversation(): CapturedFrame[] {
  const ask = dnsMessage({ id: 7, questions: [dnsQuestion(dnsName('collect.example'))] })
  const tell = dnsMessage({
    id: 7,
    flags: 0x8180,
    questions: [dnsQuestion(dnsName('collect.example'))],
    answers: [dnsRecord(dnsName('collect.example'), dnsTypes.a, Buffer.from([198, 51, 100, 20]))],
  })
  const resolver = '203.0.113.53'
  const plain = new TcpConversation({ source: phone, target: server }).open()
  plain.send(post('/a', `{"note":"${filler(5_000)}","imei":"${imei}"}`), 700).reply(ok)
  plain.send(post('/b', `{"serial":"${serial}"}`)).reply(ok)
  plain
    .send(post('/c', `{"imei":"${imei}","note":"${filler(2_000)}"}`), 90)
    .reply(ok)
    .close()
  const sealed = new TcpConversation(
    { source: phone, target: '203.0.113.9', sourcePort: 40_001, targetPort: 443 },
    9_000,
    70_000,
  )
  sealed.open().send(tlsRecord(clientHello({ sni: 'sealed.example' })))
  const bytes = [
    udpPacket({ source: phone, target: resolver, sourcePort: 5_555, targetPort: 53, payload: ask }),
    udpPacket({ source: resolver, target: phone, sourcePort: 53, targetPort: 5_555, payload: tell }),
    ...plain.frames,
    ...sealed.frames,
  ]
  // Long enough that what is recorded for each direction by itself goes back by more than a second.
  return bytes.map((frame, index) => at(index * 100, frame))
}

/** What is said of it, without the numbers of frames. */
function said(result: ScanResult): unknown {
  const host = new Map(result.recipients.map(({ id, host: name }) => [id, name]))
  return {
    found: result.observations
      .map(
        ({ identifier, normal, confidence, recipient }) =>
          `${identifier} ${normal} ${confidence} ${host.get(recipient)}`,
      )
      .toSorted(),
    recipients: result.recipients
      .map(({ host: name, flows, protocols }) => `${name} ${flows} ${protocols.join(',')}`)
      .toSorted(),
    read: result.coverage.summary,
    streams: result.coverage.streams,
    missing: result.coverage.missing,
  }
}

/** As several queues write it: within so many frames any may stand before the other. */
function shuffled(frames: readonly CapturedFrame[], window: number, seed: number): CapturedFrame[] {
  let state = seed
  const next = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return state / 0x7fff_ffff
  }
  const order: CapturedFrame[] = []
  for (let from = 0; from < frames.length; from += window)
    order.push(
      ...frames
        .slice(from, from + window)
        .map((frame) => ({ frame, key: next() }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ frame }) => frame),
    )
  return order
}

function isFromPhone({ bytes }: CapturedFrame): boolean {
  return bytes.subarray(26, 30).equals(Buffer.from([192, 0, 2, 10]))
}

describe('frames that do not stand in the order of their times', () => {
  const frames = conversation()
  const third = Math.floor(frames.length / 3)

  test.each([
    ['neighbours of eight', shuffled(frames, 8, 1)],
    ['neighbours of eight, otherwise', shuffled(frames, 8, 77)],
    ['neighbours of thirty-two', shuffled(frames, 32, 3)],
    ['all', shuffled(frames, frames.length, 5)],
    [
      'one direction behind the other',
      [...frames.filter(isFromPhone), ...frames.filter((frame) => !isFromPhone(frame))],
    ],
    ['the other first', [...frames.filter((frame) => !isFromPhone(frame)), ...frames.filter(isFromPhone)]],
    [
      'files that were joined in the wrong order',
      [...frames.slice(2 * third), ...frames.slice(0, 2 * third)],
    ],
    ['from the end to the beginning', frames.toReversed()],
  ])('show what they show in order: %s', async (_name, given) => {
    const inOrder = await scanFrames(frames)
    expect(inOrder.observations.map(({ normal }) => normal)).toEqual([imei, serial, imei])
    const result = await scanFrames(given)
    expect(said(result)).toEqual(said(inOrder))
    expect(anomalyCodes(inOrder)).toEqual([])
    const told = result.anomalies.map(({ tally }) => `${tally.code.code} ${tally.count}`)
    expect(told).toEqual([`${byTime} 1`])
  })

  test('show no answer before what it answers, whatever their numbers', async () => {
    const receipts = ({ transmissions }: ScanResult): unknown => transmissions.map(({ receipt }) => receipt)
    const inOrder = await scanFrames(frames)
    for (const given of [frames.toReversed(), shuffled(frames, 32, 3), shuffled(frames, frames.length, 5)])
      expect(receipts(await scanFrames(given))).toEqual(receipts(inOrder))
  })

  test('keep their numbers: what is shown is shown where it stands in the file', async () => {
    const given = frames.toReversed()
    const result = await scanFrames(given)
    const [observation] = result.observations.filter(({ normal }) => normal === serial)
    const number = given.findIndex(({ bytes }) => bytes.includes(serial)) + 1
    expect(observation?.spans.map(({ frame }) => frame)).toEqual([number])
  })

  test('from a pipe are read as they come, and that is said', { timeout: 60_000 }, async () => {
    const { stdout } = await varde(['scan', '-', '--json'], {
      input: pcapFile(shuffled(frames, frames.length, 5)),
    })
    expect(stdout).toContain(notKept)
    expect(stdout).not.toContain(byTime)
    expect(stdout).toContain('stream.tcp.before_start')
  })
})

describe('frames that two interfaces bring, one of which has a clock that is behind', () => {
  const frames = conversation()

  test.each([5, 50, 150, 1_500])('stand in their order: by %i ms', async (behind) => {
    const twice = frames.flatMap(({ bytes }, index) => [
      at(10_000 + index * 100, bytes),
      at(10_001 + index * 100 - behind, bytes),
    ])
    const result = await scanFrames(twice)
    expect(result.observations.map(({ normal }) => normal)).toEqual([imei, serial, imei])
    expect(anomalyCodes(result).filter((code) => code !== clockBack)).toEqual([])
  })
})

describe('a clock that was set back', () => {
  test('is no reason to change the order in which things were sent', async () => {
    const frames = conversation().map((frame, index) =>
      index < 15 ? { ...frame, sec: (frame.sec ?? 0) + 3_600 } : frame,
    )
    const result = await scanFrames(frames)
    expect(result.observations.map(({ normal }) => normal)).toEqual([imei, serial, imei])
    expect(anomalyCodes(result)).toEqual([clockBack])
  })

  test('nor is it where segments came late besides', async () => {
    const frames = conversation()
    // The segment that is written last of its request is the first of it.
    const first = frames.findIndex(({ bytes }) => bytes.includes('/c HTTP'))
    const moved = [
      ...frames.slice(0, first),
      ...frames.slice(first + 1, first + 22),
      ...frames.slice(first, first + 1),
      ...frames.slice(first + 22),
    ].map(({ bytes }, index) => at(index * 100 + (index < 15 ? 3_600_000 : 0), bytes))
    const result = await scanFrames(moved)
    expect(result.observations.map(({ normal }) => normal)).toEqual([imei, serial, imei])
    expect(anomalyCodes(result)).toEqual([clockBack])
  })
})

describe('a segment that was written behind the acknowledgement of it', () => {
  const body = `{"note":"${filler(1_000)}","imei":"${imei}","serial":"${serial}","more":"${filler(9_000)}"}`
  const request = Buffer.from(post('/late', body))
  const cut = request.indexOf(imei) + 6

  /** The segments of one side, the one from `cut` on behind so many others that were acknowledged. */
  function late(side: 'phone' | 'server', bytes: Buffer, from: number, behind: number): Buffer[] {
    const send = (start: number, end: number): Buffer =>
      side === 'phone'
        ? tcpPacket({
            source: phone,
            target: server,
            sequence: 1_001 + start,
            acknowledgement: 2_001,
            payload: bytes.subarray(start, end),
          })
        : tcpPacket({
            source: server,
            target: phone,
            sourcePort: 80,
            targetPort: 40_000,
            sequence: 2_001 + start,
            acknowledgement: 1_001 + ask.length,
            payload: bytes.subarray(start, end),
          })
    const acknowledge = (upTo: number): Buffer =>
      side === 'phone'
        ? tcpPacket({
            source: server,
            target: phone,
            sourcePort: 80,
            targetPort: 40_000,
            sequence: 2_001,
            acknowledgement: 1_001 + upTo,
          })
        : tcpPacket({
            source: phone,
            target: server,
            sequence: 1_001 + ask.length,
            acknowledgement: 2_001 + upTo,
          })
    const size = 300
    const starts = Array.from(
      { length: Math.ceil((bytes.length - from) / size) },
      (_, at) => from + at * size,
    )
    const rest = starts.slice(1, behind + 1).flatMap((start) => {
      const end = Math.min(start + size, bytes.length)
      return [send(start, end), acknowledge(end)]
    })
    const after = starts.slice(behind + 1).map((start) => send(start, Math.min(start + size, bytes.length)))
    return [send(0, from), acknowledge(from), ...rest, send(from, from + size), ...after]
  }

  const ask = Buffer.from('GET /late HTTP/1.1\r\nHost: collect.example\r\n\r\n')
  const open = new TcpConversation({ source: phone, target: server }).open().frames
  const profile = `identifiers:\n  imei: ['${imei}']\n`

  test.each([1, 15, 25])('is read in its place: %i others before it', async (behind) => {
    const result = await scanFrames([...open, ...late('phone', request, cut, behind)])
    expect(result.observations.map(({ normal }) => normal).toSorted()).toEqual([imei, serial])
    expect(result.coverage.missing.gapBytes).toBe(0)
    expect(anomalyCodes(result)).toEqual([])
  })

  test.each([1, 25])('of an answer is, too: %i others before it', async (behind) => {
    const answer = Buffer.from(
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
    const asked = tcpPacket({
      source: phone,
      target: server,
      sequence: 1_001,
      acknowledgement: 2_001,
      payload: ask,
    })
    const place = answer.indexOf(imei) + 6
    const result = await scanFrames([...open, asked, ...late('server', answer, place, behind)], { profile })
    expect(result.observations.map(({ normal, direction }) => `${normal} ${direction}`)).toContain(
      `${imei} received`,
    )
    expect(result.coverage.missing.gapBytes).toBe(0)
    expect(anomalyCodes(result)).toEqual([])
  })

  test('is missed where it does not come', async () => {
    const frames = late('phone', request, cut, 25)
    const without = frames.filter((frame) => !frame.includes(serial))
    const result = await scanFrames([...open, ...without])
    expect(result.observations).toEqual([])
    expect(result.coverage.missing.gapBytes).toBeGreaterThan(0)
  })
})
