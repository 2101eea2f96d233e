/**
 * Segments that were damaged on the way and sent again: of two copies of the same bytes a receiver takes the one whose
 * checksum is right. What came whole is read, in its place; what the damaged one carried is none of the phone's words. Where
 * a card was to fill the checksums in, they tell nothing.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { processorTime } from '../../support/processor-time.ts'
import { entry, quoted, run, varde } from '../../e2e/run-varde.ts'
import { pcapFile, TcpConversation, tcpPacket } from '../../support/capture.ts'
import type { CapturedFrame, TcpOptions } from '../../support/capture.ts'
import { talk } from '../../support/tls-peers.ts'
import { anomalyCodes, scanFrames } from '../../support/scan-frames.ts'
import { verdictOf } from '../../../src/report/verdict.ts'

const imei = '356938035643809'
/** A digit was changed on the way, and it looks like another phone's. */
const other = '356938035643817'
const damaged = 'stream.tcp.damaged'
const differs = 'stream.tcp.overlap_differs'

const body = `{"device":{"imei":"${imei}","model":"TA-1046"},"events":[]}`
const post = (content: Buffer | string, fields = ''): Buffer =>
  Buffer.concat([
    Buffer.from(
      `POST /report HTTP/1.1\r\nHost: collect.example\r\nContent-Type: application/json\r\n${fields}Content-Length: ${content.length}\r\n\r\n`,
    ),
    Buffer.from(content),
  ])
const real = post(body)
const value = real.indexOf(imei)

function phone(at: number, payload: Buffer | string, more: TcpOptions = {}): Buffer {
  return tcpPacket({ sequence: 1_001 + at, acknowledgement: 2_001, payload, ...more })
}

function numbered(count: number, frame: (at: number) => Buffer): Buffer[] {
  return Array.from({ length: count }, (_, at) => frame(at))
}

/** The frame with a text in it changed, and its checksum as it was. */
function changed(frame: Buffer, from: string | Buffer, to: string | Buffer): Buffer {
  const bytes = Buffer.from(frame)
  const at = bytes.indexOf(from)
  if (at < 0) throw new Error('the frame does not hold it')
  Buffer.from(to).copy(bytes, at)
  return bytes
}

/** The frame as it is seen before the card has filled in its checksum: over addresses, protocol and length alone. */
function unfilled(frame: Buffer): Buffer {
  const bytes = Buffer.from(frame)
  let sum = 6 + bytes.readUInt16BE(16) - 20
  for (let at = 26; at < 34; at += 2) sum += bytes.readUInt16BE(at)
  bytes.writeUInt16BE((sum & 0xffff) + (sum >>> 16), 50)
  return bytes
}

const open = new TcpConversation().open().frames

function answered(length: number): Buffer {
  return tcpPacket({
    source: '198.51.100.20',
    target: '192.0.2.10',
    sourcePort: 80,
    targetPort: 40_000,
    sequence: 2_001,
    acknowledgement: 1_001 + length,
    payload: 'HTTP/1.1 204 No Content\r\n\r\n',
  })
}

/** `imei 356938035643809 other >198.51.100.20 #5`: which copy shows what, to whom, in which frames. */
function shown(result: ScanResult): string[] {
  const hosts = new Map(result.recipients.map(({ id, host }) => [id, host]))
  return result.observations.map(
    ({ identifier, normal, copy, recipient, spans }) =>
      `${identifier} ${normal} ${copy ?? 'only'} >${hosts.get(recipient) ?? ''} #${spans.map(({ frame }) => frame).join(',')}`,
  )
}

describe('of a damaged copy and a whole one', () => {
  const first = changed(phone(0, real), imei, other)

  test('the whole one is read, where the damaged one came first', async () => {
    const result = await scanFrames([...open, first, phone(0, real), answered(real.length)])
    expect(shown(result)).toEqual([`imei ${imei} only >collect.example #5`])
    expect(anomalyCodes(result)).toEqual([damaged])
    expect(result.anomalies[0]?.tally.samples).toEqual([{ frame: 4, detail: '' }])
    expect(result.coverage.streams.duplicate).toBe(real.length)
    expect(result.coverage.copies).toBeUndefined()
    expect(result.exchanges).toBe(1)
  })

  test('the whole one is read, where it came first', async () => {
    const result = await scanFrames([...open, phone(0, real), first, answered(real.length)])
    expect(shown(result)).toEqual([`imei ${imei} only >collect.example #4`])
    expect(anomalyCodes(result)).toEqual([damaged])
  })

  test('the whole one is read, whatever was damaged', async () => {
    const host = changed(phone(0, real), 'collect.example', 'collekt.example')
    const length = changed(phone(0, real), 'Content-Length', 'Contunt-Length')
    const ends = changed(phone(0, real), 'events', Buffer.alloc(6))
    for (const bad of [host, length, ends]) {
      const result = await scanFrames([...open, bad, phone(0, real), answered(real.length)])
      expect(shown(result)).toEqual([`imei ${imei} only >collect.example #5`])
      expect(result.recipients.map(({ host: name }) => name)).toEqual(['collect.example'])
      expect(anomalyCodes(result)).toEqual([damaged])
    }
  })

  test('the whole one is read in a compressed body, of many segments', async () => {
    const sent = post(gzipSync(body, { level: 0 }), 'Content-Encoding: gzip\r\n')
    const frames: Buffer[] = []
    for (let at = 0; at < sent.length; at += 40) {
      const frame = phone(at, sent.subarray(at, at + 40))
      const isBad = at % 80 === 0
      if (isBad) {
        const bad = Buffer.from(frame)
        bad[60] = (bad[60] as number) ^ 0x10
        frames.push(bad)
      }
      frames.push(frame)
    }
    const result = await scanFrames([...open, ...frames, answered(sent.length)])
    expect(result.observations.map(({ normal, copy }) => [normal, copy])).toEqual([[imei, undefined]])
    expect(anomalyCodes(result)).toEqual([damaged])
  })

  test('the whole one is read behind several that were damaged', async () => {
    const again = changed(phone(0, real), 'report', 'rapart')
    for (const frames of [
      [first, again, phone(0, real)],
      [first, phone(0, real), again],
      [phone(0, real), again, first],
    ]) {
      const result = await scanFrames([...open, ...frames, answered(real.length)])
      expect(result.observations.map(({ normal, copy }) => [normal, copy])).toEqual([[imei, undefined]])
      expect(result.anomalies.map(({ tally }) => [tally.code.code, tally.count])).toEqual([[damaged, 2]])
    }
  })

  test('the whole one is read where it was cut otherwise', async () => {
    const frames = [first, phone(0, real.subarray(0, value + 4)), phone(value + 4, real.subarray(value + 4))]
    const result = await scanFrames([...open, ...frames, answered(real.length)])
    expect(shown(result)).toEqual([`imei ${imei} only >collect.example #5,6`])
    expect(anomalyCodes(result)).toEqual([damaged])
  })

  test('the whole one is read in a capture of both ends, of which one does not fill checksums in', async () => {
    const frames = [unfilled(phone(0, real)), first, phone(0, real)]
    const result = await scanFrames([...open, ...frames, answered(real.length)])
    expect(shown(result)).toEqual([`imei ${imei} only >collect.example #4`])
    expect(anomalyCodes(result)).toEqual([damaged])
  })

  test('of answers, too', async () => {
    const answer = (text: string): Buffer =>
      tcpPacket({
        source: '198.51.100.20',
        target: '192.0.2.10',
        sourcePort: 80,
        targetPort: 40_000,
        sequence: 2_001,
        acknowledgement: 1_001 + real.length,
        payload: `HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n${text}`,
      })
    const good = answer(`imei=${imei}`)
    const bad = changed(good, imei, other)
    const result = await scanFrames([...open, phone(0, real), bad, good], {
      profile: `name: the phone\nidentifiers:\n  imei: "${imei}"\n`,
    })
    expect(
      result.observations.map(({ direction, copy, spans }) => [direction, copy, spans[0]?.frame]),
    ).toEqual([
      ['sent', undefined, 4],
      ['received', undefined, 6],
    ])
    expect(anomalyCodes(result)).toEqual([damaged])
  })

  test('a record of TLS that was damaged is opened as it came again', async () => {
    const { frames, keyLog } = await damagedTls()
    const result = await scanFrames(frames, { keys: keyLog })
    expect(result.observations.map(({ normal, protection, copy }) => [normal, protection, copy])).toEqual([
      [imei, 'tls', undefined],
    ])
    expect(anomalyCodes(result)).toEqual([damaged])
  })
})

/** Whether the right checksum of a frame (Ethernet, IPv4, TCP) is one that is left for a card to fill in (`src/packet/checksum.ts`). */
function looksUnfilled(frame: Buffer): boolean {
  const folded = (sum: number): number => (sum % 0xffff === 0 ? 0xffff : sum % 0xffff)
  const addresses = [26, 28, 30, 32].reduce((sum, at) => sum + frame.readUInt16BE(at), 0)
  const pseudo = addresses + 6
  return [0, folded(pseudo), folded(pseudo + frame.length - 34)].includes(frame.readUInt16BE(50))
}

/** A conversation in TLS, each segment of which was damaged and came again. */
async function damagedTls(): Promise<{ frames: Buffer[]; keyLog: string }> {
  const { steps, keyLog } = await talk({
    says: [post(body).toString('latin1')],
    both: { maxVersion: 'TLSv1.3' },
  })
  const conversation = new TcpConversation({ targetPort: 443 }).open()
  const frames: Buffer[] = [...conversation.frames]
  for (const step of steps) {
    if (step.kind !== 'push') continue
    const before = conversation.frames.length
    if (step.direction === 0) conversation.send(step.bytes)
    else conversation.reply(step.bytes)
    for (const frame of conversation.frames.slice(before)) {
      // What a peer says has other bytes each time, and of one in some thousands a damaged segment can not be told.
      if (looksUnfilled(frame)) return damagedTls()
      const bad = Buffer.from(frame)
      const at = bad.length - 9
      bad[at] = (bad[at] as number) ^ 0x04
      frames.push(bad, frame)
    }
  }
  return { frames, keyLog }
}

/** The frame with bits of one of its bytes turned over, and its checksum as it was. */
function turned(frame: Buffer, at: number, bits: number): Buffer {
  const bytes = Buffer.from(frame)
  bytes[at] = (bytes[at] as number) ^ bits
  return bytes
}

/** Where the fields lie, behind Ethernet and an IPv4 header without options. */
const fieldAt = { target: 33, sourcePort: 35, targetPort: 37, sequence: 39, acknowledgement: 43, flags: 47 }

describe('of a packet whose header was damaged', () => {
  const whole = phone(0, real)
  const half = [phone(0, real.subarray(0, 60)), phone(60, real.subarray(60))] as const
  const more = phone(real.length, real)
  const cases: readonly [string, readonly (Buffer | CapturedFrame)[]][] = [
    ['its receiver', [turned(whole, fieldAt.target, 6), whole]],
    ['its receiver, behind the whole one', [whole, turned(whole, fieldAt.target, 6)]],
    ['a port', [turned(whole, fieldAt.targetPort, 0x40), whole]],
    ['its own port', [turned(whole, fieldAt.sourcePort, 0x40), whole]],
    ['its place, ahead', [turned(whole, fieldAt.sequence, 0x10), whole]],
    ['its place, far off', [turned(whole, fieldAt.sequence - 1, 0x40), whole]],
    ['a flag, so that it begins anew', [half[0], turned(half[1], fieldAt.flags, 0x02), half[1]]],
    ['a flag, so that it ends', [turned(half[0], fieldAt.flags, 0x01), half[0], half[1]]],
    ['its end', [{ bytes: whole.subarray(0, 150) }, whole]],
    ['its end, behind a hole', [half[1].subarray(0, 120), half[0], half[1]]],
  ]

  test.each(cases)('nothing is believed: %s', async (_name, frames) => {
    const result = await scanFrames([...open, ...frames, answered(real.length)])
    expect(result.observations.map(({ normal, copy }) => [normal, copy])).toEqual([[imei, undefined]])
    expect(result.exchanges).toBe(1)
    expect(result.coverage.missing.gapBytes).toBe(0)
    expect(
      result.recipients.map(({ host, addresses }) => [host, addresses.map(({ address }) => address)]),
    ).toEqual([['collect.example', ['198.51.100.20']]])
    expect(anomalyCodes(result)).toContain(damaged)
  })

  test('nothing is believed of what it acknowledges', async () => {
    const acknowledgement = tcpPacket({
      source: '198.51.100.20',
      target: '192.0.2.10',
      sourcePort: 80,
      targetPort: 40_000,
      sequence: 2_001,
      acknowledgement: 1_001 + real.length,
    })
    const bad = turned(acknowledgement, fieldAt.acknowledgement, 0x10)
    const result = await scanFrames([...open, whole, bad, acknowledgement, more])
    expect(result.coverage.missing.gapBytes).toBe(0)
    expect(result.observations.length).toBe(2)
    expect(anomalyCodes(result)).toEqual([damaged])
  })

  test('it is read where nothing else carries the same', async () => {
    const result = await scanFrames([...open, turned(whole, fieldAt.target, 6), more])
    expect(result.observations.map(({ normal }) => normal)).toEqual([imei, imei])
    expect(anomalyCodes(result)).not.toContain(damaged)
  })

  test('it is read where its checksum is right: another connection', async () => {
    const result = await scanFrames([...open, whole, phone(0, real, { target: '198.51.100.18' })])
    expect(result.observations.map(({ normal }) => normal)).toEqual([imei, imei])
    expect(anomalyCodes(result)).not.toContain(damaged)
  })

  test('it is read where a file lost the lengths that packets had on the wire', async () => {
    const cut = (frame: Buffer): Buffer => frame.subarray(0, Math.min(200, frame.length))
    const result = await scanFrames([...open, whole, more].map(cut))
    expect(result.coverage.streams.delivered).toBe(2 * (200 - 54))
    expect(anomalyCodes(result)).not.toContain(damaged)
  })
})

describe('what checksums do not tell stays open', () => {
  test('where the card was to fill them in', async () => {
    const frames = [unfilled(changed(phone(0, real), imei, other)), unfilled(phone(0, real))]
    const result = await scanFrames([...open, ...frames, answered(real.length)])
    expect(shown(result)).toEqual([
      `imei ${other} first >collect.example #4`,
      `imei ${imei} other >collect.example #4,5`,
    ])
    expect(anomalyCodes(result)).toEqual([differs])
  })

  test('where one is right and the other was not filled in', async () => {
    const frames = [unfilled(changed(phone(0, real), imei, other)), phone(0, real)]
    for (const sent of [frames, frames.toReversed()]) {
      const result = await scanFrames([...open, ...sent, answered(real.length)])
      expect(result.observations.map(({ normal }) => normal).toSorted()).toEqual([imei, other])
      expect(anomalyCodes(result)).toEqual([differs])
    }
  })

  test('where both are right, as of who forges one, or wrong', async () => {
    const forged = phone(0, real.toString('latin1').replace(imei, other))
    const bad = changed(phone(0, real), 'report', 'rapart')
    const worse = changed(phone(0, real), imei, other)
    for (const sent of [
      [forged, phone(0, real)],
      [bad, worse],
    ]) {
      const result = await scanFrames([...open, ...sent, answered(real.length)])
      expect(result.observations.map(({ normal }) => normal).toSorted()).toEqual([imei, other])
      expect(anomalyCodes(result)).toEqual([differs])
    }
  })

  test('where a packet was captured in part, or came in fragments', async () => {
    const bad = changed(phone(0, real), imei, other)
    const cut = { bytes: bad.subarray(0, bad.length - 4), wireLength: bad.length }
    const result = await scanFrames([...open, cut, phone(0, real), answered(real.length)])
    expect(result.observations.map(({ normal }) => normal).toSorted()).toEqual([imei, other])
    expect(anomalyCodes(result)).toContain(differs)
  })

  test('alone, a segment is read whatever its checksum says', async () => {
    const bad = changed(phone(0, real), 'report', 'rapart')
    const result = await scanFrames([...open, bad, answered(real.length)])
    expect(shown(result)).toEqual([`imei ${imei} only >collect.example #4`])
    expect(anomalyCodes(result)).toEqual([])
  })

  test('where the right one is only a part, and the rest came in no other segment', async () => {
    // What joins segments before the capture, or sends them another way, leaves sums that no longer fit; a probe is one byte.
    const bad = Buffer.from(phone(0, real))
    bad.writeUInt16BE(bad.readUInt16BE(50) ^ 0x5555, 50)
    const result = await scanFrames([...open, bad, phone(real.length - 1, '?'), phone(real.length, real)])
    expect(result.observations.map(({ normal }) => normal)).toEqual([imei, imei])
    expect(result.coverage.missing.gapBytes).toBe(0)
    expect(anomalyCodes(result)).toContain(differs)
    expect(anomalyCodes(result)).not.toContain(damaged)
  })

  test('where options look like a header whose checksum is wrong', async () => {
    const options = Buffer.alloc(24, 1)
    phone(0, body).copy(options, 4, 34, 54)
    const hidden = phone(0, real, { tcpOptions: options })
    const shownOnly = phone(0, real.toString('latin1').replace(imei, 'x'.repeat(imei.length)))
    const result = await scanFrames([...open, hidden, shownOnly, answered(real.length)])
    expect(result.observations.map(({ normal }) => normal)).toEqual([imei])
    expect(anomalyCodes(result)).toEqual([differs])
  })

  test('where equal copies have another checksum', async () => {
    const bad = Buffer.from(phone(0, real))
    bad.writeUInt16BE(bad.readUInt16BE(50) ^ 0x5555, 50)
    const result = await scanFrames([...open, bad, phone(0, real), answered(real.length)])
    expect(shown(result)).toEqual([`imei ${imei} only >collect.example #4`])
    expect(anomalyCodes(result)).toEqual([])
  })
})

describe('however many there are, each costs the same', () => {
  const spoilt = (frame: Buffer): Buffer => {
    const bytes = Buffer.from(frame)
    bytes.writeUInt16BE(bytes.readUInt16BE(50) ^ 0x5555, 50)
    return bytes
  }
  const line = (at: number): string => `GET /${String(at).padStart(9, '0')} HTTP/1.1\r\n`
  const shapes: readonly [string, (count: number) => Buffer[]][] = [
    [
      'wrong copies of one segment',
      (count) => [...open, phone(0, line(0)), ...numbered(count, (at) => spoilt(phone(0, line(at + 1))))],
    ],
    // As of a file whose addresses were rewritten, with a packet of as many bytes behind each.
    [
      'wrong packets that begin in the middle',
      (count) => [
        ...numbered(count, (at) => spoilt(phone(0, line(at), { sourcePort: 1_024 + at }))),
        ...numbered(count, (at) => phone(40, line(at), { sourcePort: 1_024 + at })),
      ],
    ],
  ]

  test.each(shapes)(
    '%s',
    async (_name, framesOf) => {
      const timeOf = async (count: number): Promise<number> => {
        const frames = framesOf(count)
        const from = processorTime()
        await scanFrames(frames)
        return processorTime() - from
      }
      await timeOf(1_000)
      const [few, many] = [await timeOf(1_500), await timeOf(12_000)]
      // Eight times as many: in each look at all of them that were 64 times the work.
      expect(many).toBeLessThan(few * 14)
    },
    60_000,
  )
})

test('a capture that can be read only once says both, as before, and that another reading would tell', async () => {
  const frames = [changed(phone(0, real), imei, other), phone(0, real), answered(real.length)]
  const input = pcapFile([...open, ...frames])
  const { stdout } = await varde(['scan', '-', '--json', '--reveal'], { input })
  for (const text of [differs, other, imei, 'stream.tcp.damage_not_told']) expect(stdout).toContain(text)
})

test('with keys that can be read only once, everything is read once', async () => {
  const { frames, keyLog } = await damagedTls()
  const folder = mkdtempSync(join(tmpdir(), 'varde-damaged-'))
  try {
    const [capture, keys] = [join(folder, 'capture.pcap'), join(folder, 'keys.log')]
    writeFileSync(capture, pcapFile(frames))
    writeFileSync(keys, keyLog)
    const scan = [process.execPath, entry, 'scan', capture, '--keys', '/dev/stdin', '--json'] as const
    const { stdout } = await run('sh', ['-c', `cat ${quoted(keys)} | ${quoted(...scan)}`])
    const { secrets } = (JSON.parse(stdout) as { keys: { secrets: number } }).keys
    expect(secrets).toBeGreaterThan(0)
    expect(stdout).toContain(differs)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

describe('a segment that came once, and damaged', () => {
  const small = 'GET /ping HTTP/1.1\r\nHost: collect.example\r\n\r\n'
  const pings = Buffer.from(small.repeat(3))
  const at = (index: number): number => index * small.length
  const before = [0, 1, 2].map((index) => phone(at(index), small))
  const hurt = changed(phone(pings.length, real), imei, other.replace(/./, '9'))

  test('is told, and nothing is found in all that could be read no more', async () => {
    const result = await scanFrames([...open, ...before, hurt], {
      profile: `identifiers:\n  imei: "${imei}"\n`,
    })
    expect(result.observations.filter(({ normal }) => normal === imei)).toEqual([])
    expect(anomalyCodes(result)).toContain('stream.tcp.damaged_payload')
    const { sentence } = verdictOf({ ...result, findings: [] })
    expect(sentence).toContain(' 1 packet of it is damaged, and may have held something that does not show.')
    expect(sentence).not.toContain('all of it could be read')
  })

  test('is not told where a card fills the checksums in', async () => {
    const result = await scanFrames([...open, ...before.map(unfilled), hurt])
    expect(anomalyCodes(result)).not.toContain('stream.tcp.damaged_payload')
  })
})
