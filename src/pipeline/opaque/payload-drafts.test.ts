import { expect, test } from 'vitest'
import { limits } from '../../core/limits.ts'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { PayloadDrafts } from './payload-drafts.ts'
import type { PayloadPlace } from './payload-place.ts'

const value = sealedBytes(64, 'drafts')
const read = { written: 'bytes', value, random: value } as const
const most = limits.report.opaquePayloadsMax

function drafts() {
  const left: number[] = []
  const book = new PayloadDrafts((frame) => left.push(frame))
  const add = (
    part: PayloadPlace,
    field: string,
    target: string,
    given: { recipient?: string; protocol?: string } = {},
  ) =>
    book.add(value, read, part, field, {
      recipient: 'r1',
      protocol: 'http',
      method: 'POST',
      target,
      at: { sec: 0, nsec: 0 },
      frame: left.length + 1,
      exchange: {},
      ...given,
    })
  return { book, left, add }
}

test('what stands in a body is told by its place, and what stands outside by its name', () => {
  const { book, add } = drafts()
  add('body', 'd', '/a')
  add('body', 'd', '/b')
  add('query', 'q', '/a')
  add('query', 'q', '/b')
  add('query', 'q', '/a', { recipient: 'r2' })
  expect(book.all().map((draft) => [draft.told(0).place, draft.count])).toEqual([
    ['POST /a', 1],
    ['POST /b', 1],
    ['POST *', 2],
    ['POST /a', 1],
  ])
})

test('hosts of one domain are one group; of questions each resolver has its own', () => {
  const { book, add } = drafts()
  for (const recipient of ['r1', 'r2']) {
    add('name', 'example.com', '', { recipient })
    add('name', 'example.com', '', { recipient, protocol: 'dns' })
  }
  expect(book.all().map(({ count }) => count)).toEqual([2, 1, 1])
})

test('beyond the room places in bodies are told together, and what stands outside is left', () => {
  const { book, left, add } = drafts()
  for (let at = 0; at < most + 5; at++) add('body', 'd', `/p${at.toString(36)}`)
  const [together] = book.all().slice(most)
  expect(together?.told(0)).toMatchObject({ place: 'POST *', count: 5 })
  expect(left).toEqual([])
  expect(add('query', 'q', '/a')).toBeNull()
  expect(left).toEqual([1])
  // Whole bodies are certain: they have room of their own.
  expect(add('whole', '', '/a')).not.toBeNull()
})

test('twice as many are the end, of whatever place', () => {
  const { book, left, add } = drafts()
  for (let at = 0; at < most * 2 + 3; at++) add('body', `d${at}`, '/a')
  expect(book.all()).toHaveLength(most * 2)
  expect(left).toHaveLength(3)
})

test('a group that one makes certain leaves its room to others', () => {
  const { book, add } = drafts()
  for (let at = 0; at < most; at++) add('query', `q${at}`, '/a')
  expect(add('query', 'more', '/a')).toBeNull()
  const long = sealedBytes(96, 'long')
  const context = {
    recipient: 'r1',
    protocol: 'http',
    method: 'POST',
    target: '/a',
    at: { sec: 0, nsec: 0 },
    frame: 1,
    exchange: {},
  }
  const other = drafts()
  for (let at = 0; at < most; at++) other.add('body', `d${at}`, '/a')
  other.book.add(long, { written: 'bytes', value: long, random: long }, 'body', 'd0', context)
  expect(other.book.all()[0]?.isPayload).toBe(true)
  expect(other.add('query', 'q', '/a')).not.toBeNull()
  expect(book.all()).toHaveLength(most)
})
