import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { signsIn, textSigns } from './text-signs.ts'

const characters: Readonly<Record<keyof typeof textSigns, string>> = {
  lineFeed: '\n',
  plus: '+',
  caret: '^',
  colon: ':',
  equals: '=',
  bracket: '(',
  exclamation: '!',
  dot: '.',
  zero: '0',
  comma: ',',
}

test('says of each sign whether it is in the text', () => {
  fc.assert(
    fc.property(anyText({ maxLength: 40 }), (text) => {
      const signs = signsIn(Buffer.from(text))
      for (const [name, character] of Object.entries(characters))
        expect((signs & textSigns[name as keyof typeof textSigns]) !== 0).toBe(text.includes(character))
    }),
    { numRuns: 1_000 },
  )
})
