import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { detachedText } from './detached-text.ts'

test('any text stays the same, halves of characters too', () => {
  fc.assert(
    fc.property(anyText({ maxLength: 40 }), (text) => {
      expect(detachedText(text)).toBe(text)
    }),
  )
})
