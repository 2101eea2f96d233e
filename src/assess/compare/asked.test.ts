import { expect, test } from 'vitest'
import { later, recipient, side } from '../../../test/support/compared-sides.ts'
import { compareSides } from '../compare.ts'
import type { CompareRow } from './compare-row.ts'
import type { Side } from '../side.ts'

/** A side on which names are asked for, each so many seconds after unlocks of these numbers. */
function asking(one: Side, names: Readonly<Record<string, (unlock: number) => number | null>>): Side {
  const { timing } = one
  if (timing === null) throw new Error('no timing')
  const unlocks = [...(timing.events.get('unlock') ?? [])]
  const asked = new Map(
    Object.entries(names).map(([name, delayOf]) => [
      name,
      Float64Array.from(
        unlocks.flatMap((at, index) => {
          const delay = delayOf(index)
          return delay === null ? [] : [at + delay]
        }),
      ),
    ]),
  )
  return { ...one, dnsNames: new Set([...one.dnsNames, ...asked.keys()]), timing: { ...timing, asked } }
}

function gone(before: Side, after: Side): CompareRow | undefined {
  return compareSides(before, later(after), { canary: 'canary.example', boundMax: 0.1 }).rows[0]
}

const before = side(47, 47, { recipients: [recipient({ domain: 'server.example' })] })
const always = (): number => 2

test('a new name that is asked for after as many of the events, and reaches nobody, may be the same', () => {
  expect(gone(before, asking(side(60, 0), { 'collector.cdn.example': always }))).toMatchObject({
    isProven: false,
    doubt:
      'collector.cdn.example was not asked for before, is asked for now after 60 of 60 unlocks, and nobody was reached there: it may be the same',
  })
})

test('so may names of which a part is another one each time', () => {
  const names = Object.fromEntries(
    Array.from({ length: 60 }, (_, own) => [
      `a${own}.t.cdn.example`,
      (unlock: number): number | null => (unlock === own ? 1 : null),
    ]),
  )
  expect(gone(before, asking(side(60, 0), names))?.doubt).toBe(
    '60 names under t.cdn.example were not asked for before, are asked for now after 60 of 60 unlocks, and nobody was reached there: it may be the same',
  )
})

test('so may one of the same domain, however seldom, also where no times are known', () => {
  const after = asking(side(60, 0), { 'eu.server.example': (unlock) => (unlock === 3 ? 90 : null) })
  for (const one of [after, { ...after, timing: null }])
    expect(gone(before, one)?.doubt).toBe(
      'eu.server.example is asked for now, was not before, and was not reached: it may be the same',
    )
})

test('a name is no doubt that was asked for before, is asked for seldom or at other times, or is reached', () => {
  const name = 'collector.cdn.example'
  expect(gone(asking(before, { [name]: () => 100 }), asking(side(60, 0), { [name]: always }))?.isProven).toBe(
    true,
  )
  for (const delayOf of [(): number => 90, (unlock: number): number | null => (unlock % 10 < 3 ? 1 : null)])
    expect(gone(before, asking(side(60, 0), { [name]: delayOf }))?.isProven).toBe(true)
  const reached = side(60, 0, { recipients: [recipient({ host: name })] })
  expect(gone(before, asking(reached, { [name]: always }))?.isProven).toBe(true)
  expect(gone(before, asking(side(60, 0), { '1.2.0.192.in-addr.arpa': always }))?.isProven).toBe(true)
})
