import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonPieces, printableJsonPieces } from './json.ts'

test('the pieces of a document are together what the language makes of it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (document) => {
      const text = [...jsonPieces(document)].join('')
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(document)))
    }),
  )
})

test('look as the language prints them, and a long list comes in several', () => {
  const document = {
    schema: 'x',
    none: undefined,
    empty: [],
    list: [{ a: [1, 'b\n'], c: {} }, 2],
    last: { d: null },
  }
  expect([...jsonPieces(document)].join('')).toBe(`${JSON.stringify(document, null, 2)}\n`)
  expect([...jsonPieces({ list: Array(100_000).fill('x') })].length).toBeGreaterThan(10)
})

test('what acts on a terminal is escaped where it is printed', () => {
  const document = { text: '\u202e\u009b' }
  const text = [...printableJsonPieces(document)].join('')
  expect(text).toContain('\\u202e\\u009b')
  expect(JSON.parse(text)).toEqual(document)
})
