import { expect, test } from 'vitest'
import { compare, side } from '../../../test/support/compared-sides.ts'
import type { Side } from '../side.ts'

test('the headline says that without device events only what the traffic shows was tested', () => {
  const joined = (one: Side): Side => ({
    ...one,
    hasEvents: false,
    triggers: one.triggers.map((trigger) => ({ ...trigger, event: 'network-up' as const })),
    eventCounts: new Map([['network-up', 47]]),
    timing: one.timing && {
      ...one.timing,
      events: new Map([['network-up', one.timing.events.get('unlock') ?? new Float64Array()]]),
    },
  })
  expect(compare(joined(side(47, 47)), joined(side(60, 0))).sentence).toBe(
    'All that was seen to be sent before is gone (2 pairs of identifier and event, all shown). No device events were given: only what the traffic itself shows (joins of a network) was tested as what makes it send.',
  )
  const bare = (one: Side): Side => ({ ...one, hasEvents: false, triggers: [], eventCounts: new Map() })
  expect(compare(side(47, 47), bare(side(60, 0))).sentence).toContain('were given for the side after: only')
  expect(compare(bare(side(47, 47)), bare(side(60, 0))).sentence).toContain(
    'were given: no event was tested as what makes it send.',
  )
})

test('events that were given and lie outside of the capture are not told as not given', () => {
  const after = { ...side(60, 0), hasEvents: false, eventsUnseen: 30, eventCounts: new Map() }
  const { sentence } = compare(side(47, 47), after)
  expect(sentence).toContain(
    'None of the 30 device events that were given for the side after lies in the time that was observed: only what the traffic itself shows was tested as what makes it send.',
  )
  expect(sentence).not.toContain('unlocks)')
})

test('what documents show to be gone is told with what they do not know', () => {
  const told = (more: Partial<Side>): string => compare(side(47, 47), side(60, 0, more)).sentence
  expect(told({ timing: null })).toContain('Documents of results do not say when connections began')
  expect(told({})).not.toContain('Documents')
  // Three unlocks show nothing to be gone.
  expect(compare(side(47, 47), side(3, 0, { timing: null })).sentence).not.toContain('Documents')
  const asked = compare(side(47, 47), side(60, 0, { timing: null, dnsNames: new Set(['new.cdn.example']) }))
  expect(asked.rows[0]?.doubt).toContain('new.cdn.example was not asked for before, is asked for now')
})

test('that only the sends suggest the clock of a side is told', () => {
  const moved = { suggestedOffsetS: -40 }
  expect(compare(side(47, 47), side(60, 5, moved)).caveats).toEqual([
    'On the side after 40 s were taken from the times of the events, for no other reason than that sends follow them then: if the clocks agree, compare with --clock-offset 0.',
  ])
  expect(compare(side(47, 47, { suggestedOffsetS: 1 }), side(60, 5)).sentence).toContain(
    'On the side before 1 s were added to the times of the events',
  )
  // Without an event as what makes it send, the clocks of events do not matter.
  expect(compare(side(47, 0), side(60, 0, moved)).caveats).toEqual([])
})
