import { expect, test } from 'vitest'
import { differencesOf } from './differences.ts'

const paths = (left: unknown, right: unknown, max = 9): string[] =>
  differencesOf(left, right, max).map(({ path, recorded, derived }) => `${path} ${recorded} ${derived}`)
const parsed = (text: string): unknown => JSON.parse(text)

test('what is equal has none, in whatever order its names stand', () => {
  expect(paths({ a: [1, { b: null }], c: 'x' }, { c: 'x', a: [1, { b: null }] })).toEqual([])
})

test('each place is named with both sides, up to the limit', () => {
  const left = { a: [1, 2], b: 'x', c: { d: true } }
  const right = { a: [1, 3, 4], b: 'y', c: {} }
  const all = ['$.a[1] 2 3', '$.a[2] nothing 4', '$.b "x" "y"', '$.c.d true nothing']
  expect(paths(left, right)).toEqual(all)
  expect(paths(left, right, 2)).toEqual(all.slice(0, 2))
})

test('a list is no object with its places for names', () => {
  expect(paths({ a: { 0: 'x' } }, { a: ['x'] })).toEqual(['$.a {"0":"x"} ["x"]'])
  expect(paths({ a: [] }, { a: {} })).toEqual(['$.a [] {}'])
})

test.each(['__proto__', 'constructor', 'toString'])(
  'a name that all objects answer to is compared: %s',
  (name) => {
    expect(paths(parsed(`{"${name}":{}}`), {})).toEqual([`$.${name} {} nothing`])
    expect(paths({}, parsed(`{"${name}":{}}`))).toEqual([`$.${name} nothing {}`])
    expect(paths(parsed(`{"${name}":1}`), parsed(`{"${name}":1}`))).toEqual([])
  },
)

test('a long value is cut', () => {
  expect(paths('x'.repeat(100), 1)).toEqual([`$ "${'x'.repeat(59)}… 1`])
})

test('what is nested beyond the stack is told, not thrown at', () => {
  const deep = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)) as unknown
  expect(differencesOf({ a: deep }, { a: 1 }, 9)).toEqual([
    { path: '$.a', recorded: 'what is nested too deep to be shown', derived: '1' },
  ])
})
