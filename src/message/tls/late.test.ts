/** Connections whose ClientHello is not in the capture, with the secrets of real programs among others. */
import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { byteByByte, expectBalanced, inPieces } from '../../../test/support/conform.ts'
import { isDeep, times } from '../../../test/support/depth.ts'
import { client, clientGap, numbered, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { conversation, get, ok, post, targets } from '../../../test/support/tls-conversation.ts'
import { clientHello, tlsRecord } from '../../../test/support/tls-hello.ts'
import { later, serverContext } from '../../../test/support/tls-peers.ts'
import { keysOf } from '../../../test/support/tls-reading.ts'
import { suites } from '../../../test/support/tls-suites.ts'
import { limits } from '../../core/limits.ts'
import { KeyLog } from '../key-log.ts'
import { LateSearch } from './late-search.ts'

const all = ['POST /report?imei=1 40000', 'GET /b 0', '200 5000']

const of13 = suites.filter(([name]) => name.startsWith('TLS_'))
const sealed12 = suites.filter(([name]) => !name.startsWith('TLS_') && !name.includes('NULL'))

function read(steps: readonly Step[], keys: KeyLog | string, isRoleGuessed = true): Outcome {
  const log = typeof keys === 'string' ? keysOf(keys) : keys
  const flow = testFlow('tcp', { serverPort: 443, isRoleGuessed })
  const outcome = playLayer(steps, undefined, flow, log)
  expectBalanced(outcome)
  return outcome
}

/** Secrets of so many connections that are not in the capture. */
function foreign(connections: number, bytes = 32): string {
  const lines: string[] = []
  for (let index = 0; index < connections; index++) {
    const random = randomBytes(32).toString('hex')
    for (const label of [
      'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
      'SERVER_HANDSHAKE_TRAFFIC_SECRET',
      'CLIENT_TRAFFIC_SECRET_0',
      'SERVER_TRAFFIC_SECRET_0',
    ])
      lines.push(`${label} ${random} ${randomBytes(bytes).toString('hex')}`)
    lines.push(`CLIENT_RANDOM ${randomBytes(32).toString('hex')} ${randomBytes(48).toString('hex')}`)
  }
  return `${lines.join('\n')}\n`
}

const others = `${foreign(6)}${foreign(6, 48)}`

const withoutHello = (steps: readonly Step[]): Step[] => numbered(steps).slice(1)
const lostHello = (steps: readonly Step[]): Step[] => {
  const [hello, ...rest] = numbered(steps)
  if (hello?.kind !== 'push') throw new Error('no hello')
  return [{ kind: 'gap', direction: 0, length: hello.bytes.length, frame: 1 }, ...rest]
}
/** Byte by byte, which takes long for each cipher: in the short form records of others come in pieces of three bytes. */
const cut = (steps: readonly Step[], name: string): Step[] =>
  isDeep || name.includes('AES128-GCM') || name.includes('AES_128_GCM')
    ? byteByByte(steps)
    : inPieces(steps, 3)

/** From the first record of application data that the client sends, or a later one. */
function joined(steps: readonly Step[], skipped: number): Step[] {
  const plain = numbered(steps)
  let seen = 0
  const first = plain.findIndex(
    (step) => step.kind === 'push' && step.direction === 0 && step.bytes[0] === 23 && seen++ === skipped,
  )
  if (first < 0) throw new Error('nothing left')
  return plain.slice(first)
}
const only = (steps: readonly Step[], direction: number): Step[] =>
  steps.filter((step) => step.direction === direction)

afterEach(() => {
  vi.restoreAllMocks()
})

describe('TLS 1.3: the hello is lost', () => {
  test.for(of13)('%s', async ([name, both]) => {
    const { steps, keyLog } = await conversation({ both })
    for (const log of [keyLog, others + keyLog, keyLog + others])
      for (const late of [withoutHello(steps), lostHello(steps)]) {
        const outcome = read(late, log)
        expect(targets(outcome)).toEqual(all)
        expect(outcome.messages.every(({ isComplete }) => isComplete)).toBe(true)
        expect(outcome.anomalies).toEqual({})
        expect(outcome.counts).toMatchObject({
          decryptedConnections: 1,
          decryptedBytes: post.length + get('/b').length + ok.length,
          connectionsWithWrongKey: 0,
          hellosWithoutKey: 0,
          undecryptableBytes: 0,
        })
        // The certificate names the server.
        expect(outcome.events).toContainEqual(
          expect.objectContaining({ kind: 'serverName', source: 'certificate', name: 'www.example.com' }),
        )
      }
    // However it is cut, with the same places.
    const outcome = read(lostHello(steps), others + keyLog)
    expect(read(cut(lostHello(steps), name), others + keyLog).messages).toEqual(outcome.messages)
  })

  test.for(of13)('%s: and the ServerHello, too', async ([, both]) => {
    const { steps, keyLog } = await conversation({ both, says: [later, post, get('/b')] })
    const rest = numbered(steps).slice(2)
    const outcome = read(rest, others + keyLog)
    expect(targets(outcome)).toEqual(all)
    expect(outcome.anomalies).toEqual({})
  })

  test('one direction is enough', async () => {
    const { steps, keyLog } = await conversation({ both: { minVersion: 'TLSv1.3' } })
    expect(targets(read(only(withoutHello(steps), 0), others + keyLog))).toEqual(all.slice(0, 2))
    expect(targets(read(only(withoutHello(steps), 1), others + keyLog))).toEqual(all.slice(2))
  })

  test('the client stands before the server in the capture', async () => {
    const { steps, keyLog } = await conversation({ both: { minVersion: 'TLSv1.3' } })
    const late = withoutHello(steps)
    for (const order of [
      [...only(late, 0), ...only(late, 1)],
      [...only(late, 1), ...only(late, 0)],
    ]) {
      const outcome = read(order, others + keyLog)
      expect(targets(outcome).sort()).toEqual([...all].sort())
      expect(outcome.anomalies).toEqual({})
    }
  })

  test('some of its secrets are not in the log', async () => {
    const { steps, keyLog } = await conversation({ both: { minVersion: 'TLSv1.3' } })
    const having = (...labels: string[]): Outcome =>
      read(
        withoutHello(steps),
        others +
          keyLog
            .split('\n')
            .filter((line) => labels.some((label) => line.startsWith(`${label} `)))
            .join('\n'),
      )
    const traffic = having('CLIENT_TRAFFIC_SECRET_0', 'SERVER_TRAFFIC_SECRET_0')
    expect(targets(traffic)).toEqual(all)
    expect(targets(having('CLIENT_TRAFFIC_SECRET_0'))).toEqual(all.slice(0, 2))
    expect(targets(having('SERVER_TRAFFIC_SECRET_0', 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'))).toEqual(
      all.slice(2),
    )
    expect(having('CLIENT_HANDSHAKE_TRAFFIC_SECRET').messages).toEqual([])
  })

  test('a HelloRetryRequest asks for another hello, which is there', async () => {
    const { steps, keyLog } = await conversation({
      both: { minVersion: 'TLSv1.3' },
      toClient: { ecdhCurve: 'X25519:P-384' },
      toServer: { ecdhCurve: 'P-384' },
    })
    const keys = keysOf(others, keyLog)
    expect(targets(read(lostHello(steps), keys))).toEqual(all)
    expect(keys.lateTries).toBe(0)
    const unkeyed = read(lostHello(steps), others)
    expect(unkeyed.messages).toEqual([])
    expect(unkeyed.counts.hellosWithoutKey).toBe(1)
  })

  test('a session goes on', async () => {
    const context = serverContext({ minVersion: 'TLSv1.3' })
    const first = await conversation({ both: { minVersion: 'TLSv1.3' }, toServer: context })
    if (first.session === null) throw new Error('no session')
    const second = await conversation({
      both: { minVersion: 'TLSv1.3' },
      toServer: context,
      session: first.session,
    })
    expect(second.isResumed).toBe(true)
    expect(targets(read(lostHello(second.steps), first.keyLog + second.keyLog))).toEqual(all)
  })
})

describe('TLS 1.3: joined behind the handshake', () => {
  test.for(of13)('%s', async ([, both]) => {
    const says = [later, ...Array.from({ length: 40 }, (_, index) => get(`/${index}`))]
    const { steps, keyLog } = await conversation({ both, says })
    for (const skipped of [0, 1, 17]) {
      const outcome = read(joined(steps, skipped), others + keyLog)
      // The first record of a client's is the end of its handshake, where the capture has it.
      const requests = targets(outcome).filter((target) => target.startsWith('GET'))
      expect(requests.at(-1)).toBe('GET /39 0')
      expect(requests.length).toBeGreaterThanOrEqual(39 - skipped)
      expect(targets(outcome).at(-1)).toBe('200 5000')
      expect(outcome.counts).toMatchObject({ decryptedConnections: 1, connectionsWithWrongKey: 0 })
      // What the server answered before may have been meant for others.
      const { 'message.http.lost_response': _lost, ...more } = outcome.anomalies
      expect(more).toEqual({})
      expect(outcome.counts.undecryptableBytes).toBe(0)
    }
  })

  test('after hundreds of records, in each direction', async () => {
    const says = Array.from({ length: 1_500 }, (_, index) => [get(`/${index}`), later]).flat()
    const { steps, keyLog } = await conversation({
      both: { minVersion: 'TLSv1.3', ciphers: 'TLS_CHACHA20_POLY1305_SHA256' },
      says: says.filter((piece) => typeof piece === 'string'),
      answers: '',
    })
    const records = steps.filter((step) => step.kind === 'push' && step.direction === 0).length
    expect(records).toBeGreaterThan(500)
    const outcome = read(joined(steps, records - 20), others + keyLog)
    expect(targets(outcome).at(-1)).toBe('GET /1499 0')
    expect(outcome.anomalies).toEqual({})
  })

  test('in the middle of a record', async () => {
    const says = [later, ...Array.from({ length: 40 }, (_, index) => get(`/${index}`))]
    const { steps, keyLog } = await conversation({ both: { minVersion: 'TLSv1.3' }, says })
    const [first, ...rest] = joined(steps, 10)
    if (first?.kind !== 'push') throw new Error('no record')
    const half = { ...first, bytes: first.bytes.subarray(40), offset: first.offset + 40 }
    expect(targets(read([half, ...rest], others + keyLog))).toContain('200 5000')
  })

  test('and some packets are lost right behind', async () => {
    const says = [later, ...Array.from({ length: 60 }, (_, index) => get(`/${index}`))]
    const { steps, keyLog } = await conversation({ both: { minVersion: 'TLSv1.3' }, says })
    const late = joined(steps, 5)
    const lossy = [late[0] as Step, clientGap(700), ...late.slice(8)]
    const outcome = read(lossy, others + keyLog)
    expect(targets(outcome).at(-1)).toBe('200 5000')
    expect(outcome.counts.requests).toBeGreaterThan(30)
  })
})

describe('what stays unread is said', () => {
  test('no secret is its own', async () => {
    const { steps } = await conversation({ both: { minVersion: 'TLSv1.3' } })
    for (const late of [withoutHello(steps), lostHello(steps), joined(steps, 0)]) {
      const outcome = read(late, others)
      expect(outcome.messages).toEqual([])
      expect(outcome.anomalies).toMatchObject({ 'message.tls.no_hello': 1 })
      expect(outcome.counts).toMatchObject({
        decryptedConnections: 0,
        connectionsWithWrongKey: 0,
        hellosWithoutKey: 0,
        framingBytes: 0,
      })
    }
    // Nor is it waited for longer.
    expect(read(withoutHello(steps), others).verdict).toBe(9)
  })

  test('a secret of the connection is wrong', async () => {
    const { steps, keyLog } = await conversation({ both: { minVersion: 'TLSv1.3' } })
    const wrong = keyLog.replaceAll(
      /(\S+ \S+ )(\S+)/g,
      (_, head: string, secret: string) => head + 'ab'.repeat(secret.length / 2),
    )
    const outcome = read(withoutHello(steps), wrong)
    expect(outcome.messages).toEqual([])
    expect(outcome.anomalies).toEqual({ 'message.tls.no_hello': 1 })
  })

  test('the secret belongs to a connection whose hello was seen', async () => {
    const { steps, keyLog } = await conversation({ both: { minVersion: 'TLSv1.3' } })
    const keys = keysOf(keyLog)
    expect(targets(read(lostHello(steps), keys))).toEqual(all)
    // In another capture it is free again.
    expect(targets(read(lostHello(steps), keys))).toEqual(all)
  })

  test('too much is to be tried', async () => {
    const { steps, keyLog } = await conversation({ both: { minVersion: 'TLSv1.3' } })
    const keys = keysOf(keyLog, foreign(1_000), foreign(1_000, 48))
    vi.spyOn(keys, 'beginCapture').mockImplementation(() => undefined)
    keys.lateTries = limits.message.tlsLateCaptureTriesMax - 100_000
    const outcome = read(lostHello(steps), keys)
    expect(outcome.anomalies).toEqual({ 'message.tls.no_hello': 1, 'message.tls.late_limit': 1 })
    expect(keys.lateTries).toBeLessThanOrEqual(limits.message.tlsLateCaptureTriesMax)
  })

  test('a connection of TLS 1.2 that was joined behind its handshake is not tried', async () => {
    for (const [, both] of sealed12.filter(([name]) => name.endsWith('GCM-SHA256'))) {
      const { steps, keyLog } = await conversation({ both, says: [later, get('/a'), get('/b')] })
      const keys = keysOf(others, keyLog)
      const outcome = read(joined(steps, 0), keys)
      expect(outcome.messages).toEqual([])
      expect(outcome.anomalies).toMatchObject({ 'message.tls.no_hello': 1 })
      expect(outcome.counts.framingBytes).toBe(0)
    }
  })
})

describe('TLS 1.2 and before: the hello is lost', () => {
  test.for(sealed12)('%s', async ([name, both]) => {
    const { steps, keyLog } = await conversation({ both })
    for (const late of [withoutHello(steps), lostHello(steps)]) {
      const outcome = read(late, others + keyLog)
      expect(targets(outcome)).toEqual(all)
      expect(outcome.anomalies).toEqual({})
      expect(outcome.counts).toMatchObject({
        decryptedConnections: 1,
        connectionsWithWrongKey: 0,
        undecryptableBytes: 0,
      })
      const unread = read(late, others)
      expect(unread.messages).toEqual([])
      expect(unread.anomalies).toEqual({ 'message.tls.no_hello': 1 })
    }
    expect(read(cut(lostHello(steps), name), others + keyLog).messages).toEqual(
      read(lostHello(steps), others + keyLog).messages,
    )
  })

  test('and the ServerHello, too: then its random is missing', async () => {
    const { steps, keyLog } = await conversation({ both: { maxVersion: 'TLSv1.2' } })
    const outcome = read(numbered(steps).slice(2), others + keyLog)
    expect(outcome.messages).toEqual([])
    expect(outcome.anomalies).toEqual({ 'message.tls.no_hello': 1 })
  })
})

describe('TLS 1.2: a session that began before the capture goes on, without a line of its own', () => {
  test.for(sealed12.filter(([name]) => name.startsWith('ECDHE')))('%s', async ([, both]) => {
    const context = serverContext({ ...both, maxVersion: 'TLSv1.2' })
    const first = await conversation({ both, toServer: context })
    if (first.session === null) throw new Error('no session')
    const second = await conversation({ both, toServer: context, session: first.session })
    expect(second.isResumed).toBe(true)
    const keys = keysOf(others, first.keyLog)
    const outcome = read(second.steps, keys)
    expect(targets(outcome)).toEqual(all)
    expect(outcome.anomalies).toEqual({})
    expect(outcome.counts).toMatchObject({
      hellosWithoutKey: 0,
      decryptedConnections: 1,
      undecryptableBytes: 0,
    })
    // Learned, so that nothing is tried the next time.
    expect(targets(read(second.steps, keys))).toEqual(all)
    expect(keys.lateTries).toBe(0)
    // Of secrets of others as much is counted as without any.
    const [none, foreignOnly] = [read(second.steps, new KeyLog()), read(second.steps, others)]
    for (const count of ['framingBytes', 'readBytes', 'hellosWithoutKey', 'decryptedConnections'] as const)
      expect(foreignOnly.counts[count]).toBe(none.counts[count])
    expect(foreignOnly.counts.hellosWithoutKey).toBe(1)
    expect(foreignOnly.anomalies).toEqual({})
    expect(foreignOnly.verdict).toBe(9)
  })
})

describe('nothing is tried', () => {
  test.for(suites)('%s: where the hello is there', async ([, both]) => {
    const tries = [
      vi.spyOn(LateSearch.prototype, 'find'),
      vi.spyOn(LateSearch.prototype, 'findFar'),
      vi.spyOn(LateSearch.prototype, 'place'),
      vi.spyOn(LateSearch.prototype, 'findMaster'),
    ]
    const { steps, keyLog } = await conversation({ both })
    for (const log of [others + keyLog, others]) read(steps, log, false)
    // The answer stands before the hello.
    const plain = numbered(steps)
    const swapped = [...only(plain, 1), ...only(plain, 0)]
    expect(targets(read(swapped, others + keyLog, false)).sort()).toEqual([...all].sort())
    for (const spy of tries) expect(spy).not.toHaveBeenCalled()
  })

  test('without keys, nor where all that is there says that the connection is closed', async () => {
    const { steps, keyLog } = await conversation({ both: { minVersion: 'TLSv1.3' } })
    const none = new KeyLog()
    expect(read(lostHello(steps), none).anomalies).toEqual({})
    expect(none.lateTries).toBe(0)
    const keys = keysOf(keyLog)
    const alert = tlsRecord(Buffer.alloc(19, 0x5a), 23, 0x0303)
    const outcome = read([client(alert), server(alert)], keys)
    expect(outcome.anomalies).toEqual({ 'message.tls.no_hello': 1 })
    expect(keys.lateTries).toBe(0)
  })

  test('nor where ends say in clear, before any hello, why they fail', async () => {
    const { keyLog } = await conversation({ both: { minVersion: 'TLSv1.3' } })
    const alert = tlsRecord(Buffer.from([2, 40]), 21)
    for (const keys of [new KeyLog(), keysOf(keyLog)]) {
      const outcome = read([client(alert), server(alert)], keys)
      expect(outcome.anomalies).toEqual({})
      expect(outcome.counts).toMatchObject({ framingBytes: 2 * alert.length, undecryptableBytes: 0 })
    }
    // A hello behind one is read, and a sealed record is still one of a connection without a hello.
    const hello = tlsRecord(clientHello({ sni: 'a.example.com' }))
    const begun = read([client(Buffer.concat([alert, hello]))], new KeyLog())
    expect(begun.events).toContainEqual(expect.objectContaining({ kind: 'serverName', source: 'sni' }))
    const sealed = tlsRecord(Buffer.alloc(300, 0x5a), 23, 0x0303)
    const late = read([client(Buffer.concat([alert, sealed])), server(sealed)], keysOf(keyLog))
    expect(late.anomalies).toEqual({ 'message.tls.no_hello': 1 })
  })

  test('before the hello comes after all', () => {
    const sealed = tlsRecord(Buffer.alloc(300, 0x5a), 23, 0x0303)
    const outcome = read([server(sealed), client(tlsRecord(clientHello({ sni: 'a.example.com' })))], others)
    expect(outcome.events).toContainEqual(expect.objectContaining({ kind: 'serverName', source: 'sni' }))
    expect(outcome.anomalies['message.tls.no_hello']).toBeUndefined()
  })
})

describe('any damage leaves no byte uncounted', () => {
  test.for(['TLSv1.3', 'TLSv1.2'] as const)('%s', async (version) => {
    const { steps, keyLog } = await conversation({
      both: { minVersion: version, maxVersion: version },
      says: [get('/a'), get('/b')],
    })
    const late = withoutHello(steps)
    const total = late.reduce((sum, step) => sum + (step.kind === 'push' ? step.bytes.length : 0), 0)
    const changed = (at: number, change: (bytes: Buffer, place: number) => Buffer): Step[] => {
      let left = at
      return late.flatMap((step): Step[] => {
        if (step.kind !== 'push') return [step]
        const place = left
        left -= step.bytes.length
        return place < 0 || place >= step.bytes.length
          ? [step]
          : [{ ...step, bytes: change(Buffer.from(step.bytes), place) }]
      })
    }
    for (let at = 0; at < total; at += times(131, 41)) {
      read(
        changed(at, (bytes, place) => {
          bytes[place] = (bytes[place] as number) ^ 0x41
          return bytes
        }),
        keyLog,
      )
      read(
        changed(at, (bytes, place) => bytes.subarray(0, place)),
        keyLog,
      )
      read(
        changed(at, (bytes, place) => bytes.subarray(place)),
        keyLog,
      )
    }
    for (const direction of [0, 1] as const)
      for (let index = 0; index <= late.length; index++)
        for (const length of [1, 700, 40_000, 5_000_000_000])
          read(
            [...late.slice(0, index), { kind: 'gap', direction, length, frame: 9 }, ...late.slice(index)],
            keyLog,
          )
  })
})
