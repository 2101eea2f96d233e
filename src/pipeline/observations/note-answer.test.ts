import { expect, test } from 'vitest'
import type { Transmission } from '../../assess/types.ts'
import { Exchange, Message } from '../../message/types.ts'
import type { Flow } from '../../stream/types.ts'
import { noteAnswer } from './note-answer.ts'
import type { TransmissionDraft } from './observation-book.ts'
import { turnIsNumber } from './with-receipt.ts'

const flow = {} as Flow

function exchangeThatShowed(): { exchange: Exchange; draft: TransmissionDraft } {
  const exchange = new Exchange(0, flow, 'http')
  const transmission = { frames: [3], families: [], receipt: null, summary: {} } as unknown as Transmission
  const draft: TransmissionDraft = { flow, headFrame: 3, transmission }
  exchange.record = [draft]
  return { exchange, draft }
}

function answer(status: number, frame: number, piece = 0): Message {
  const message = new Message()
  message.protocol = 'http'
  message.direction = 1
  message.status = status
  message.frame = frame
  message.piece = piece
  return message
}

test('an answer before the answer counts until the answer comes, and no longer', () => {
  const { exchange, draft } = exchangeThatShowed()
  noteAnswer(exchange, answer(103, 5), turnIsNumber)
  expect(exchange.interim).toEqual({ status: 103, frame: 5 })
  expect(exchange.answerFrame).toBe(0)
  expect(draft.transmission.receipt?.status).toBe(103)
  exchange.status = 200
  noteAnswer(exchange, answer(200, 6), turnIsNumber)
  expect(exchange.answerFrame).toBe(6)
  expect(draft.transmission.receipt?.status).toBe(200)
  noteAnswer(exchange, answer(103, 7), turnIsNumber)
  expect(draft.transmission.receipt?.status).toBe(200)
})

test('pieces behind the first of an answer that said it all change nothing', () => {
  const { exchange, draft } = exchangeThatShowed()
  exchange.status = 200
  noteAnswer(exchange, answer(200, 6), turnIsNumber)
  const { transmission } = draft
  noteAnswer(exchange, answer(200, 8, 1), turnIsNumber)
  expect(draft.transmission).toBe(transmission)
})

test('a request that showed nothing is answered all the same', () => {
  const exchange = new Exchange(0, flow, 'http')
  noteAnswer(exchange, answer(200, 6), turnIsNumber)
  expect(exchange.answerFrame).toBe(6)
})
