import { expect, test } from 'vitest'
import { origin, quicParts } from '../../../../test/support/quic-parts.ts'
import { clientHello } from '../../../../test/support/tls-hello.ts'
import { tlsAnomalies } from '../anomalies.ts'
import { emptyHello, parseClientHello } from '../parse.ts'
import { HelloTeller } from './hello-teller.ts'

const hello = clientHello({
  sni: 'a.example.com',
  versions: [0x0304],
  extensions: [[0x4444, Buffer.from('device 490154203237518 of its owner')]],
})

test('a hello is told with where it stands, and so are its name and what its client wrote freely', () => {
  const { flow, context, sink } = quicParts()
  const parsed = parseClientHello(hello, 0, hello.length)
  new HelloTeller(flow, context).tell(parsed, origin, hello, (runs, from) => {
    runs.clear()
    runs.add(0, 7, 54 + from)
  })
  expect(sink.events).toMatchObject([
    { kind: 'clientHello', hello: { transport: 'tls', sni: 'a.example.com', frame: 7, sec: 1, nsec: 2 } },
    { kind: 'serverName', source: 'sni', name: 'a.example.com', frame: 7 },
  ])
  const nameStart = 54 + hello.indexOf('a.example.com')
  expect(sink.helloNames[0]).toMatchObject({
    body: 'a.example.com',
    bodySpans: [{ frame: 7, start: nameStart, end: nameStart + 13 }],
  })
  const written = sink.helloNames.slice(1).map(({ body }) => body)
  expect(written.join('\n')).toContain('device 490154203237518 of its owner')
})

test('one of which only the version is known says no more, and what is wrong with a hello is noted', () => {
  const { flow, context, sink, anomalies } = quicParts()
  const teller = new HelloTeller(flow, context)
  teller.tellAlone(emptyHello('SSL 3.0'), origin)
  expect(sink.events).toMatchObject([{ kind: 'clientHello', hello: { sni: '', version: 'SSL 3.0' } }])
  expect([sink.helloNames.length, anomalies.tallies.size]).toEqual([0, 0])
  teller.tellAlone({ ...emptyHello(''), problem: tlsAnomalies.helloMalformed }, origin)
  expect([...anomalies.tallies.keys()]).toEqual([tlsAnomalies.helloMalformed.code])
})
