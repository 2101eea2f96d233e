import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from './parse-json.ts'

test('gives what a text says, and undefined for what is no JSON', () => {
  expect(parseJson('{"a":[1,null]}')).toEqual({ a: [1, null] })
  expect(parseJson('null')).toBeNull()
  for (const text of ['', '{', 'undefined', '[1,]']) expect(parseJson(text), text).toBeUndefined()
})

test('any value comes back, and no text makes it throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      expect(JSON.stringify(parseJson(text))).toBe(text)
    }),
  )
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseJson(text)
    }),
  )
})
