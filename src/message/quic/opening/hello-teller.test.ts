import { expect, test } from 'vitest'
import { origin, quicParts } from '../../../../test/support/quic-parts.ts'
import { clientHello } from '../../../../test/support/tls-hello.ts'
import { parseClientHello } from '../../tls/parse.ts'
import { CryptoStream } from '../crypto-stream.ts'
import { HelloTeller } from './hello-teller.ts'

const hello = clientHello({ sni: 'a.example.com', alpn: ['h3'], versions: [0x0304] })

function streamOf(bytes: Buffer): CryptoStream {
  const stream = new CryptoStream()
  const half = bytes.length >> 1
  stream.put(half, bytes, half, bytes.length, 8, 1_000)
  stream.put(0, bytes, 0, half, 9, 2_000)
  return stream
}

test('a hello is told with the place where its first packet came from', () => {
  const { flow, context, sink } = quicParts()
  const teller = new HelloTeller(flow, context)
  teller.startAt(origin)
  expect([teller.hasTold, teller.isNamed]).toEqual([false, false])
  teller.tell(parseClientHello(hello, 0, hello.length), streamOf(hello))
  expect([teller.hasTold, teller.isNamed]).toEqual([true, true])
  expect(sink.events).toMatchObject([
    { kind: 'clientHello', hello: { transport: 'quic', sni: 'a.example.com', frame: 7, sec: 1, nsec: 2 } },
    { kind: 'serverName', source: 'sni', name: 'a.example.com', frame: 7 },
  ])
})

test('one without a name says of none', () => {
  const { flow, context, sink } = quicParts()
  const unnamed = clientHello({ alpn: ['h3'] })
  const teller = new HelloTeller(flow, context)
  teller.tell(parseClientHello(unnamed, 0, unnamed.length), streamOf(unnamed))
  expect([teller.hasTold, teller.isNamed]).toEqual([true, false])
  expect(sink.events.map(({ kind }) => kind)).toEqual(['clientHello'])
})
