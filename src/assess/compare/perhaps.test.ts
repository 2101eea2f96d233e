import { describe, expect, test } from 'vitest'
import { host, later, recipient, side } from '../../../test/support/compared-sides.ts'
import { judged } from '../scope/judge-unit.ts'
import { judgeClaims } from '../claims.ts'
import type { Claim, ClaimResult } from '../claims/claim.ts'
import { compareSides } from '../compare.ts'
import type { Comparison } from '../compare.ts'
import type { Side, SideTransmission } from '../side.ts'

const givenUp: SideTransmission = {
  host,
  family: '',
  identifiers: ['imei'],
  at: 0,
  protection: 'tls',
  capture: 0,
  exchange: 0,
  frames: [1],
  accepted: null,
}
const elsewhere: SideTransmission = { ...givenUp, host: 'other.example' }
const noSends = (...perhapsSent: SideTransmission[]): Side =>
  side(60, 0, { recipients: [recipient()], ...(perhapsSent.length === 0 ? {} : { perhapsSent }) })

describe('a statement', () => {
  const said = (form: Claim['form'], before: Side): ClaimResult | undefined => {
    const claim = { id: 'c', text: 't', by: '', source: '', form, sender: host }
    const open = { countries: ['NO'], operators: [], units: new Map<string, string[]>(), devices: [] }
    return judgeClaims([{ ...claim, ...open }], { before, after: null, scope: null, canary: null })[0]
  }

  test('is not contradicted by what may never have been sent, nor supported beside it', () => {
    expect(said('no-personal-identifier', noSends())?.verdict).toBe('supported')
    expect(said('no-personal-identifier', noSends(givenUp))).toMatchObject({
      verdict: 'not-testable',
      reason: expect.stringContaining(
        'But 1 request with imei was given up by a browser, and it may have been sent or not.',
      ),
    })
    const many = Array.from({ length: 9 }, (_, index) => ({ ...givenUp, at: index * 3_600 }))
    expect(said('only-on-activation', noSends(...many))).toMatchObject({
      verdict: 'not-testable',
      reason: expect.stringContaining('9 requests with imei were given up by a browser'),
    })
    expect(said('only-country', noSends(givenUp))?.verdict).toBe('not-testable')
    const refused = side(20, 20)
    expect(said('server-did-not-accept', refused)?.verdict).toBe('supported')
    expect(said('server-did-not-accept', { ...refused, perhapsSent: [givenUp] })?.verdict).toBe(
      'not-testable',
    )
  })

  test('is judged as before where what may never have been sent is not what it is about', () => {
    const about = { ...givenUp, identifiers: ['language'] }
    expect(said('no-personal-identifier', noSends(about, elsewhere))?.verdict).toBe('supported')
    expect(said('no-personal-identifier', { ...side(20, 20), perhapsSent: [givenUp] })?.verdict).toBe(
      'contradicted',
    )
  })
})

describe('a comparison', () => {
  const compared = (before: Side, after: Side): Comparison =>
    compareSides(before, later(after), { canary: 'canary.example', boundMax: 0.1 })
  const ofImei = ({ rows }: Comparison): Comparison['rows'][number] | undefined =>
    rows.find(({ identifier }) => identifier === 'imei')

  test('calls nothing sent still that may not have been, and nothing gone that may be sent', () => {
    const still = compared(side(47, 47), noSends(givenUp))
    expect(ofImei(still)).toMatchObject({
      status: 'changed',
      sentence: expect.stringMatching(/ but 1 request with it was given up by a browser, and it may /),
    })
    expect(still.sentence).toContain('On the side after 1 request with identifiers was given up by a browser')
    expect(ofImei(compared(side(47, 47), side(60, 0)))?.isProven).toBe(true)
    const moved = compared(side(47, 47), side(60, 0, { perhapsSent: [elsewhere] }))
    expect(ofImei(moved)).toMatchObject({ status: 'gone', isProven: false, maybeMovedTo: 'other.example' })
  })

  test('calls nothing new that may have been sent before', () => {
    expect(ofImei(compared(noSends(givenUp), side(47, 47)))).toMatchObject({
      status: 'new',
      doubt: 'before, 1 request with it was given up by a browser, and it may have been sent or not',
    })
    const none = compared(noSends(givenUp), noSends())
    expect(none.rows).toEqual([])
    expect(none.caveats).toHaveLength(1)
  })
})

test('a unit of a fleet that may have sent is neither affected nor clean', () => {
  const unit = (one: Side): string =>
    judged('u', new Map(), { ...one, readShare: 1 }, { sender: null, exposuresMin: 20 }).state
  expect(unit(noSends())).toBe('clean')
  expect(unit(noSends(givenUp))).toBe('undetermined')
  expect(unit({ ...side(20, 20), perhapsSent: [givenUp] })).toBe('affected')
})
