import { expect, test } from 'vitest'
import { later, side } from '../../../test/support/compared-sides.ts'
import { compareSides } from '../compare.ts'
import type { Comparison } from '../compare.ts'
import type { PhoneSign, Side } from '../side.ts'
import { premiseDoubtOf, premisesOf } from './premises.ts'

const sign = (kind: PhoneSign['kind'], value: string, name: string = kind): PhoneSign => ({
  kind,
  name,
  value,
  shown: value.replace(/^(..).*(..)$/, '$1•$2'),
})
const of = (...phone: readonly PhoneSign[]): Side => ({ ...side(47, 47), phone })
const answer = (before: readonly PhoneSign[], after: readonly PhoneSign[]): string | undefined =>
  premisesOf(of(...before), later(of(...after)))[0]?.answer
const imei = (value: string): PhoneSign => sign('imei', value)

test.each<[string, readonly PhoneSign[], readonly PhoneSign[], string]>([
  ['one IMEI on both sides', [imei('35718409264173')], [imei('35718409264173')], 'yes'],
  ['IMEIs of two types of phone', [imei('35718409264173')], [imei('35642710583926')], 'no'],
  ['one IMEI of two each', [imei('35718409264173')], [imei('35718409264981')], 'unknown'],
  [
    'three IMEIs of one type',
    [imei('35718409264173'), imei('35718409264981')],
    [imei('35718409111111')],
    'no',
  ],
  [
    'two IMEIs of two types, one of them on the other side',
    [imei('35718409264173'), imei('35642710583926')],
    [imei('35718409264173')],
    'unknown',
  ],
  ['one serial number', [sign('number', 'b2')], [sign('number', 'b2')], 'yes'],
  ['two serial numbers, of what is not known', [sign('number', 'b2')], [sign('number', 'b3')], 'unknown'],
  ['one address', [sign('address', '02005e10202b')], [sign('address', '02005e10202b')], 'yes'],
  ['made-up addresses', [sign('address', '02005e10202b')], [sign('address', '02005e10209e')], 'unknown'],
  ['factory addresses', [sign('address', '00005e10202b')], [sign('address', '00005e10209e')], 'no'],
  [
    'an address of several',
    [sign('address', '00005e10202b'), sign('address', '00005e10209e')],
    [sign('address', '00005e10202b')],
    'unknown',
  ],
  ['another model', [sign('model', 'nokia 7 plus')], [sign('model', 'control one')], 'no'],
  [
    'one model, of which there are many',
    [sign('model', 'nokia 7 plus')],
    [sign('model', 'nokia 7 plus')],
    'unknown',
  ],
  [
    'another made-up address and another model',
    [sign('address', '02005e10202b'), sign('model', 'nokia 7 plus')],
    [sign('address', '02005e10209e'), sign('model', 'control one')],
    'no',
  ],
  ['nothing', [], [sign('model', 'control one')], 'unknown'],
])('the same phone: %s', (_, before, after, wanted) => {
  expect(answer(before, after)).toBe(wanted)
})

const compared = (before: Side, after: Side): Comparison =>
  compareSides(before, after, { canary: 'canary.example', boundMax: 0.1 })

test('what another phone does not send is not shown to be gone', () => {
  const { rows, sentence } = compared(
    of(sign('model', 'nokia 7 plus')),
    later({ ...side(60, 0), phone: [sign('model', 'control one')] }),
  )
  expect(rows.map(({ status, isProven }) => [status, isProven])).toEqual([
    ['gone', false],
    ['gone', false],
  ])
  expect(sentence).toContain('the side after is of another phone (model no•us before, model co•ne after)')
})

test('what was captured before, or meanwhile, shows nothing of after', () => {
  for (const [before, after] of [
    [later(side(47, 47)), side(60, 0)],
    [side(47, 47), side(60, 0)],
  ] as const) {
    expect(compared(before, after).rows.some(({ isProven }) => isProven)).toBe(false)
    expect(compared(before, after).sentence).toContain('the side after is not the later one (2026-03-')
  }
})

test('where the captures do not show whose they are, it can be shown to be gone, and the headline says so', () => {
  const { rows, sentence, premises } = compared(of(), later(side(60, 0)))
  expect(rows.every(({ isProven }) => isProven)).toBe(true)
  expect(premises.map((one) => one.answer)).toEqual(['unknown', 'yes'])
  expect(sentence).toContain('That both sides are of the same phone the captures do not show.')
})

test('times of clocks that were never set say nothing of the order', () => {
  const [, order] = premisesOf({ ...side(47, 47), timing: null }, later(side(60, 0)))
  expect(order).toMatchObject({ answer: 'unknown', before: 'no times' })
  const { sentence } = compareSides({ ...side(47, 47), timing: null }, later(side(60, 0)), {
    canary: 'canary.example',
    boundMax: 0.1,
  })
  expect(sentence).not.toContain('same phone')
  expect(premiseDoubtOf(premisesOf({ ...side(47, 47), timing: null }, side(60, 0)))).toBeNull()
})

test('other numbers are told where only their form or their name says what they are, and decide nothing', () => {
  const doubtful = (value: string): PhoneSign => ({ ...imei(value), isDoubtful: true })
  const model = sign('model', 'nokia 7 plus')
  const before = of(model, doubtful('35718409264173'))
  const after = later({ ...side(60, 0), phone: [model, doubtful('35642710583926')] })
  const numbers = '(imei 35•73 before, imei 35•26 after)'
  expect(premisesOf(before, after)[0]).toMatchObject({
    answer: 'unknown',
    before: 'imei 35•73',
    after: 'imei 35•26',
  })
  expect(compared(before, after).sentence).toContain(
    `That both sides are of the same phone the captures do not show: they show other numbers ${numbers}.`,
  )
  // Also where nothing is gone: what is still sent may be what another phone sends.
  expect(compared(before, { ...after, transmissions: later(side(47, 47)).transmissions }).sentence).toContain(
    numbers,
  )
  expect(compared(before, later(of(model, doubtful('35718409264173')))).sentence).not.toContain('same phone')
})

test('signs of every kind are told, the heaviest first, and which are on both sides', () => {
  const doubtful: PhoneSign = { ...imei('35718409264173'), isDoubtful: true }
  const before = of(sign('model', 'nokia 7 plus'), doubtful, sign('model', 'nokia 8'))
  const after = later({ ...side(60, 0), phone: [sign('model', 'nokia 7 plus'), doubtful] })
  expect(premisesOf(before, after)[0]).toMatchObject({
    answer: 'unknown',
    before: 'imei 35•73 (on both sides), model no•us and 1 more',
    after: 'imei 35•73 (on both sides), model no•us',
  })
})

test('that a side is of another phone is said of what is still sent, too', () => {
  const { sentence } = compared(
    of(sign('model', 'nokia 7 plus')),
    later({ ...side(47, 47), phone: [sign('model', 'control one')] }),
  )
  expect(sentence).toContain('2 still sent')
  expect(sentence).toContain('The side after is of another phone (model no•us before, model co•ne after).')
})
