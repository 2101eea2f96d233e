import { expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import { Budget } from './budget.ts'
import type { Piece } from './encoding.ts'
import { addPairs } from './pairs.ts'

function pairs(text: string, budget = new Budget()): string[] {
  const bytes = Buffer.from(`?${text}#`)
  const pieces: Piece[] = []
  addPairs(bytes, 1, bytes.length - 1, 'query', pieces, budget)
  for (const { bytes: inner, start, end } of pieces)
    expect(inner.equals(bytes.subarray(start, end))).toBe(true)
  return pieces.map(({ key, detail, bytes: inner }) => `${key}|${detail}|${inner.toString()}`)
}

test('pairs as browsers write them, values as they stand', () => {
  const params = new URLSearchParams([
    ['imei', '490154203237518'],
    ['a b', 'c&d'],
    ['empty', ''],
  ])
  expect(pairs(params.toString())).toEqual([
    'imei|imei|490154203237518',
    'a b|a b|c%26d',
    '|name of a b|a+b',
    'empty|empty|',
  ])
})

test('parts without a name, with several signs, and none', () => {
  expect(pairs('490154203237518&&a=b=c&=d')).toEqual(['||490154203237518', 'a|a|b=c', '||d', 'a|a|b=c&=d'])
  expect(pairs('')).toEqual([])
  expect(pairs('&&&')).toEqual([])
})

test('base64 with its padding is no name, and a name in front of nothing is one', () => {
  expect(pairs('a=1&jRQJBBCfOhx74tRAWKq7zA==')).toEqual(['a|a|1', '||jRQJBBCfOhx74tRAWKq7zA=='])
  const long = 'jRQJBBCfOhx74tRAWKq7zN3ujRQJBBCfOhx74tRAWKq7zN0='
  expect(pairs(long)).toEqual([`||${long}`])
  const names = ['clientDeviceId2=', 'IdOfDevice1=', 'sessionidentifieroftheclientofit=']
  expect(pairs(names.join('&'))).toEqual(names.map((name) => `${name.slice(0, -1)}|${name.slice(0, -1)}|`))
})

test('no more than the budget has nodes for, which is said', () => {
  const budget = new Budget()
  budget.nodes = limits.decode.nodesMax - 2
  expect(pairs('a=1&b=2&c=3', budget)).toHaveLength(2)
  expect(budget.limits).toEqual(['nodesMax'])
})

test('what may be of a value that nobody escaped is one with it, too', () => {
  const behind = (query: string): string[] => pairs(query).slice(query.split('&').length)
  expect(behind('a=1&u=https://b.example/y?lat=59.9&lon=10.7')).toEqual([
    'u|u|https://b.example/y?lat=59.9&lon=10.7',
  ])
  expect(behind('data=lat=59.9&lon=10.7&v=1')).toEqual(['data|data|lat=59.9&lon=10.7&v=1'])
  // The last pair, padding, and signs that are no name's.
  for (const query of [
    'a=1&u=https://b.example/?c=d',
    'a=QUJD==&b=1',
    'a=QUJDRA=&b=1',
    'a=<=3&b=1',
    'a=1&b=2',
  ])
    expect(behind(query)).toEqual([])
})
