import { describe, expect, test } from 'vitest'
import { expectBalanced } from '../../../test/support/conform.ts'
import type { Step } from '../../../test/support/playbook.ts'
import { client, play, server } from '../../../test/support/playbook.ts'
import { clientHello, handshakeMessage, serverHello, tlsRecord } from '../../../test/support/tls-hello.ts'
import { protocol } from './index.ts'

const identity = 'imei:356938035643809'
const ticket = Buffer.alloc(180, 0xd7)

function sized(bytes: number, content: Buffer | string): Buffer {
  const size = Buffer.alloc(bytes)
  size.writeUIntBE(content.length, 0, bytes)
  return Buffer.concat([size, Buffer.from(content as string)])
}

function shown(steps: readonly Step[]): string[] {
  const outcome = play(protocol, steps)
  expectBalanced(outcome)
  return outcome.helloNames.map(({ body }) => body)
}

/** An offer of keys: identity and hidden age of each, and a binder. */
function offer(keys: readonly (readonly [Buffer | string, number])[]): Buffer {
  const list = keys.map(([name, age]) => {
    const hidden = Buffer.alloc(4)
    hidden.writeUInt32BE(age)
    return Buffer.concat([sized(2, name), hidden])
  })
  const binders = sized(2, sized(1, Buffer.alloc(32, 1)))
  return tlsRecord(
    clientHello({ extensions: [[41, Buffer.concat([sized(2, Buffer.concat(list)), binders])]] }),
  )
}

describe('in a hello', () => {
  test('names of keys are handed on, tickets are not', () => {
    expect(shown([client(offer([[ticket, 0x1234_5678]]))])).toEqual([])
    expect(
      shown([
        client(
          offer([
            [ticket, 0x1234_5678],
            [identity, 0],
          ]),
        ),
      ]),
    ).toEqual([identity])
    expect(shown([client(offer([[identity, 77]]))])).toEqual([identity])
    expect(shown([client(offer([[Buffer.from([0x21, 0xf4]), 0]]))])).toEqual(['!\xf4'])
  })

  test('they point to their bytes, however the hello is cut', () => {
    const hello = offer([[identity, 0]])
    const at = hello.indexOf(identity)
    const spans = [{ frame: 1, start: 54 + at, end: 54 + at + identity.length }]
    expect(play(protocol, [client(hello)]).helloNames[0]?.bodySpans).toEqual(spans)
    const cut = [client(hello.subarray(0, at)), client(hello.subarray(at))]
    expect(play(protocol, cut).helloNames[0]?.body).toBe(identity)
  })

  test('one that is cut short is none', () => {
    const hello = clientHello({ extensions: [[41, Buffer.from([0, 40, 0, 20, 1, 2])]] })
    expect(shown([client(tlsRecord(hello))])).toEqual([])
  })
})

describe('in the handshake of TLS 1.2', () => {
  const hello = client(tlsRecord(clientHello({})))
  const exchange = client(tlsRecord(handshakeMessage(16, sized(2, identity))))
  const change = client(tlsRecord(Buffer.from([1]), 20))

  test('the name of a key is handed on where the suite has one', () => {
    expect(shown([hello, server(tlsRecord(serverHello(0x00a8))), exchange, change])).toEqual([identity])
    // Of RSA, it is the encrypted secret.
    expect(shown([hello, server(tlsRecord(serverHello(0x009c))), exchange, change])).toEqual([])
  })

  test('so it is where the answer comes late, or only the client was captured, if it is a text', () => {
    const answer = server(tlsRecord(serverHello(0x00a8)))
    expect(shown([hello, exchange, change, answer])).toEqual([identity])
    expect(shown([hello, exchange, change])).toEqual([identity])
    const other = client(tlsRecord(handshakeMessage(16, sized(2, Buffer.alloc(128, 0xa7)))))
    expect(shown([hello, other, change])).toEqual([])
    const point = client(tlsRecord(handshakeMessage(16, sized(1, Buffer.alloc(32, 0x41)))))
    expect(shown([hello, point, change])).toEqual([])
  })

  test('so is the certificate of a client, with its places', () => {
    const leaf = 'a certificate of alice@example.com'
    const certificates = handshakeMessage(
      11,
      sized(3, Buffer.concat([sized(3, leaf), sized(3, 'and its issuer')])),
    )
    const record = tlsRecord(certificates)
    const outcome = play(protocol, [hello, server(tlsRecord(serverHello(0xc02b))), client(record), change])
    expect(outcome.helloNames.map(({ body }) => body)).toEqual([leaf])
    const at = 54 + record.indexOf(leaf)
    expect(outcome.helloNames[0]?.bodySpans).toEqual([{ frame: 3, start: at, end: at + leaf.length }])
    expectBalanced(outcome)
  })

  test('so is a message that no client has, and what a further hello says', () => {
    const odd = client(tlsRecord(handshakeMessage(0x63, Buffer.from(identity))))
    expect(shown([hello, odd])).toEqual([identity])
    expect(shown([hello, server(tlsRecord(serverHello(0xc02b))), odd, exchange])).toEqual([identity])
    const again = client(
      tlsRecord(clientHello({ sni: 'a.example.com', extensions: [[0xff77, Buffer.from(identity)]] })),
    )
    expect(shown([hello, again])).toEqual(['a.example.com', identity])
    expect(shown([again, again])).toEqual(['a.example.com', identity, identity])
    // The server's own, and one that says nothing.
    expect(shown([hello, server(tlsRecord(handshakeMessage(0x63, Buffer.from(identity))))])).toEqual([])
    expect(shown([hello, client(tlsRecord(handshakeMessage(0x63, Buffer.alloc(20))))])).toEqual([])
  })

  test('what is encrypted counts as such, and ends both directions', () => {
    const sealed = Buffer.alloc(40, 0x99)
    const outcome = play(protocol, [
      hello,
      server(tlsRecord(serverHello(0xc02b))),
      exchange,
      change,
      client(tlsRecord(sealed)),
      server(tlsRecord(sealed, 23)),
    ])
    expect(outcome.helloNames).toEqual([])
    expect(outcome.verdict).toBe(9)
    expectBalanced(outcome)
  })
})
