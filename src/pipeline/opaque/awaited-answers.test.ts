import { expect, test } from 'vitest'
import { Message } from '../../message/types.ts'
import { part } from '../../../test/support/decoded-tree.ts'
import { AwaitedAnswers } from './awaited-answers.ts'
import type { PayloadDraft } from './payload-draft.ts'
import type { PayloadPlace } from './payload-place.ts'

function sentAt(place: PayloadPlace, field = 'v', isGiven = false): PayloadDraft {
  return { part: place, field, isGiven, isKept: false } as PayloadDraft
}

function answer(lines: string, bodyBytes = 0, status = 200): Message {
  const message = new Message()
  message.status = status
  Object.assign(message.head, part(Buffer.from(`HTTP/1.1 ${status} OK\r\n${lines}\r\n\r\n`)))
  Object.assign(message.body, part(Buffer.alloc(bodyBytes)))
  return message
}

function answeredBy(message: Message, ...drafts: PayloadDraft[]): PayloadDraft[] {
  const answers = new AwaitedAnswers()
  const exchange = {}
  for (const draft of drafts) answers.await(draft, exchange)
  answers.answered({}, answer('Set-Cookie: v=1', 4_096))
  answers.answered(exchange, message)
  return drafts
}

test('a cookie that the answer sets is the server’s, another is not', () => {
  const sent = [sentAt('cookie', 'Sid'), sentAt('cookie', 'id'), sentAt('query', 'sid')]
  answeredBy(answer('Set-Cookie: sid=abc; Path=/\r\nX-Cookie: id=1'), ...sent)
  expect(sent.map(({ isGiven }) => isGiven)).toEqual([true, false, false])
})

test('what a picture was asked for with is the server’s, but for headers and points that count', () => {
  const places: PayloadPlace[] = ['path', 'query', 'header', 'cookie']
  const given = (message: Message) =>
    answeredBy(message, ...places.map((place) => sentAt(place))).map(({ isGiven }) => isGiven)
  expect(given(answer('Content-Type: image/webp', 1_024))).toEqual([true, true, false, false])
  expect(given(answer('Content-Type: image/gif', 1_023))).toEqual([false, false, false, false])
  expect(given(answer('Content-Type: application/json', 4_096))).toEqual([false, false, false, false])
})

test('the path of what the phone has already is kept', () => {
  const [path, query] = answeredBy(answer('ETag: "1"', 0, 304), sentAt('path'), sentAt('query'))
  expect([path?.isKept, query?.isKept]).toEqual([true, false])
})

test('what was given before waits for no answer', () => {
  const [draft] = answeredBy(answer('', 0, 304), sentAt('path', 'v', true))
  expect(draft?.isKept).toBe(false)
})
