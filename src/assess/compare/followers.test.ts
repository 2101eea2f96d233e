import { expect, test } from 'vitest'
import { compare, recipient, side } from '../../../test/support/compared-sides.ts'
import type { Comparison } from '../compare.ts'
import type { Side, SideRecipient } from '../side.ts'

const apps = ['social.example', 'mail.example', 'weather.example']

function app(host: string, more: Partial<SideRecipient> = {}): SideRecipient {
  return recipient({ host, protocols: ['tls'], organisation: host, ...more })
}

/** A side on which these apps are contacted after so many unlocks. */
function using(one: Side, hosts: readonly string[], hits: number, more: Partial<SideRecipient> = {}): Side {
  const exposures = one.eventCounts.get('unlock') ?? 0
  return {
    ...one,
    recipients: [...one.recipients, ...hosts.map((host) => app(host, more))],
    triggers: [
      ...one.triggers,
      ...hosts.map(
        (host) =>
          ({ host, event: 'unlock', hits, exposures, fromS: 0, toS: 20, isExplained: false }) as const,
      ),
    ],
  }
}

function row(of: Comparison): Comparison['comparability'][number] | undefined {
  return of.comparability.find(({ what }) => what.startsWith('other recipients'))
}

test('where what else followed the events vanished, too, nothing is shown to be gone', () => {
  const compared = compare(using(side(47, 47), apps, 25), side(60, 0))
  expect(row(compared)).toEqual({
    what: 'other recipients that followed the same events, and whether they were contacted',
    before: '3',
    after: '0',
    isComparable: false,
  })
  expect(compared.rows[0]).toMatchObject({ isProven: false, doubt: 'the two sides are not comparable' })
  // That their names were asked for is no contact.
  const asked = side(60, 0, { recipients: apps.map((name) => app(name, { flows: 0 })) })
  expect(row(compare(using(side(47, 47), apps, 25), asked))).toMatchObject({
    after: '0',
    isComparable: false,
  })
})

test('where most of it is there, by its name or that of its owner, it is', () => {
  for (const after of [
    using(side(60, 0), apps.slice(0, 2), 20),
    {
      ...side(60, 0),
      recipients: [
        ...side(60, 0).recipients,
        ...apps.slice(0, 2).map((host) => app(`cdn.${host}`, { organisation: host })),
      ],
    },
  ]) {
    const compared = compare(using(side(47, 47), apps, 25), after)
    expect(row(compared)).toMatchObject({ before: '3', after: '2', isComparable: true })
    expect(compared.rows[0]?.isProven).toBe(true)
  }
})

test('one alone, one that came seldom, and what belongs to who is gone say nothing', () => {
  for (const before of [
    using(side(47, 47), apps.slice(0, 1), 25),
    using(side(47, 47), apps, 3),
    using(side(47, 47), apps, 25, { organisation: 'A (CN)' }),
  ]) {
    const compared = compare(before, side(60, 0))
    expect(row(compared)).toBeUndefined()
    expect(compared.rows[0]?.isProven).toBe(true)
  }
})
