import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import { Budget } from './budget.ts'
import { codingName, isDeclared, parseCodings, transformInflated } from './coding.ts'
import type { Hint } from './encoding.ts'
import { gunzip } from './inflate.ts'
import { Shape } from './shape.ts'

const hint = (coding: string): Hint => ({
  shape: new Shape(),
  role: 'body',
  key: '',
  contentType: 'text/plain',
  coding,
})

test('lists of codings as heads declare them', () => {
  expect(parseCodings('')).toEqual([])
  expect(parseCodings('gzip')).toEqual(['gzip'])
  expect(parseCodings('X-GZIP, identity,  br ,')).toEqual(['gzip', 'br'])
  expect(parseCodings(Array<string>(50).fill('gzip').join(','))).toHaveLength(8)
})

test('what every object has is no coding', () => {
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    expect(codingName(name)).toBe(name)
  }
  expect(codingName('zlib')).toBe('deflate')
})

test('the last one is undone first, and taken off', () => {
  expect([
    isDeclared('gzip', 'gzip'),
    isDeclared('br, gzip', 'gzip'),
    isDeclared('gzip, br', 'gzip'),
    isDeclared('', 'gzip'),
  ]).toEqual([true, true, false, false])
  const undone = (coding: string): string | undefined => {
    const decoded = transformInflated('gzip', gunzip, gzipSync('text'), hint(coding), new Budget())
    return typeof decoded === 'string' ? decoded : decoded.pieces[0]?.coding
  }
  expect([undone('gzip'), undone('br, gzip'), undone('')]).toEqual(['', 'br', ''])
})

test('how it ended is said, and a limit named', () => {
  const bomb = gzipSync(Buffer.alloc(3_000_000))
  const budget = new Budget()
  budget.expandedBytes = limits.decode.expandedBytesMax - 1_000
  const decoded = transformInflated('gzip', gunzip, bomb, hint(''), budget)
  expect(
    typeof decoded === 'string' ? decoded : [decoded.pieces[0]?.detail, decoded.pieces[0]?.bytes.length],
  ).toEqual(['cut by a limit', 1_000])
  expect(budget.limits).toEqual(['expandedBytesMax'])
  expect(transformInflated('gzip', gunzip, bomb, hint(''), budget)).toBe('nothing comes out of it')
})
