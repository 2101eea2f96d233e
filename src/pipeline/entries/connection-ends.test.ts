import { expect, test } from 'vitest'
import { at, ends, feed } from '../../../test/support/fed-entries.ts'
import { noteOf } from '../recipients/flow-note.ts'

test('a connection that was ended before its sizes came is counted once, and its sizes are added', () => {
  const { book, feeder, ended } = feed()
  const hello = { transport: 'tls', version: '', alpn: [], serverName: 'a.example' } as const
  feeder.entry({ kind: 'hello', at, ends: ends('c'), ...hello }, 1)
  feeder.end()
  expect(ended).toHaveLength(1)
  book.sawName('c', 'a.example', 'sni')
  const second = feed(book)
  const sizes = { protocol: 'ssl', bytesToServer: 10, bytesToClient: 20 }
  second.feeder.entry({ kind: 'flow', at, ends: ends('c'), ...sizes }, 1)
  second.feeder.end()
  expect(second.ended).toEqual([])
  expect(second.recipients.named('a.example', 'sni')).toMatchObject({
    flows: 0,
    bytesToServer: 10,
    bytesToClient: 20,
  })
})

test('what a log says a connection spoke is told, where it is a protocol of ours', () => {
  const { feeder, recognised } = feed()
  for (const [index, protocol] of ['SSL', 'http', 'gssapi', ''].entries())
    feeder.entry(
      { kind: 'flow', at, ends: ends(`p${index}`), protocol, bytesToServer: 1, bytesToClient: 1 },
      index + 1,
    )
  feeder.end()
  expect(recognised).toEqual(['tls', 'http'])
})

test('a handshake that names nobody goes to whom another line names', () => {
  const { book, ended, feeder, recipients } = feed()
  const hello = { transport: 'tls', version: '', alpn: [], serverName: '' } as const
  feeder.entry({ kind: 'hello', at, ends: ends('c'), ...hello }, 1)
  feeder.entry({ kind: 'hello', at, ends: ends('d'), ...hello }, 2)
  book.sawName('c', 'A.example', 'sni')
  feeder.end()
  expect(ended.map((flow) => noteOf(flow).recipient)).toEqual([recipients.named('a.example', 'sni'), null])
})

test('a connection that only has sizes is counted for whom it is named, with its protocol', () => {
  const { book, ended, feeder, recipients } = feed()
  const sizes = { protocol: 'ssl', bytesToServer: 10, bytesToClient: 20 }
  feeder.entry({ kind: 'flow', at, ends: ends('c'), ...sizes }, 1)
  book.sawName('c', 'a.example', 'certificate')
  feeder.end()
  expect(ended).toEqual([])
  const { flows, bytesToServer, bytesToClient, protocols } = recipients.named('a.example', 'certificate')
  expect([flows, bytesToServer, bytesToClient, ...protocols]).toEqual([1, 10, 20, 'tls'])
})
