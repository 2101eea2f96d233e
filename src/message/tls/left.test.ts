import { describe, expect, test } from 'vitest'
import { byteByByte, expectBalanced } from '../../../test/support/conform.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { client, clientGap, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { clientHello, serverHello, tlsRecord } from '../../../test/support/tls-hello.ts'
import { KeyLog } from '../key-log.ts'
import { protocol as http } from '../http1/index.ts'
import { protocol as tls } from './index.ts'

const hello = client(tlsRecord(clientHello({ sni: 'cdn.example.com' })))
const answer = server(tlsRecord(serverHello(0x1301, true)))
const request = 'POST /r HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: 20\r\n\r\nimei=356938035643809'
const change = client(tlsRecord(Buffer.from([1]), 20))
const encrypted = client(tlsRecord(Buffer.alloc(53, 0xe7), 23))

function run(...steps: Step[]): Outcome {
  const outcome = playLayer(steps, [tls, http])
  expectBalanced(outcome)
  return outcome
}

function bodies({ messages }: Outcome): string[] {
  return messages.map(({ protocol, body }) => `${protocol}: ${body}`)
}

describe('a hello that no TLS follows', () => {
  test('what the client says then is read by its content, however it is cut', () => {
    const steps = [hello, client(request)]
    expect(bodies(run(...steps))).toEqual(['http: imei=356938035643809'])
    expect(bodies(run(...byteByByte(steps)))).toEqual(['http: imei=356938035643809'])
  })

  test('also behind it in one chunk, and behind the answer of a server that plays along', () => {
    const inOne = Buffer.concat([tlsRecord(clientHello({ sni: 'cdn.example.com' })), Buffer.from(request)])
    expect(bodies(run(client(inOne)))).toEqual(['http: imei=356938035643809'])
    expect(bodies(run(hello, answer, client(request)))).toEqual(['http: imei=356938035643809'])
  })

  test('of no known protocol it is searched as bytes', () => {
    const outcome = run(
      hello,
      client('\x01\x02imei=356938035643809;'),
      server('\x01\x02thanks, well received'),
    )
    expect(bodies(outcome)).toEqual([
      'unrecognised: \x01\x02imei=356938035643809;',
      'unrecognised: \x01\x02thanks, well received',
    ])
  })
})

describe('a hello that TLS follows', () => {
  test('is of a connection that can not be read, and its bytes are encrypted', () => {
    const outcome = run(hello, answer, change, encrypted, client(request))
    expect(bodies(outcome)).toEqual([])
    expect(outcome.counts).toMatchObject({ undecryptableBytes: 6, unrecognisedReadBytes: 0 })
  })

  test('bytes behind a gap are no other protocol', () => {
    const outcome = run(hello, clientGap(100), client('\x07\x99 the middle of a record, as it may be'))
    expect(bodies(outcome)).toEqual([])
    expect(outcome.counts.unrecognisedReadBytes).toBe(0)
  })
})

describe('records that no hello began, and no TLS follows', () => {
  const alert = tlsRecord(Buffer.from([2, 40]), 21)
  const data = tlsRecord(Buffer.alloc(90, 0xe7), 23)
  const reply = 'HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nwell, thanks'
  const others = new KeyLog()
  others.add(`CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\n`)

  test.each<[string, Step[]]>([
    ['an alert of the server', [server(alert), client(request)]],
    ['an alert of the client', [client(Buffer.concat([alert, Buffer.from(request)]))]],
    ['a change of ciphers', [server(tlsRecord(Buffer.from([1]), 20)), client(request)]],
    ['data', [client(Buffer.concat([data, data, Buffer.from(request)]))]],
    ['data of the server', [server(data), client(request)]],
    ['an answer to no hello', [answer, client(request)]],
    ['a message of a handshake', [server(tlsRecord(Buffer.from([14, 0, 0, 0]))), client(request)]],
  ])('%s', (_, steps) => {
    const whole = [...steps, server(reply)]
    const expected = ['http: imei=356938035643809', 'http: well, thanks']
    for (const given of [whole, byteByByte(whole)])
      for (const keys of [new KeyLog(), others]) {
        const outcome = playLayer(given, [tls, http], testFlow('tcp'), keys)
        expectBalanced(outcome)
        expect(bodies(outcome)).toEqual(expected)
      }
  })

  test('a heartbeat, where there are no secrets to try', () => {
    const beat = tlsRecord(Buffer.alloc(20, 0xe7), 24)
    expect(bodies(run(client(beat), client(request)))).toEqual(['http: imei=356938035643809'])
  })

  test('what is no text is read as what it is, too, where the beginning of the connection was captured', () => {
    const binary = '\x91\x01\x02\x03imei=356938035643809'
    expect(bodies(run(server(alert), client(binary)))).toEqual([`unrecognised: ${binary}`])
  })

  test('what may be the middle of a record stays encrypted, text does not', () => {
    const late = (...steps: Step[]): Outcome => {
      const outcome = playLayer(steps, [tls, http], testFlow('tcp', { isRoleGuessed: true }))
      expectBalanced(outcome)
      return outcome
    }
    const middle = Buffer.alloc(400, 0x97)
    expect(late(server(data), client(middle), client(data)).counts).toMatchObject({
      unrecognisedReadBytes: 0,
      undecryptableBytes: data.length + middle.length,
    })
    expect(bodies(late(server(data), client(request)))).toEqual(['http: imei=356938035643809'])
  })

  test('records that go on are encrypted, and are not followed for ever', () => {
    const outcome = run(...Array.from({ length: 40 }, () => [client(data), server(data)]).flat())
    expect(outcome.verdict & 1).toBe(1)
    expect(outcome.counts.undecryptableBytes).toBe(outcome.givenBytes)
    expect(outcome.givenBytes).toBeLessThan(40 * data.length)
  })

  test('a hello that comes behind them is read, however it is cut', () => {
    for (const steps of [
      [server(data), hello],
      [answer, hello],
    ])
      for (const given of [steps, byteByByte(steps)]) {
        const outcome = run(...given, client(request))
        expect(outcome.counts.clientHellos).toBe(1)
        expect(bodies(outcome)).toEqual(['http: imei=356938035643809'])
      }
  })
})
