import { expect, test } from 'vitest'
import { decodeBody } from '../../test/support/decoded-message.ts'

test.each(['a', '9', 'A', 'ab', 'a9', 'x'])('a filling of %s reaches no budget', (filling) => {
  for (const count of [600, 20_000]) {
    expect(decodeBody(filling.repeat(count)).limits).toEqual([])
    expect(decodeBody(`x=${filling.repeat(count)}`).limits).toEqual([])
  }
})

test('lists in lists beyond the budget around something are said', () => {
  const deep = Buffer.concat([Buffer.alloc(600, 0x81), Buffer.from('\xa9a text of', 'latin1')])
  expect(decodeBody(deep).limits).toContain('jsonDepthMax')
})
