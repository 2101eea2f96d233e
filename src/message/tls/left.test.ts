import { describe, expect, test } from 'vitest'
import { byteByByte, expectBalanced } from '../../../test/support/conform.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { client, clientGap, playLayer, server } from '../../../test/support/playbook.ts'
import { clientHello, serverHello, tlsRecord } from '../../../test/support/tls-hello.ts'
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
