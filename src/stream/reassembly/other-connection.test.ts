import { describe, expect, test } from 'vitest'
import { oneFlow } from '../../../test/support/one-flow.ts'
import { isBehindEnd, isForeign } from './other-connection.ts'

describe('behind the end of a connection', () => {
  const { table, slot } = oneFlow()

  test.each([
    ['at its end', 1_001, -1, false],
    ['within a window behind it', 1_001 + 16_777_216, -1, false],
    ['further behind it', 1_002 + 16_777_216, -1, true],
    ['further before it', 1_000 - 16_777_216, -1, true],
    ['of one that acknowledges all that was sent, with its FIN', 1_001, 5_002, false],
    ['of one that acknowledges more', 1_001, 5_003, true],
    ['of one that acknowledges what was sent long ago', 1_001, 5_000 - 16_777_216, true],
  ])('a segment %s', (_name, sequence, acknowledgement, isOther) => {
    expect(isBehindEnd(table, slot, 0, sequence, acknowledgement)).toBe(isOther)
  })
})

describe('far outside of the window', () => {
  test.each([
    ['acknowledges nothing', -1, false],
    ['acknowledges what was read last', 5_001, false],
    ['acknowledges a little less', 5_001 - 65_536, false],
    ['acknowledges what was read long ago', 5_000 - 65_536, true],
    ['acknowledges what may have been lost', 5_001 + 1_073_741_824, false],
    ['acknowledges what cannot have been sent', 5_002 + 1_073_741_824, true],
  ])('a segment that %s', (_name, acknowledgement, isOther) => {
    const { table, slot } = oneFlow()
    expect(isForeign(table, slot, 0, acknowledgement)).toBe(isOther)
  })

  test('nothing is known of what it acknowledges where nothing was seen of the other direction', () => {
    const { table, slot } = oneFlow([1_001, null])
    expect(isForeign(table, slot, 0, 900_000)).toBe(false)
  })
})
