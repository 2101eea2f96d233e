import { expect, test } from 'vitest'
import { at, ends, feed } from '../../../test/support/fed-entries.ts'
import type { FlowEntry, StreamEntry } from '../../source/entry.ts'

const messages: StreamEntry = {
  kind: 'stream',
  at,
  ends: ends('w'),
  pieces: [
    { direction: 0, at, bytes: Buffer.from('hello') },
    { direction: 1, at, bytes: Buffer.from('world!') },
  ],
  serverName: '',
  nameSource: 'host',
  isWebSocket: true,
}
const sizes: FlowEntry = {
  kind: 'flow',
  at,
  ends: ends('w'),
  protocol: 'websocket',
  bytesToServer: 900,
  bytesToClient: 700,
}

test('each message is an exchange without an answer, behind the one before', () => {
  const { ended, feeder, seen } = feed()
  feeder.entry(messages, 1)
  feeder.end()
  expect(seen).toMatchObject([
    { part: 'request', body: 5, bodyAt: 0 },
    { part: 'response', body: 6, bodyAt: 5 },
  ])
  expect(ended).toMatchObject([{ bytesToServer: 5, bytesToClient: 6 }])
})

test.each([
  ['in front of', [sizes, messages]],
  ['behind', [messages, sizes]],
])('sizes of the conversation that stand %s its messages are all of its bytes', (_, entries) => {
  const { ended, feeder } = feed()
  entries.forEach((entry, index) => feeder.entry(entry, index + 1))
  feeder.end()
  expect(ended).toMatchObject([{ bytesToServer: 900, bytesToClient: 700 }])
})
