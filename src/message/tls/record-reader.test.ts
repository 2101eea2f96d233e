import { describe, expect, test } from 'vitest'
import { numbered } from '../../../test/support/playbook.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { body, conversation, get, post, targets } from '../../../test/support/tls-conversation.ts'
import { later } from '../../../test/support/tls-peers.ts'
import { tlsRecord } from '../../../test/support/tls-hello.ts'
import type { Both } from '../../../test/support/tls-suites.ts'
import { keysOf, readTls } from '../../../test/support/tls-reading.ts'

/** Whether type and version of a record stand anywhere. */
function hasHead(bytes: Buffer): boolean {
  return bytes.some(
    (type, at) => type >= 20 && type <= 24 && bytes[at + 1] === 3 && (bytes[at + 2] ?? 255) <= 4,
  )
}

describe('after a gap', () => {
  const cases: readonly [string, Both][] = [
    ['TLS 1.3', { minVersion: 'TLSv1.3' }],
    ['TLS 1.2 AES-GCM', { maxVersion: 'TLSv1.2' }],
    ['TLS 1.2 ChaCha20', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' }],
    ['TLS 1.2 AES-CBC', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' }],
  ]

  /** The conversation with segments of 1,000 bytes, of which some are lost. */
  function losing(steps: readonly Step[], isLost: (direction: number, index: number) => boolean): Step[] {
    const counts = [0, 0]
    return numbered(steps).flatMap((step): Step[] => {
      if (step.kind !== 'push') return [step]
      const parts: Step[] = []
      for (let at = 0; at < step.bytes.length; at += 1_000) {
        const bytes = step.bytes.subarray(at, at + 1_000)
        const { direction } = step
        const index = counts[direction] as number
        counts[direction] = index + 1
        parts.push(
          isLost(direction, index)
            ? { kind: 'gap', direction, length: bytes.length, frame: step.frame }
            : { ...step, bytes, offset: step.offset + at },
        )
      }
      return parts
    })
  }

  test.for(cases)('%s: the next record is found again', async ([, both]) => {
    const says = Array.from({ length: 60 }, (_, index) => get(`/${index}`))
    const { steps, keyLog } = await conversation({ both, says: [get('/first'), post, ...says] })
    for (const lost of [4, 10, 20, 30, 44]) {
      const outcome = readTls(
        losing(steps, (direction, index) => direction === 0 && index === lost),
        keysOf(keyLog),
      )
      expect.soft(targets(outcome).slice(-2), `segment ${lost}`).toEqual(['GET /59 0', '200 5000'])
      expect.soft(outcome.counts.requests, `segment ${lost}`).toBeGreaterThan(30)
      expect
        .soft(
          Object.keys(outcome.anomalies).filter((code) => code.includes('wrong')),
          `segment ${lost}`,
        )
        .toEqual([])
    }
    const many = readTls(
      losing(steps, (direction, index) => direction === 0 && index > 3 && index % 7 === 0),
      keysOf(keyLog),
    )
    expect(many.counts.requests).toBeGreaterThan(20)
  })

  /** Where records of the client begin, and one of those in the middle of a long body. */
  function recordsOf(steps: readonly Step[]): { middle: number; next: number } {
    const sent = Buffer.concat(
      steps.flatMap((step) => (step.kind === 'push' && step.direction === 0 ? [step.bytes] : [])),
    )
    const long: number[] = []
    for (let at = 0; at < sent.length; at += 5 + sent.readUInt16BE(at + 3))
      if (sent.readUInt16BE(at + 3) > 16_000) long.push(at)
    const middle = long[1] ?? 0
    return { middle, next: middle + 5 + sent.readUInt16BE(middle + 3) }
  }

  /**
   * A conversation of which no record looks like the head of another by chance: where the next head is looked for, that would be
   * taken for it (25 of 2^24 places, so 1 of 41 records of 16 kB).
   */
  async function withoutFalseHeads(
    given: Parameters<typeof conversation>[0],
  ): ReturnType<typeof conversation> {
    for (;;) {
      const made = await conversation(given)
      const sent = Buffer.concat(
        made.steps.flatMap((step) => (step.kind === 'push' && step.direction === 0 ? [step.bytes] : [])),
      )
      const { middle, next } = recordsOf(made.steps)
      if (!hasHead(sent.subarray(middle + 2, next))) return made
    }
  }

  /** The steps with another one for the bytes of the client between two places. */
  function replaced(
    steps: readonly Step[],
    from: number,
    to: number,
    by: (bytes: Buffer, step: Step & { kind: 'push' }) => Step[],
  ): Step[] {
    let begin = 0
    return steps.flatMap((step): Step[] => {
      if (step.kind !== 'push' || step.direction !== 0) return [step]
      const { bytes, offset } = step
      const first = Math.min(Math.max(from - begin, 0), bytes.length)
      const last = Math.min(Math.max(to - begin, 0), bytes.length)
      const isIn = begin <= from && from < begin + bytes.length
      begin += bytes.length
      return [
        ...(first > 0 ? [{ ...step, bytes: bytes.subarray(0, first) }] : []),
        ...(last > first || (from === to && isIn) ? by(bytes.subarray(first, last), step) : []),
        ...(last < bytes.length ? [{ ...step, bytes: bytes.subarray(last), offset: offset + last }] : []),
      ]
    })
  }

  test.for(cases)('%s: a record that somebody else put between is no gap', async ([, both]) => {
    const { steps, keyLog } = await conversation({ both })
    const whole = numbered(steps)
    const { middle } = recordsOf(whole)
    const forged = tlsRecord(Buffer.alloc(120, 0xd7), 23, 0x0303)
    const between = replaced(whole, middle, middle, (_, step) => [{ ...step, bytes: forged }])
    expect(between.length).toBeGreaterThan(whole.length)
    const outcome = readTls(between, keysOf(keyLog))
    expect(targets(outcome)).toEqual(['POST /report?imei=1 40000', 'GET /b 0', '200 5000'])
    expect(outcome.messages.map(({ isComplete }) => isComplete)).toEqual([true, true, true])
    expect(outcome.anomalies).toEqual({ 'message.tls.not_opened': 1 })
  })

  test.for(cases)('%s: what is lost inside of a body is a gap of as many bytes', async ([, both]) => {
    const { steps, keyLog } = await withoutFalseHeads({
      both,
      says: [get('/first'), post, get('/a'), get('/b')],
    })
    const whole = numbered(steps)
    const { middle, next } = recordsOf(whole)
    const lost = (bytes: Buffer, { frame }: Step & { kind: 'push' }): Step[] => [
      { kind: 'gap', direction: 0, length: bytes.length, frame },
    ]
    const damaged = (bytes: Buffer, step: Step & { kind: 'push' }): Step[] => [
      { ...step, bytes: bytes.map((byte) => byte ^ 1) as Buffer },
    ]
    for (const [from, to, by] of [
      [middle + 300, middle + 1_300, lost],
      [middle, next, lost],
      [middle + 3, next - 3, lost],
      [middle, middle + 2, lost],
      [next - 1, next, lost],
      [middle + 900, middle + 901, damaged],
    ] as const) {
      const outcome = readTls(replaced(whole, from, to, by), keysOf(keyLog))
      const where = `${from - middle} to ${to - middle}`
      expect(targets(outcome), where).toEqual([
        'GET /first 0',
        'POST /report?imei=1 23616',
        'GET /a 0',
        'GET /b 0',
        '200 5000',
      ])
      expect(
        outcome.messages.map(({ isComplete }) => isComplete),
        where,
      ).toEqual([true, false, true, true, true])
      expect(outcome.counts, where).toMatchObject({ unrecognisedReadBytes: 0, unrecognisedSkippedBytes: 0 })
    }
  })

  test.for(cases)('%s: of a record that is lost twice the rest is passed over', async ([, both]) => {
    const { steps, keyLog } = await withoutFalseHeads({
      both,
      says: [get('/first'), post, get('/a'), get('/b')],
    })
    const whole = numbered(steps)
    const { middle, next } = recordsOf(whole)
    const lost = (bytes: Buffer, { frame }: Step & { kind: 'push' }): Step[] => [
      { kind: 'gap', direction: 0, length: bytes.length, frame },
    ]
    const once = replaced(whole, next - 900, next - 600, lost)
    // The places of bytes count those that are there.
    const twice = replaced(once, middle + 300, middle + 1_300, lost)
    expect(targets(readTls(twice, keysOf(keyLog)))[1]).toBe('POST /report?imei=1 23616')
    const beyond = replaced(replaced(whole, next - 900, next + 200, lost), middle + 300, middle + 1_300, lost)
    expect(targets(readTls(beyond, keysOf(keyLog)))).toEqual([
      'GET /first 0',
      `POST /report?imei=1 ${16_384 - (post.length - body.length)}`,
      'GET /a 0',
      'GET /b 0',
      '200 5000',
    ])
  })

  test.for(cases)('%s: half of all records may be damaged, if others are not', async ([, both]) => {
    const says = Array.from({ length: 120 }, (_, index) => get(`/${index}`))
    const { steps, keyLog } = await conversation({ both, says })
    let pushes = 0
    const damaged = numbered(steps).map((step) => {
      if (step.kind !== 'push' || step.direction !== 0 || pushes++ < 4 || pushes % 2 === 0) return step
      const bytes = Buffer.from(step.bytes)
      bytes[40] = (bytes[40] as number) ^ 1
      return { ...step, bytes }
    })
    const outcome = readTls(damaged, keysOf(keyLog))
    expect(targets(outcome).at(-2)).toMatch(/^GET .11[89] 0$/)
    expect(outcome.counts.requests).toBeGreaterThan(50)
  })

  test.for([
    ...cases,
    [
      'TLS 1.1 AES-CBC',
      { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0' },
    ],
  ] as const)('%s: the end of a handshake is lost, and what follows is read', async ([name, both]) => {
    const { steps, keyLog } = await conversation({ both, says: [later, get('/a'), get('/b')] })
    const whole = (direction: number, wanted: number): Step[] => {
      let index = 0
      return numbered(steps).map((step) =>
        step.kind === 'push' && step.direction === direction && index++ === wanted
          ? { kind: 'gap', direction: step.direction, length: step.bytes.length, frame: step.frame }
          : step,
      )
    }
    expect(targets(readTls(whole(0, 1), keysOf(keyLog)))).toEqual(['GET /a 0', 'GET /b 0', '200 5000'])
    // Of TLS 1.3 the server's stands in one flight with its ServerHello.
    if (name !== 'TLS 1.3')
      expect(targets(readTls(whole(1, 1), keysOf(keyLog)))).toEqual(['GET /a 0', 'GET /b 0', '200 5000'])
  })

  test.for(cases)('%s: the rest of the hello is lost, and what follows is read', async ([, both]) => {
    const { steps, keyLog } = await conversation({ both })
    const numberedSteps = numbered(steps)
    const [hello] = numberedSteps
    if (hello?.kind !== 'push') throw new Error('no hello')
    // Its random ends behind 43 bytes; the name stands a little behind that.
    const after = (kept: number): Outcome => {
      const beginning = { ...hello, bytes: hello.bytes.subarray(0, kept) }
      const lost = hello.bytes.length - kept
      const gap = { kind: 'gap', direction: hello.direction, length: lost, frame: hello.frame } as const
      return readTls([beginning, gap, ...numberedSteps.slice(1)], keysOf(keyLog))
    }
    // Of less, which connection it is must be found by trying.
    for (const kept of [20, 42, 43, 100, 150, hello.bytes.length - 1]) {
      const outcome = after(kept)
      expect
        .soft(targets(outcome), `${kept} bytes`)
        .toEqual(['POST /report?imei=1 40000', 'GET /b 0', '200 5000'])
      expect.soft(outcome.anomalies, `${kept} bytes`).toMatchObject({ 'message.tls.hello_gap': 1 })
    }
  })

  test('a lost ServerHello of TLS 1.3 leaves the cipher to be found by trying', async () => {
    for (const ciphers of [
      'TLS_AES_128_GCM_SHA256',
      'TLS_AES_256_GCM_SHA384',
      'TLS_CHACHA20_POLY1305_SHA256',
    ]) {
      const { steps, keyLog } = await conversation({ both: { minVersion: 'TLSv1.3', ciphers } })
      const outcome = readTls(
        losing(steps, (direction, index) => direction === 1 && index === 0),
        keysOf(keyLog),
      )
      expect(targets(outcome)).toEqual(['POST /report?imei=1 40000', 'GET /b 0', '200 5000'])
    }
  })

  test('a lost ServerHello of TLS 1.2 leaves nothing to be read, and it is said', async () => {
    const { steps, keyLog } = await conversation({ both: { maxVersion: 'TLSv1.2' } })
    const outcome = readTls(
      losing(steps, (direction, index) => direction === 1 && index === 0),
      keysOf(keyLog),
    )
    expect(outcome.messages).toEqual([])
    expect(outcome.anomalies).toMatchObject({ 'message.tls.server_hello_missing': 1 })
  })
})

describe('any damage leaves no byte uncounted', () => {
  const cut = (steps: readonly Step[], at: number): Step[] => {
    let left = at
    return numbered(steps).flatMap((step): Step[] => {
      if (step.kind !== 'push' || left <= 0) return []
      const bytes = step.bytes.subarray(0, left)
      left -= bytes.length
      return [{ ...step, bytes }]
    })
  }

  test.for(['TLSv1.3', 'TLSv1.2'] as const)(
    '%s: cut anywhere, with gaps anywhere, with bits flipped',
    async (version) => {
      const { steps, keyLog } = await conversation({
        both: { minVersion: version, maxVersion: version },
        says: [get('/a'), get('/b')],
      })
      const total = steps.reduce((sum, step) => sum + (step.kind === 'push' ? step.bytes.length : 0), 0)
      for (let at = 0; at <= total; at += 37) readTls(cut(steps, at), keysOf(keyLog))
      const plain = numbered(steps)
      for (const direction of [0, 1] as const)
        for (let index = 0; index <= plain.length; index++)
          for (const length of [1, 700, 40_000, 5_000_000_000])
            readTls(
              [...plain.slice(0, index), { kind: 'gap', direction, length, frame: 9 }, ...plain.slice(index)],
              keysOf(keyLog),
            )
      for (let at = 0; at < total; at += 53) {
        let left = at
        readTls(
          plain.map((step) => {
            if (step.kind !== 'push') return step
            const place = left
            left -= step.bytes.length
            if (place < 0 || place >= step.bytes.length) return step
            const bytes = Buffer.from(step.bytes)
            bytes[place] = (bytes[place] as number) ^ 0x41
            return { ...step, bytes }
          }),
          keysOf(keyLog),
        )
      }
    },
  )
})
