import { expect, test } from 'vitest'
import { jpegSample } from '../../../test/support/media-samples.ts'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { AwaitedAnswers } from './awaited-answers.ts'
import { PayloadDrafts } from './payload-drafts.ts'
import { PayloadJudge } from './payload-judge.ts'
import { RandomReader } from './random-value.ts'
import { UndoneBytes } from './undone-bytes.ts'

const context = {
  recipient: 'r1',
  protocol: 'http',
  method: 'POST',
  target: '/a',
  at: { sec: 0, nsec: 0 },
  frame: 1,
  exchange: {},
}

function judge() {
  const drafts = new PayloadDrafts(() => {})
  return {
    drafts,
    judge: new PayloadJudge(new RandomReader(new UndoneBytes()), drafts, new AwaitedAnswers()),
  }
}

test('of a body less is asked for than of a value in one', () => {
  const made = judge()
  expect(made.judge.body(sealedBytes(32, 1), context)).toBe(true)
  expect(made.judge.body(sealedBytes(31, 1), context)).toBe(false)
  expect(made.judge.value(sealedBytes(47, 1), 'body', 'd', context)).toBe(false)
  expect(made.judge.value(sealedBytes(48, 1), 'body', 'd', context)).toBe(true)
  expect(made.drafts.all()).toHaveLength(2)
  expect(made.judge.randomValues).toBe(2)
})

test('a value under the name of a token is counted as one, in a body up to its length', () => {
  const made = judge()
  expect(made.judge.value(sealedBytes(512, 2), 'body', 'access_token', context)).toBe(true)
  expect(made.judge.value(sealedBytes(600, 2), 'query', 'access_token', context)).toBe(true)
  expect(made.judge.named).toEqual({ values: 2, bytes: 1_112 })
  expect(made.drafts.all()).toEqual([])
  expect(made.judge.value(sealedBytes(513, 2), 'body', 'access_token', context)).toBe(true)
  expect(made.drafts.all()).toHaveLength(1)
})

test('pictures are none, and neither are text and signs that are near each other', () => {
  const made = judge()
  expect(made.judge.body(jpegSample(1), context)).toBe(false)
  expect(made.judge.body(Buffer.from(jpegSample(1).toString('base64')), context)).toBe(false)
  expect(made.judge.value(Buffer.from('plain words and nothing else '.repeat(8)), 'body', 'd', context)).toBe(
    false,
  )
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  expect(made.judge.value(Buffer.from(alphabet.repeat(2)), 'body', 'd', context)).toBe(false)
  expect(made.judge.randomValues).toBe(0)
})

test('a body that is text of an unknown alphabet is judged by its parts first', () => {
  const made = judge()
  const signs = Buffer.from([...sealedBytes(200, 3)].map((byte) => 33 + (byte % 90)))
  expect(made.judge.body(signs, context)).toBe(false)
  expect(made.judge.value(signs, 'body', '', context)).toBe(true)
})
