/**
 * Segments that carry different bytes for the same place of a stream: a reader of one copy can be shown whatever its maker
 * likes. What identifies is found in both, wherever they overlap and in whatever order they come, and it is said.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { framesOf } from '../../../src/report/frames-of.ts'
import { scanDocument } from '../../../src/report/scan-document.ts'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { varde } from '../../e2e/run-varde.ts'
import { pcapFile, TcpConversation, tcpFlags, tcpPacket } from '../../support/capture.ts'
import { schemaErrors } from '../../support/scan-schema.ts'
import { talk } from '../../support/tls-peers.ts'
import { anomalyCodes, observed, scanFrames } from '../../support/scan-frames.ts'

const imei = '356938035643809'
const decoy = '000000000000000'
const profile = `name: the phone
identifiers:
  imei: "${imei}"
`

const body = `{"device":{"imei":"${imei}","model":"TA-1046"},"events":[]}`
const post = (content: Buffer | string, fields = ''): string =>
  `POST /report HTTP/1.1\r\nHost: collect.example\r\nContent-Type: application/json\r\n${fields}Content-Length: ${content.length}\r\n\r\n${content.toString('latin1')}`
const real = post(body)
const fake = real.replace(imei, decoy)

interface Sent {
  /** Where in the stream it begins. */
  at: number
  bytes: string
}

/** Frames of a connection on which the client sends these segments, and the server answers at the end, if it does. */
function frames(
  segments: readonly Sent[],
  { answer = 'HTTP/1.1 204 No Content\r\n\r\n', port = 80, closes = true } = {},
): Buffer[] {
  const conversation = new TcpConversation({ targetPort: port }).open()
  const sent = segments.map(({ at, bytes }) =>
    tcpPacket({
      targetPort: port,
      sequence: 1_001 + at,
      acknowledgement: 2_001,
      payload: Buffer.from(bytes, 'latin1'),
    }),
  )
  const length = Math.max(...segments.map(({ at, bytes }) => at + bytes.length))
  const end: Buffer[] = []
  if (answer !== '')
    end.push(
      tcpPacket({
        source: '198.51.100.20',
        target: '192.0.2.10',
        sourcePort: port,
        targetPort: 40_000,
        sequence: 2_001,
        acknowledgement: 1_001 + length,
        payload: answer,
      }),
    )
  if (closes)
    end.push(
      tcpPacket({
        targetPort: port,
        sequence: 1_001 + length,
        acknowledgement: 2_001,
        flags: tcpFlags.fin | tcpFlags.ack,
      }),
    )
  return [...conversation.frames, ...sent, ...end]
}

/** The text in segments of `size` bytes. */
function cut(text: string, size: number): Sent[] {
  const segments: Sent[] = []
  for (let at = 0; at < text.length; at += size) segments.push({ at, bytes: text.slice(at, at + size) })
  return segments
}

function part(text: string, from: number, to: number): Sent {
  return { at: from, bytes: text.slice(from, to) }
}

/** `imei 356938035643809 other >198.51.100.20 #5`: which copy shows what, to or from whom, in which frames. */
function copies(result: ScanResult): string[] {
  const hosts = new Map(result.recipients.map(({ id, host }) => [id, host]))
  return result.observations.map(
    (seen) =>
      `${seen.identifier} ${seen.normal} ${seen.copy ?? 'only'} ${seen.direction === 'sent' ? '>' : '<'}${hosts.get(seen.recipient) ?? ''} #${framesOf(seen).join(',')}`,
  )
}

/** The bytes of the frames that the observations name. */
function evidence(result: ScanResult, sent: readonly Buffer[]): string[] {
  return result.observations.map(({ spans }) =>
    spans.map(({ frame, start, end }) => (sent[frame - 1] as Buffer).toString('latin1', start, end)).join(''),
  )
}

const found = [`imei ${imei} certain`]
const ambiguous = 'stream.tcp.overlap_differs'
const value = real.indexOf(imei)
/** A place in the middle of the value. */
const middle = value + 7
const end = real.length

describe('a segment that comes again with other bytes, in HTTP', () => {
  const cases: [string, Sent[]][] = [
    ['the whole request: what is forged comes first', [part(fake, 0, end), part(real, 0, end)]],
    ['the whole request: what is forged comes last', [part(real, 0, end), part(fake, 0, end)]],
    [
      'a request in many segments, each forged first',
      cut(fake, 20).flatMap((sent) => [sent, part(real, sent.at, sent.at + 20)]),
    ],
    ['all of it forged, then all of it again', [...cut(fake, 20), ...cut(real, 20)]],
    ['the same place', [part(fake, 0, value), part(fake, value, end), part(real, value, end)]],
    ['the value alone', [part(fake, 0, end), part(real, value, value + 15)]],
    [
      'a part of the value',
      [part(fake.slice(0, middle) + real.slice(middle), 0, end), part(real, value, middle)],
    ],
    ['overlaps the end', [part(fake, 0, middle), part(real, value - 5, end)]],
    ['begins before', [part(fake, 0, value), part(fake, value, middle), part(real, 10, end)]],
    ['lies inside', [part(fake, 0, end - 2), part(real, value - 1, value + 16), part(fake, end - 2, end)]],
    [
      'out of order, both ahead of a hole',
      [part(fake, 0, 10), part(fake, 40, end), part(real, 40, end), part(real, 10, 40)],
    ],
    [
      'out of order, over what is held',
      [part(fake, 0, 10), part(fake, value, value + 15), part(real, value - 8, end), part(real, 10, value)],
    ],
    ['in single bytes', [part(fake, 0, end), ...cut(real, 1).slice(value, value + 15)]],
    ['after the answer', [part(fake, 0, end - 1), part(fake, end - 1, end), part(real, 0, end)]],
  ]
  test.each(cases)('%s', async (_name, segments) => {
    for (const options of [{}, { closes: false }, { answer: '' }]) {
      const result = await scanFrames(frames(segments, options), { profile })
      expect(observed(result)).toEqual(found)
      expect(anomalyCodes(result)).toContain(ambiguous)
      const { differing = 0, read = 0 } = result.coverage.copies ?? {}
      expect(differing).toBeGreaterThan(0)
      expect(read).toBe(differing)
    }
  })
})

describe('what is said of it', () => {
  const otherImei = '490154203718467'
  const second = real.replace(imei, otherImei)

  test('each copy shows its own: which, in which frames, to whom, and that it is not known which was received', async () => {
    const sent = frames([part(real, 0, 60), part(real, 60, end), part(second, 60, end)])
    const result = await scanFrames(sent)
    expect(copies(result)).toEqual([
      `imei ${imei} first >collect.example #5`,
      `imei ${otherImei} other >collect.example #6`,
    ])
    expect(evidence(result, sent)).toEqual([imei, otherImei])
    expect(result.exchanges).toBe(1)
    expect(result.transmissions.map(({ copy, frames: named }) => [copy, named])).toEqual([
      [undefined, [5]],
      ['other', [6]],
    ])
    expect(result.findings[0]?.counterEvidence).toContain(
      'what was observed stands in bytes of which the capture holds different copies: which one was received is not known',
    )
    expect(result.findings[0]?.counterEvidence.join()).not.toContain('no answer')
  })

  test('what both copies show alike is said once, and without doubt', async () => {
    const extra = real.replace('TA-1046', 'TA-1047')
    const result = await scanFrames(frames([part(real, 0, end), part(extra, 0, end)]))
    expect(copies(result)).toEqual([`imei ${imei} only >collect.example #4`])
    expect(anomalyCodes(result)).toContain(ambiguous)
  })

  test('a request to another host in the other copy is to that host', async () => {
    const elsewhere = real.replace('collect.example', 'another.example')
    const result = await scanFrames(frames([part(fake, 0, end), part(elsewhere, 0, end)]), { profile })
    expect(copies(result)).toEqual([`imei ${imei} other >another.example #5`])
  })

  test('a value that both copies show alike went to the host of the other, too', async () => {
    const elsewhere = real.replace('collect.example', 'another.example')
    const cut = real.indexOf('\r\n\r\n') + 4
    const segments = [part(real, 0, cut), part(elsewhere, 0, cut), part(real, cut, end)]
    const result = await scanFrames(frames(segments), { profile })
    expect(copies(result)).toEqual([
      `imei ${imei} only >collect.example #6`,
      `imei ${imei} other >another.example #6`,
    ])
  })

  test('the document names the copy and counts its bytes, and fits its schema', async () => {
    const result = await scanFrames(frames([part(fake, 0, end), part(real, 0, end)]), { profile })
    const document = scanDocument(result, true) as {
      observations: { copy?: string }[]
      transmissions: { copy?: string }[]
      coverage: { copies?: unknown }
    }
    expect(schemaErrors(document)).toEqual([])
    expect(document.observations.map(({ copy }) => copy)).toEqual(['other'])
    expect(document.transmissions.map(({ copy }) => copy)).toEqual(['other'])
    const bytes = imei.length
    expect(document.coverage.copies).toEqual({
      differing: bytes,
      notCompared: 0,
      read: bytes,
      undecryptable: 0,
      limit: 0,
    })
  })

  test('the report of the command says it, with the value masked', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'varde-copies-'))
    try {
      const capture = join(folder, 'two.pcap')
      writeFileSync(capture, pcapFile(frames([part(fake, 0, end), part(real, 0, end)], { answer: '' })))
      const { code, stdout } = await varde(['scan', capture])
      const text = stdout.replaceAll(/\s+/g, ' ')
      expect(code).toBe(0)
      expect(text).toContain('which of several copies of the bytes was received and answered is not known')
      expect(text).toContain('(stream.tcp.overlap_differs)')
      expect(text).toContain('every captured byte is accounted for (8 of 8 sums hold)')
      expect(text).not.toContain(imei)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('an equal retransmission changes nothing', async () => {
    const result = await scanFrames(frames([part(real, 0, end), part(real, 0, end)]), { profile })
    expect(copies(result)).toEqual([`imei ${imei} only >collect.example #4`])
    expect(result.coverage.copies).toBeUndefined()
    expect(anomalyCodes(result)).toEqual([])
  })
})

describe('where the other copy is', () => {
  test('in a target', async () => {
    const get = `GET /r?imei=${imei}&x=1 HTTP/1.1\r\nHost: a.example\r\n\r\n`
    const result = await scanFrames(
      frames([part(get.replace(imei, decoy), 0, get.length), part(get, 0, get.length)]),
    )
    expect(copies(result)).toEqual([`imei ${imei} other >a.example #5`])
  })

  test('in one of many requests of a connection, whose others are said once', async () => {
    const get = (id: string): string => `GET /r?imei=${id} HTTP/1.1\r\nHost: a.example\r\n\r\n`
    const requests = [get(imei), get(decoy), get(imei)]
    const at = get(imei).length
    const all = cut(requests.join(''), at)
    const result = await scanFrames(frames([...all, { at, bytes: get('490154203718467') }]))
    expect(copies(result)).toEqual([
      `imei ${imei} only >a.example #4`,
      `imei ${imei} only >a.example #6`,
      'imei 490154203718467 other >a.example #7',
    ])
  })

  test('in a compressed body of many segments', async () => {
    const gzip = (text: string): string => post(gzipSync(text, { level: 0 }), 'Content-Encoding: gzip\r\n')
    const [whole, forged] = [gzip(body), gzip(body.replace(imei, decoy))]
    const length = whole.length
    const result = await scanFrames(frames([...cut(forged, 50), ...cut(whole, 50)]), { profile })
    expect(forged.length).toBe(length)
    expect(observed(result)).toEqual(found)
  })

  test('in an answer: a known value is found', async () => {
    const answer = `HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n${decoy}`
    const sent = frames([part(fake, 0, end)], { answer, closes: false })
    sent.push(
      tcpPacket({
        source: '198.51.100.20',
        target: '192.0.2.10',
        sourcePort: 80,
        targetPort: 40_000,
        sequence: 2_001,
        acknowledgement: 1_001 + end,
        payload: answer.replace(decoy, imei),
      }),
    )
    const result = await scanFrames(sent, { profile })
    expect(copies(result)).toEqual([`imei ${imei} other <collect.example #6`])
    expect(result.transmissions).toEqual([])
  })

  test('in a protocol that is not known', async () => {
    const text = `\x01\x02login imei=${imei};\x03\x04`
    const segments = [part(text.replace(imei, decoy), 0, text.length), part(text, 9, text.length - 1)]
    const result = await scanFrames(frames(segments, { port: 4_444, answer: '' }), { profile })
    expect(copies(result)).toEqual([`imei ${imei} other > #5`])
  })

  test('at the end of much that came again, in the middle of a body', async () => {
    const filler = 'x'.repeat(200_000)
    const large = post(`{"filler":"${filler}","imei":"${imei}"}`)
    const forged = large.replace(imei, decoy).replaceAll('xxxx', 'xxxy')
    const again = cut(large, 1_400).filter(({ at }) => at > large.length - 80_000)
    const result = await scanFrames(frames([...cut(forged, 1_400), ...again]), { profile })
    expect(observed(result)).toEqual([`imei ${imei} certain`])
  })

  test('in a connection whose start is not captured', async () => {
    const sent = frames([part(fake, 0, 40), part(fake, 40, end), part(real, 40, end)]).slice(3)
    expect(observed(await scanFrames(sent, { profile }))).toEqual(found)
  })

  test('in a place that was given up as a gap, until the next reading waited for it', async () => {
    const segments = [part(real, 0, 50), ...cut(real, 1).slice(100)]
    const [first, ...rest] = frames(segments, { closes: false, answer: '' }).slice(3)
    const acknowledgement = tcpPacket({
      source: '198.51.100.20',
      target: '192.0.2.10',
      sourcePort: 80,
      targetPort: 40_000,
      sequence: 2_001,
      acknowledgement: 1_001 + end,
    })
    const hole = tcpPacket({ sequence: 1_051, acknowledgement: 2_001, payload: real.slice(50, 100) })
    const result = await scanFrames([first as Buffer, ...rest, acknowledgement, ...rest, hole], { profile })
    expect(result.coverage.missing.gapBytes).toBe(0)
    expect(observed(result)).toEqual(found)
    expect(anomalyCodes(result)).not.toContain('stream.tcp.not_compared')
    expect(result.coverage.streams.delivered).toBe(end)
  })
})

describe('in TLS', () => {
  test('another copy of a record cannot be opened: it is counted, and the first one is read as ever', async () => {
    const { steps, keyLog } = await talk({
      serverName: 'api.example.com',
      says: [real],
      answers: 'HTTP/1.1 204 No Content\r\n\r\n',
      both: { minVersion: 'TLSv1.3' },
    })
    const conversation = new TcpConversation({ targetPort: 443 }).open()
    let sequence = 1_001
    let doubled = 0
    for (const step of steps) {
      if (step.kind !== 'push') continue
      if (step.direction === 1) {
        conversation.reply(step.bytes)
        continue
      }
      conversation.send(step.bytes)
      const forged = Buffer.from(step.bytes)
      if (step.bytes.length > 150 && sequence > 1_001) {
        // Not its header: whoever forges one keeps that.
        forged.fill(0x41, 50, 100)
        doubled += 50
      }
      conversation.frames.push(
        tcpPacket({ targetPort: 443, sequence, acknowledgement: 2_001, payload: forged }),
      )
      sequence += step.bytes.length
    }
    const { frames: sent } = conversation.close()
    const result = await scanFrames(sent, { keys: keyLog })
    expect(doubled).toBeGreaterThan(0)
    expect(observed(result)).toEqual([`imei ${imei} probable`])
    expect(result.coverage.copies).toMatchObject({ notCompared: 0, read: 0 })
    expect(result.coverage.copies?.undecryptable).toBeGreaterThan(0)
    expect(anomalyCodes(result)).toContain(ambiguous)
    const blind = await scanFrames(sent)
    expect(blind.coverage.copies).toBeUndefined()
  })
})

test('a flood of differing copies is bounded, said, and makes up no recipients', async () => {
  const text = fake.padEnd(6_000, 'x')
  const segments = [part(text, 0, text.length)]
  for (let count = 0; count < 150; count++) segments.push({ at: (count * 17) % 4_500, bytes: `${count} ` })
  const result = await scanFrames(frames(segments), { profile })
  expect(anomalyCodes(result)).toContain('stream.tcp.copy_limit')
  expect(result.recipients.map(({ host }) => host)).toEqual(['collect.example'])
  expect(result.observations).toEqual([])
})

test('a copy that makes the Host none is no send to another recipient', async () => {
  const at = real.indexOf('.example')
  const segments = [part(real, 0, real.length), { at, bytes: 'c-Agent: okhttp' }]
  const result = await scanFrames(frames(segments), { profile })
  expect(result.recipients.map(({ host }) => host)).toEqual(['collect.example'])
  expect(observed(result)).toEqual([`imei ${imei} certain`])
})
