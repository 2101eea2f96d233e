import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { byteByByte } from '../../../test/support/conform.ts'
import { echLines, frontHello, outerRandom, sealedHellos } from '../../../test/support/ech-hellos.ts'
import { client, Collector, numbered, server, testFlow } from '../../../test/support/playbook.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { serverHello, tlsRecord } from '../../../test/support/tls-hello.ts'
import { talk } from '../../../test/support/tls-peers.ts'
import { keysOf, readTls, serverNames } from '../../../test/support/tls-reading.ts'
import { suites } from '../../../test/support/tls-suites.ts'
import { LateSearch } from './late-search.ts'
import { readInnerHello, tellInnerHello } from './ech.ts'
import type { InnerHello } from './ech.ts'
import type { Exchange, ParserContext } from '../types.ts'
import { RunMap, RunOrigin } from '../../core/origin.ts'

/** In the opened hello. */
const innerNameAt = (
  readInnerHello(keysOf(echLines), sealedHellos.first, 0, sealedHellos.first.length) as InnerHello
).buf.indexOf(sealedHellos.innerName)
const { first, second, innerName, innerRandom, outerName } = sealedHellos

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a hello of crypto/tls with another sealed in it', () => {
  test.each([
    ['the first', first],
    ['the second, behind a HelloRetryRequest', second],
  ])('%s: has name and random', (_, outer) => {
    for (const lines of [
      echLines,
      echLines.toLowerCase().replace(/^[a-z_]+/gm, (label) => label.toUpperCase()),
    ]) {
      const keys = keysOf(lines)
      const inner = readInnerHello(keys, outer, 0, outer.length)
      expect(inner?.hello).toMatchObject({ sni: innerName, problem: null })
      expect(keys.ech.randomOf(Buffer.from(outerRandom(outer)))).toEqual(innerRandom)
      // Each of its bytes is sealed in one of the outer hello's.
      expect(inner?.shift).toBe(outer.indexOf('fe0d', 'hex') + (outer === first ? 46 : 14) - 4)
    }
  })

  test('the configuration may be logged with the list that it came in', () => {
    const size = Buffer.from([0, sealedHellos.config.length])
    const list = Buffer.concat([size, sealedHellos.config]).toString('hex')
    const keys = keysOf(echLines.replace(sealedHellos.config.toString('hex'), list))
    expect(readInnerHello(keys, first, 0, first.length)?.hello.sni).toBe(innerName)
  })

  test('is not opened by less than all of it, nor where a bit is another', () => {
    const [ofSecret, ofConfig] = echLines.trim().split('\n') as [string, string]
    for (const lines of ['', ofSecret, ofConfig, echLines.replace(/[0-9a-f]{4}\n/, '0000\n')])
      expect(readInnerHello(keysOf(lines), first, 0, first.length)).toBeNull()
    const keys = keysOf(echLines)
    for (let end = 0; end < first.length; end++)
      expect(readInnerHello(keys, first.subarray(0, end), 0, end)).toBeNull()
    for (let at = 4; at < first.length; at++) {
      const changed = Buffer.from(first)
      changed[at] = (changed[at] as number) ^ 1
      expect(readInnerHello(keys, changed, 0, changed.length), String(at)).toBeNull()
    }
  })

  test('whatever stands in the log is no more than of no use', () => {
    const random = outerRandom(first).toString('hex')
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.nat(sealedHellos.config.length).map((end) => sealedHellos.config.subarray(0, end + 1)),
      fc
        .nat(65_535)
        .map((size) => Buffer.concat([Buffer.from([0xfe, 0x0d, size >> 8, size & 255, 7]), Buffer.alloc(9)])),
    )
    fc.assert(
      fc.property(bytes, bytes, (secret, config) => {
        const of = (value: Uint8Array): string => Buffer.from(value).toString('hex')
        const keys = keysOf(`ECH_SECRET ${random} ${of(secret)}\nECH_CONFIG ${random} ${of(config)}\n`)
        expect(readInnerHello(keys, first, 0, first.length)).toBeNull()
      }),
    )
  })

  test('the server did not take it where the log has the connection under the random in clear', () => {
    const random = outerRandom(first).toString('hex')
    const keys = keysOf(echLines, `CLIENT_TRAFFIC_SECRET_0 ${random} ${'ab'.repeat(32)}\n`)
    expect(readInnerHello(keys, first, 0, first.length)).toBeNull()
    expect(serverNames(readTls([client(tlsRecord(first))], keys))).toEqual([`sni ${outerName}`])
  })

  test('both names are told, the sealed one with its place and as encrypted', () => {
    const steps = numbered([client(tlsRecord(first))])
    const outcome = readTls(steps, keysOf(echLines))
    expect(serverNames(outcome)).toEqual([`sni ${outerName}`, `inner-sni ${innerName}`])
    const at = 54 + 5 + first.indexOf('fe0d', 'hex') + 46
    expect(outcome.helloNames.map(({ body, bodySpans }) => [body, bodySpans[0]?.start])).toEqual([
      [outerName, 54 + 5 + first.indexOf(outerName)],
      [innerName, at + innerNameAt - 4],
    ])
    expect(readTls(byteByByte(steps), keysOf(echLines)).helloNames.map(({ body }) => body)).toEqual([
      outerName,
      innerName,
    ])
  })

  test('what is sealed counts as encrypted on its way', () => {
    const seen: string[] = []
    const sink = new (class extends Collector {
      override request({ flow }: Exchange): void {
        seen.push(flow.protection)
      }
    })()
    const inner = readInnerHello(keysOf(echLines), first, 0, first.length) as InnerHello
    const context = { sink, nextExchange: () => 1 } as unknown as ParserContext
    for (const protocol of ['tls', 'quic'] as const)
      tellInnerHello(testFlow('tcp'), context, protocol, inner, new RunMap(), () => {}, new RunOrigin())
    expect(seen).toEqual(['tls', 'quic'])
  })
})

const get = 'GET /a?imei=1 HTTP/1.1\r\nHost: secret.example.com\r\n\r\n'
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'
const of13 = suites.filter(([name]) => name.startsWith('TLS_'))

/** A conversation of real programs, as it is on the wire where its hello is sealed in one of another random. */
async function fronted(
  options: Partial<Parameters<typeof talk>[0]> = {},
): Promise<{ steps: Step[]; keyLog: string }> {
  const said = await talk({ serverName: 'www.example.com', says: [get, get], answers: ok, ...options })
  const [, ...rest] = numbered(said.steps)
  return { steps: [{ ...client(tlsRecord(frontHello())), frame: 1 } as Step, ...rest], keyLog: said.keyLog }
}

function targets({ messages }: Outcome): (string | number)[] {
  return messages.flatMap((message) =>
    message.protocol !== 'http' ? [] : [message.kind === 'request' ? message.target : message.status],
  )
}

const others = Array.from({ length: 20 }, (_, index) => {
  const random = Buffer.alloc(32, index).toString('hex')
  return [32, 48].map((bytes) =>
    ['CLIENT_HANDSHAKE_TRAFFIC_SECRET', 'SERVER_HANDSHAKE_TRAFFIC_SECRET', 'CLIENT_TRAFFIC_SECRET_0']
      .map((label) => `${label} ${random} ${Buffer.alloc(bytes, 0x80 + index).toString('hex')}\n`)
      .join(''),
  )
})
  .flat()
  .join('')

describe('a connection that the log has under the random of a sealed hello is found by trying', () => {
  test.for(of13)('%s', async ([, both]) => {
    const { steps, keyLog } = await fronted({ both })
    for (const log of [keyLog, others + keyLog, keyLog + others]) {
      const outcome = readTls(steps, keysOf(log))
      expect(targets(outcome)).toEqual(['/a?imei=1', '/a?imei=1', 200])
      expect(outcome.anomalies).toEqual({})
      expect(outcome.counts).toMatchObject({
        decryptedConnections: 1,
        hellosWithoutKey: 0,
        connectionsWithWrongKey: 0,
        undecryptableBytes: 0,
      })
      expect(serverNames(outcome)).toEqual([
        `sni ${outerName}`,
        'certificate www.example.com',
        'host secret.example.com',
      ])
    }
    const outcome = readTls(steps, keysOf(others + keyLog))
    expect(readTls(byteByByte(steps), keysOf(others + keyLog)).messages).toEqual(outcome.messages)
  })

  test('behind a HelloRetryRequest', async () => {
    const { steps, keyLog } = await fronted({
      toClient: { ecdhCurve: 'X25519:prime256v1' },
      toServer: { ecdhCurve: 'prime256v1' },
    })
    expect(targets(readTls(steps, keysOf(others + keyLog)))).toEqual(['/a?imei=1', '/a?imei=1', 200])
    expect(readTls(steps, keysOf(others + keyLog)).counts.undecryptableBytes).toBe(0)
  })

  test('none fits: it counts as a hello without a key, and nothing is said twice', async () => {
    const { steps } = await fronted()
    const outcome = readTls(steps, keysOf(others))
    expect(outcome.messages).toEqual([])
    expect(outcome.counts).toMatchObject({ hellosWithoutKey: 1, decryptedConnections: 0 })
    expect(outcome.anomalies).toEqual({})
  })

  test('nothing is tried without ECH, without secrets that are left, or of TLS 1.2', async () => {
    const find = vi.spyOn(LateSearch.prototype, 'find')
    const plain = await talk({ serverName: 'www.example.com', says: [get], answers: ok })
    readTls(plain.steps, keysOf(others))
    const { steps } = await fronted()
    const ofOld = keysOf(`CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\n`)
    expect(readTls(steps, ofOld).counts).toMatchObject({ hellosWithoutKey: 1, decryptedConnections: 0 })
    const old = [client(tlsRecord(frontHello())), server(tlsRecord(serverHello(0xc02f)))]
    readTls(
      [...old, server(tlsRecord(Buffer.alloc(100, 7), 23)), client(tlsRecord(Buffer.alloc(100, 7), 23))],
      keysOf(others),
    )
    expect(find).not.toHaveBeenCalled()
  })
})
