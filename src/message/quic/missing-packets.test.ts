import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { limits } from '../../core/limits.ts'
import { MissingPackets } from './missing-packets.ts'

test('a number that is left out is missing once the peer has acknowledged it, and not before', () => {
  const packets = new MissingPackets()
  for (const number of [0, 1, 4, 5]) packets.saw(number)
  expect(packets.count).toBe(0)
  packets.acknowledged(4, 5)
  expect(packets.count).toBe(0)
  packets.acknowledged(2, 5)
  expect(packets.count).toBe(2)
  packets.saw(3)
  expect(packets.count).toBe(1)
})

test('packets behind the last one that was seen are missing, too', () => {
  const packets = new MissingPackets()
  packets.saw(0)
  packets.acknowledged(0, 3)
  expect(packets.count).toBe(3)
  packets.saw(4)
  expect(packets.count).toBe(3)
})

test('says what a plain set of numbers says, whatever comes in which order', () => {
  const step = fc.oneof(
    fc.record({ saw: fc.nat(40) }),
    fc.tuple(fc.nat(40), fc.nat(6)).map(([from, more]) => ({ from, to: from + more })),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const packets = new MissingPackets()
      const seen = new Set<number>()
      const acknowledged = new Set<number>()
      for (const one of steps) {
        if ('saw' in one) {
          packets.saw(one.saw)
          seen.add(one.saw)
          continue
        }
        packets.acknowledged(one.from, one.to)
        for (let number = one.from; number <= one.to; number++) acknowledged.add(number)
      }
      expect(packets.count).toBe([...acknowledged].filter((number) => !seen.has(number)).length)
    }),
  )
})

test('holes beyond the limit are let go: what was known of them is kept, what was not is said', () => {
  const packets = new MissingPackets()
  packets.saw(0)
  packets.saw(2)
  packets.acknowledged(1, 1)
  const holes = limits.message.quicHolesMax
  for (let hole = 1; hole <= holes; hole++) packets.saw(2 + hole * 2)
  expect(packets).toMatchObject({ count: 1, lostSight: 0 })
  packets.saw(4 + holes * 2)
  expect(packets).toMatchObject({ count: 1, lostSight: 1 })
})

test('an acknowledgement takes no more work where many packets are missing', () => {
  const packets = new MissingPackets()
  for (let hole = 0; hole < limits.message.quicHolesMax; hole++) packets.saw(hole * 2)
  const before = processorTime()
  // Of packets that are in the capture: nothing new is known by them.
  for (let round = 0; round < 2_000; round++)
    for (let hole = 0; hole < limits.message.quicHolesMax; hole++) packets.acknowledged(hole * 2, hole * 2)
  expect(packets).toMatchObject({ count: 0, lostSight: 0 })
  // Some 10 s where each looks at all holes.
  expect(processorTime() - before).toBeLessThan(1_000)
})
