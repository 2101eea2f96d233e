import { expect, test } from 'vitest'
import type { MessageLayer } from '../../message/message-layer.ts'
import type { EntryFlow } from './entry-flow.ts'
import { Excerpts } from './excerpts.ts'

function held() {
  const over: number[] = []
  const messages = {
    finished: () => undefined,
    endReading: ({ id }: EntryFlow) => over.push(id),
  } as unknown as MessageLayer
  return { excerpts: new Excerpts(messages), over }
}

const flow = (id: number): EntryFlow => ({ id }) as EntryFlow

test('what goes on is held, and over once', () => {
  const { excerpts, over } = held()
  const [one, two] = [flow(1), flow(2)]
  excerpts.hold(one)
  excerpts.hold(two)
  excerpts.hold(one)
  excerpts.end(two)
  excerpts.end(two)
  expect(over).toEqual([2])
  excerpts.endAll()
  excerpts.endAll()
  expect(over).toEqual([2, 1])
})

test('beyond the room the one that waits longest is over', () => {
  const { excerpts, over } = held()
  for (let id = 0; id < 1_026; id++) excerpts.hold(flow(id))
  expect(over).toEqual([0, 1])
})
