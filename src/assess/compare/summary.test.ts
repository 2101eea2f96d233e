import { expect, test } from 'vitest'
import { compare, recipient, side } from '../../../test/support/compared-sides.ts'
import type { Side, SideTrigger } from '../side.ts'

test('the summary counts each status, and calls all gone only where nothing else is there', () => {
  const full = side(40, 40)
  const fewer: Side = {
    ...full,
    transmissions: full.transmissions.map((one) => ({ ...one, identifiers: ['cell-id'] })),
  }
  expect(compare(full, fewer).sentence).toBe(
    'Pairs of identifier and recipient: 1 still sent, 1 changed, 0 new, 0 gone; 1 recipient to look at.',
  )
  expect(compare(side(40, 0), side(40, 38)).sentence).toBe(
    'Pairs of identifier and recipient: 0 still sent, 0 changed, 2 new, 0 gone; 1 recipient to look at.',
  )
  expect(compare(side(40, 0), side(40, 0)).sentence).toBe(
    'Neither side shows a transmission that carries an identifier.',
  )
  expect(compare(side(47, 47), side(60, 0)).sentence).toBe(
    'All that was seen to be sent before is gone (2 pairs of identifier and event, all shown).',
  )
})

test('the headline calls gone only what is shown to be', () => {
  const elsewhere = side(3, 0, {
    recipients: [recipient({ host: 'other.example' })],
    transmissions: side(3, 3).transmissions.map((one) => ({
      ...one,
      host: 'new.example',
      identifiers: ['imsi'],
    })),
  })
  expect(compare(side(3, 3), elsewhere).sentence).toMatch(
    /^Pairs of identifier and recipient: 0 still sent, 0 changed, 1 new \(perhaps sent before, too\), 0 gone, 2 not seen \(which is no proof\); 1 recipient to look at\.$/,
  )
})

test('the headline counts what is sent once, however many kinds of event it follows', () => {
  const stays = recipient({ host: 'stays.example' })
  const withOther = (one: Side, kinds: readonly SideTrigger['event'][], sent: readonly string[]): Side => ({
    ...one,
    recipients: [...one.recipients, stays],
    transmissions: [
      ...one.transmissions,
      ...side(60, 60).transmissions.map((other) => ({ ...other, host: stays.host, identifiers: sent })),
    ],
    triggers: one.triggers.flatMap((trigger) => kinds.map((event) => ({ ...trigger, event }))),
    eventCounts: new Map(kinds.map((kind) => [kind, 60])),
    timing: one.timing && {
      ...one.timing,
      events: new Map(
        kinds.map((kind) => {
          const all = one.timing?.events.get('unlock') ?? new Float64Array()
          return [kind, kind === 'boot' ? all.subarray(0, 2) : all] as const
        }),
      ),
    },
  })
  const said = (...kinds: readonly SideTrigger['event'][]): string =>
    compare(withOther(side(60, 60), kinds, ['imei']), withOther(side(60, 0), kinds, ['imei'])).sentence
  const counted = 'Pairs of identifier and recipient: 1 still sent, 0 changed, 0 new, 2 gone'
  expect(said('unlock')).toBe(`${counted}; 1 recipient to look at.`)
  expect(said('unlock', 'screen-on')).toBe(said('unlock'))
  expect(said('unlock', 'boot')).toBe(
    `${counted} (not shown for each kind of event); 1 recipient to look at.`,
  )
})
