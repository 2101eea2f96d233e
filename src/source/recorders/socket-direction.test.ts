import { expect, test } from 'vitest'
import { readEntries } from '../../../test/support/read-entries.ts'
import { harEntryOf, harFile } from '../../../test/support/recordings.ts'
import type { ExchangeEntry } from '../entry.ts'

function readMessages(...messages: object[]): { directions: number[]; codes: Record<string, number> } {
  const file = harFile([harEntryOf({ entry: { _webSocketMessages: messages } })])
  const { entries, codes } = readEntries('har', file)
  const entry = entries[0]?.entry as ExchangeEntry
  return { directions: entry.messages.map(({ direction }) => direction), codes }
}

test.each([
  [{ type: 'send' }, 0],
  [{ type: 'Outgoing' }, 0],
  [{ type: 'text', direction: 'sent' }, 0],
  [{ from_client: true }, 0],
  [{ type: 'receive' }, 1],
  [{ type: 'incoming' }, 1],
  [{ direction: 'received' }, 1],
  [{ direction: 'recv' }, 1],
  [{ direction: 'in' }, 1],
  [{ from: 'server' }, 1],
  [{ type: 'response' }, 1],
  [{ fromClient: false }, 1],
])('%j goes in direction %i', (message, direction) => {
  expect(readMessages({ data: 'x', ...message })).toEqual({ directions: [direction], codes: {} })
})

test('a message that does not say who sent it is none that the phone sent, and that is said', () => {
  expect(readMessages({ data: 'x' }, { type: 'text', data: 'y' }, { type: 'send', data: 'z' })).toEqual({
    directions: [1, 1, 0],
    codes: { 'source.har.unknown_sender': 2 },
  })
})
