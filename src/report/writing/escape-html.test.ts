import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeHtml } from './escape-html.ts'

test.each([
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['&', '&amp;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])('%s can end no text and no attribute', (mark, escaped) => {
  expect(escapeHtml(`a${mark}b${mark}`)).toBe(`a${escaped}b${escaped}`)
})

test('whatever the text is, none of them stays', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapeHtml(text).replaceAll(/&(?:lt|gt|amp|quot|#\w+);/g, '')).not.toMatch(/[<>&"']/)
    }),
  )
})
