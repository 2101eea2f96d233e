import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../../test/support/any-text.ts'
import { codeUnit, isEscape, unescapePercent } from './percent-escape.ts'

test('undoes what encodeURIComponent and forms write', () => {
  fc.assert(
    fc.property(
      anyText({ maxLength: 40 }).filter((text) => text.isWellFormed()),
      (text) => {
        expect(unescapePercent(Buffer.from(encodeURIComponent(text)), false).toString()).toBe(text)
        const form = new URLSearchParams([['', text]]).toString().slice(1)
        expect(unescapePercent(Buffer.from(form), true).toString()).toBe(text)
      },
    ),
  )
})

test('what is no escape stays, at the end, too; the result is never longer', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('%', 'u', '4', 'z', 'é'), maxLength: 20 }), (text) => {
      const bytes = Buffer.from(text)
      expect(unescapePercent(bytes, false).length).toBeLessThanOrEqual(bytes.length)
    }),
  )
  for (const text of ['%', '%4', '100 %', '%zz', '%u12', '%u12g4'])
    expect(unescapePercent(Buffer.from(text), false).toString()).toBe(text)
})

test('tells escapes', () => {
  expect([codeUnit(Buffer.from('00e5'), 0), codeUnit(Buffer.from('00e'), 0)]).toEqual([0xe5, -1])
  expect(['%41', '%u00e5', '%4', '%g1', '%u00e'].map((text) => isEscape(Buffer.from(text), 0))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})
