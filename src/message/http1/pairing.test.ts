import { expect, test } from 'vitest'
import { testFlow } from '../../../test/support/playbook.ts'
import { limits } from '../../core/limits.ts'
import { Exchange } from '../types.ts'
import { Pairing } from './pairing.ts'
import { methodKinds } from './unit.ts'

/** Requests by name and responses by status, and what is said of them: `lostResponse`, `closed a`. */
class Play {
  readonly said: string[] = []
  private readonly names = new Map<Exchange, string>()
  readonly pairing: Pairing = new Pairing({
    note: (name) => this.said.push(name),
    closeExchange: (exchange) => this.said.push(`closed ${this.names.get(exchange)}`),
  })

  /** What the request is answered with at once; null where it waits. */
  asks(name: string, time: number, kind: number = methodKinds.other): number | null {
    const exchange = new Exchange(this.names.size, testFlow('tcp'), 'http')
    this.names.set(exchange, name)
    return this.pairing.expect(exchange, kind, time, 1)
  }

  /** Whom the response answers; null where nobody that waits. */
  answers(time: number, status = 200): string | null {
    const { pairing } = this
    const answered = pairing.isWaitingAnswered(time, 2) ? pairing.waiting : null
    pairing.answered(answered !== null, status, time)
    return answered === null ? null : (this.names.get(answered) ?? '')
  }
}

test('each response answers the request that waits for longest', () => {
  const play = new Play()
  expect([play.asks('a', 1), play.answers(2), play.asks('b', 3), play.asks('c', 4)]).toEqual([
    null,
    'a',
    null,
    null,
  ])
  expect([play.answers(5), play.answers(6)]).toEqual(['b', 'c'])
  expect(play.pairing.isAtRest).toBe(true)
  expect(play.said).toEqual([])
})

test('without a gap the order tells, whatever the clock does', () => {
  const play = new Play()
  play.asks('a', 35)
  expect(play.answers(34)).toBe('a')
  play.asks('b', 34.5)
  expect(play.answers(34.4)).toBe('b')
})

test('behind a gap a response is not older than its request, but for the disorder of two interfaces', () => {
  const play = new Play()
  play.pairing.loseRequest()
  play.asks('a', 1)
  expect(play.answers(0.9995)).toBe('a')
  play.asks('b', 2)
  expect(play.answers(1.998)).toBeNull()
  expect(play.answers(2)).toBe('b')
})

test('where the clock was set back between both by much, the order tells there, too', () => {
  const play = new Play()
  play.pairing.loseRequest()
  play.asks('a', 10_000)
  expect(play.answers(6_400)).toBe('a')
  play.asks('b', 6_500)
  expect(play.answers(6_499)).toBeNull()
})

test('a request that comes behind its response has its status, and one that was sent later waits', () => {
  const play = new Play()
  expect([play.answers(2, 404), play.answers(4, 201)]).toEqual([null, null])
  expect(play.pairing.isAtRest).toBe(false)
  expect(play.asks('a', 1)).toBe(404)
  expect(play.asks('b', 3)).toBe(201)
  expect(play.asks('c', 5)).toBeNull()
})

test('a client that asks again had its response: it was lost in the gap', () => {
  const play = new Play()
  play.asks('a', 1)
  play.pairing.loseResponse()
  play.asks('b', 3)
  expect(play.said).toEqual(['lostResponse', 'closed a'])
  expect(play.answers(4)).toBe('b')
})

test('of two that were sent before a response behind a gap, the second is answered', () => {
  const play = new Play()
  play.asks('a', 1)
  play.asks('b', 2)
  play.pairing.loseResponse()
  expect(play.answers(3)).toBe('b')
  expect(play.said).toEqual(['lostResponse', 'closed a'])
})

test('of three, the second may be answered as well as the third: none is said to be', () => {
  const play = new Play()
  for (const [index, name] of ['a', 'b', 'c'].entries()) play.asks(name, index)
  play.pairing.loseResponse()
  expect(play.answers(3)).toBeNull()
  expect(play.said.filter((one) => one !== 'lostResponse')).toEqual(['closed a', 'closed b', 'closed c'])
})

test('where the gap began with the first response, that one alone is lost for certain', () => {
  const lost = (sent: readonly string[]): [string | null, string[]] => {
    const play = new Play()
    for (const [index, name] of sent.entries()) play.asks(name, index)
    play.pairing.loseOldestResponse(true)
    play.pairing.loseResponse()
    return [play.answers(9), play.said.filter((one) => one !== 'lostResponse')]
  }
  expect(lost(['a'])).toEqual([null, ['closed a']])
  expect(lost(['a', 'b'])).toEqual(['b', ['closed a']])
  expect(lost(['a', 'b', 'c'])).toEqual([null, ['closed a', 'closed b', 'closed c']])
})

test('a request that was sent behind the response waits on', () => {
  const play = new Play()
  play.asks('a', 1)
  play.asks('b', 5)
  play.pairing.loseResponse()
  expect([play.answers(3), play.answers(6)]).toEqual(['a', 'b'])
  expect(play.said).toEqual([])
})

test('where two wait and requests are missing, neither is said to be answered', () => {
  const play = new Play()
  play.asks('a', 1)
  play.asks('b', 2)
  play.pairing.loseRequest()
  play.pairing.loseResponse()
  expect(play.answers(3)).toBeNull()
  expect(play.said).toEqual(['lostResponse', 'closed a', 'lostResponse', 'closed b'])
})

test('what began before the capture says nothing of the first request that was seen', () => {
  const play = new Play()
  play.asks('a', 1)
  play.pairing.loseOldestResponse(false)
  play.pairing.loseResponse()
  expect(play.answers(2)).toBe('a')
})

test('once a client that pipelines lost a response, nothing tells any more whom the next ones answer', () => {
  const play = new Play()
  play.asks('a', 1)
  play.asks('b', 2)
  expect(play.answers(3)).toBe('a')
  play.asks('c', 4)
  play.pairing.loseResponse()
  expect(play.answers(5)).toBeNull()
  expect(play.said).toEqual(['lostResponse', 'closed b', 'lostResponse', 'closed c'])
  expect(play.asks('d', 6)).toBe(0)
  expect(play.said.at(-1)).toBe('lostResponse')
})

test('so many wait at most: the oldest is given up, and said', () => {
  const play = new Play()
  for (let index = 0; index <= limits.message.pendingExchangesMax; index++) play.asks(`${index}`, index)
  expect(play.said).toEqual(['tooManyPending', 'closed 0'])
})

test('so many responses without their request are remembered: the newest', () => {
  const play = new Play()
  for (let status = 0; status < 100; status++) play.answers(1_000 + status, status)
  expect(play.asks('a', 1)).toBe(36)
})

test('what is taken waits no more, and what is begun anew knows nothing', () => {
  const play = new Play()
  play.asks('a', 1, methodKinds.simple)
  expect(play.pairing.isSimpleWaiting).toBe(true)
  play.asks('b', 2)
  expect(play.pairing.take()).not.toBeNull()
  expect(play.pairing.isSimpleWaiting).toBe(false)
  play.answers(3)
  expect(play.pairing.take()).toBeNull()
  expect(play.pairing.marked).not.toBe(0)
  play.pairing.begins()
  expect([play.pairing.marked, play.pairing.isAtRest]).toEqual([0, true])
})
