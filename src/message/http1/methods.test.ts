import { expect, test } from 'vitest'
import { isKnownMethod, methodBefore, startsKnownMethod } from './methods.ts'

const asked = (ask: typeof isKnownMethod, text: string): boolean => {
  const buf = Buffer.from(`..${text}..`)
  return ask(buf, 2, 2 + text.length)
}

test.each([
  'GET',
  'get',
  'PATCH',
  'patch',
  'Propfind',
  'purge',
  'M-SEARCH',
  'm-search',
  'RPC_OUT_DATA',
  'MKREDIRECTREF',
])('%s is known, and so is each beginning of it', (method) => {
  expect(asked(isKnownMethod, method)).toBe(true)
  for (let length = 0; length <= method.length; length++)
    expect(asked(startsKnownMethod, method.slice(0, length)), method.slice(0, length)).toBe(true)
})

test.each(['', 'GE', 'GETS', 'G3T', 'GET ', 'M_SEARCH', 'M\rSEARCH', 'X'.repeat(40), '\u0007ET'])(
  '%j is not',
  (text) => {
    expect(asked(isKnownMethod, text)).toBe(false)
  },
)

test('no method begins so', () => {
  for (const text of ['GX', 'GETS', 'Z', ' GET', 'MKREDIRECTREFS'])
    expect(asked(startsKnownMethod, text)).toBe(false)
})

test('of methods that end alike the longest is found, in capitals only, and not before the start', () => {
  const buf = Buffer.from('..BPROPFIND')
  expect(methodBefore(buf, 0, buf.length)).toBe(2)
  expect(methodBefore(buf, 2, buf.length)).toBe(2)
  expect(methodBefore(buf, 3, buf.length)).toBe(3)
  expect(methodBefore(buf, 4, buf.length)).toBe(-1)
  expect(methodBefore(Buffer.from('..get'), 0, 5)).toBe(-1)
})
