import { expect, test } from 'vitest'
import { testFlow } from '../../test/support/playbook.ts'
import { newMessageCounts } from './message-counts.ts'
import { tell } from './tell.ts'
import { Exchange, Message } from './types.ts'
import type { MessageSink } from './types.ts'

test('a message is counted with its first piece, and handed on with each', () => {
  const counts = newMessageCounts()
  const told: string[] = []
  const sink = {
    request: (_: Exchange, { piece }: Message) => void told.push(`asked ${piece}`),
    response: (_: Exchange, { piece }: Message) => void told.push(`answered ${piece}`),
  } as Partial<MessageSink> as MessageSink
  const exchange = new Exchange(0, testFlow('tcp'), 'http')
  const message = new Message()
  for (const direction of [0, 1] as const)
    for (const piece of [0, 1]) tell(exchange, Object.assign(message, { direction, piece }), { sink, counts })
  // Among neighbours both ask.
  tell(exchange, Object.assign(message, { piece: 0 }), { sink, counts }, true)
  expect(told).toEqual(['asked 0', 'asked 1', 'answered 0', 'answered 1', 'asked 0'])
  expect([counts.requests, counts.responses]).toEqual([2, 1])
})
