import { expect, test } from 'vitest'
import { Message } from '../../message/types.ts'
import type { Exchange } from '../../message/types.ts'
import { CurrentMessage } from '../looks/current-message.ts'
import { SearchElsewhere } from './search-elsewhere.ts'
import type { HitSink, SearchQueue } from './search-queue.ts'

const exchange = { host: 0 } as Exchange

/** A queue that hands on one response, offered as number 3. */
function queueOf(message: Message, isSearched: boolean): SearchQueue {
  const settle = (sink: HitSink): void => sink(3, exchange, message, isSearched)
  return { settle, isWaiting: true } as unknown as SearchQueue
}

function message(body: string): Message {
  const made = new Message()
  made.protocol = 'http'
  made.body.buf = Buffer.from(body)
  made.body.end = body.length
  return made
}

const probe = { searchKnown: (buf: Buffer): boolean => buf.includes('known') }

function told(body: string, isSearched: boolean): { orders: number[]; after: number } {
  const current = new CurrentMessage()
  current.order = 7
  const orders: number[] = []
  const found = (): void => void orders.push(current.order)
  new SearchElsewhere(queueOf(message(body), isSearched), current, probe, found).settle()
  return { orders, after: current.order }
}

test('what is found late is told at its place in the capture', () => {
  expect(told('known', true)).toEqual({ orders: [3], after: 7 })
})

test('what nobody has searched is searched here', () => {
  expect(told('known', false).orders).toEqual([3])
  expect(told('other', false).orders).toEqual([])
})

test('nothing is given away without a thread, to a host that is not known, or of another protocol', () => {
  const alone = new SearchElsewhere(null, new CurrentMessage(), probe, () => undefined)
  expect([alone.offer(exchange, message('known'), ''), alone.isWaiting]).toEqual([false, false])
  const queue = { offer: () => true, isWaiting: false } as unknown as SearchQueue
  const search = new SearchElsewhere(queue, new CurrentMessage(), probe, () => undefined)
  expect(search.offer(exchange, message('known'), '')).toBe(true)
  expect(search.offer({ host: -1 } as Exchange, message('known'), '')).toBe(false)
  const other = message('known')
  other.protocol = 'mqtt'
  expect(search.offer(exchange, other, '')).toBe(false)
})
