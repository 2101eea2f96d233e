import { expect, test } from 'vitest'
import { judged } from './judge-unit.ts'
import { recipient } from '../../../test/support/compared-sides.ts'
import { silent } from '../../../test/support/silent-side.ts'
import type { Unit } from './unit.ts'
import type { Side } from '../side.ts'

test.each([
  ['enough of one kind of event', {}, 'clean', '30 screen-ons without a send in the 20 % of its traffic'],
  [
    'the same few wake-ups under three names',
    {
      eventCounts: new Map([
        ['screen-on', 8],
        ['unlock', 7],
        ['network-up', 8],
      ] as const),
    },
    'undetermined',
    '8 screen-ons without a send',
  ],
  ['traffic that can not be read', { readShare: 0 }, 'undetermined', 'nothing of its traffic could be read'],
  ['sums that do not hold', { sumsHold: false }, 'undetermined', 'do not hold'],
] as const)('a unit without a send: %s', (_, more, state, reason) => {
  const unit = judged('a', new Map(), silent(more), { sender: null, exposuresMin: 20 })
  expect(unit.state).toBe(state)
  expect(unit.reason).toContain(reason)
})

test.each([
  [
    ['http'],
    90,
    'it contacts it, and what it sends there can be read, but is nothing that is known to identify',
  ],
  [['tls'], 90, 'it contacts it, and what is sent there can not be read'],
  [['http'], 0, 'it contacts it, and what is sent there is not in the capture'],
])(
  'a unit that contacts a sender is affected, and by what can be read it is said how: %o, %d bytes',
  (protocols, bytesToServer, words) => {
    const contacted = { ...recipient({ host: 'reg.example', protocols, bytesToServer }) }
    const of = (more: Partial<Side>): Unit =>
      judged('u', new Map(), silent(more), { sender: 'reg.example', exposuresMin: 20 })
    expect(of({ recipients: [contacted] })).toMatchObject({ state: 'affected', isByContact: true })
    expect(of({ recipients: [contacted] }).reason).toContain(words)
    expect(of({ dnsNames: new Set(['reg.example']) }).reason).toBe(
      'it asks for the name, and nothing that was sent there is in the capture',
    )
  },
)

test('a unit of which no request could be read is not clean, however much was read beside it', () => {
  const sealed = recipient({ protocols: ['tls'] })
  const of = (more: Partial<Side>): string =>
    judged('u', new Map(), silent(more), { sender: null, exposuresMin: 20 }).state
  expect(of({ recipients: [sealed] })).toBe('undetermined')
  expect(of({ recipients: [sealed, recipient({ host: 'read.example' })] })).toBe('clean')
})
