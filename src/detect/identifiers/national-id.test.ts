import { expect, test } from 'vitest'
import { foundIn, profileOf } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'
import { identifier } from './national-id.ts'

test('national numbers are found by their names, as their countries write them', () => {
  for (const [key, value, expected] of [
    ['fodselsnummer', '26108437242', '26108437242 (probable)'],
    ['fødselsnummer', '261084 37242', '26108437242 (probable)'],
    // A D-number.
    ['dNummer', '57054127520', '57054127520 (probable)'],
    ['fodselsnr', '26108437243', '26108437243 (possible)'],
    ['personnummer', '19841026-2748', '8410262748 (probable)'],
    ['personnummer', '841086-2745', '8410862745 (probable)'],
    ['cprNr', '261084-4270', '2610844270 (probable)'],
    // Without a check digit, as since 2007.
    ['cprNr', '261084-4271', '2610844271 (possible)'],
    ['hetu', '261084-4279', '261084-4279 (probable)'],
    ['henkilötunnus', '261004A427M', '261004A427M (possible)'],
    ['idCardNo', '440301198410262742', '440301198410262742 (probable)'],
    ['x', '440301198410262742', '440301198410262742 (possible)'],
    ['fnr', '26108437242', '26108437242 (possible)'],
  ] as const)
    expect([key, foundIn({ [key]: value })]).toEqual([key, [`national-id=${expected}`]])
})

test('those of Brazil and India are known by their own names alone', () => {
  for (const [key, value, expected] of [
    ['cpf', '529.982.247-25', '52998224725'],
    ['cpf', '52998224725', '52998224725'],
    ['customer_cpf', '52998224725', '52998224725'],
    ['aadhaar', '2341 2341 2346', '234123412346'],
    ['aadhaarNumber', '234123412346', '234123412346'],
    ['pan', 'ABCPE1234F', 'ABCPE1234F'],
    ['panNumber', 'abcpe1234f', 'ABCPE1234F'],
  ] as const)
    expect([key, foundIn({ [key]: value })]).toEqual([key, [`national-id=${expected} (probable)`]])
  for (const value of [
    // Wrong digits, under other names, one digit over and over, a card, a company, and a movement of a camera.
    { cpf: '529.982.247-26' },
    { fodselsnummer: '52998224725' },
    { idNumber: '52998224725' },
    { nationalId: '234123412346' },
    { cpf: '111.111.111-11' },
    { cpf: '111.444.777-35' },
    { aadhaar: '234123412347' },
    { pan: '4925012345674417' },
    { pan: 'ABCCE1234F' },
    { pan: 'horizontal' },
  ])
    expect([value, foundIn(value)]).toEqual([value, []])
})

test('numbers of other things, without a name, of tests and of examples are none', () => {
  for (const value of [
    { x: '26108437242' },
    { x: '261084-4279' },
    { fnr: '26108437243' },
    { fnr: '2610843' },
    { fodselsnummer: '31028437242' },
    { fodselsnummer: '17854127411' },
    { fodselsnummer: '17454127439' },
    { hetu: '131052-308T' },
    { personnummer: '811218-9876' },
    { x: '440301198410262743' },
    { x: '440301184410262742' },
    { ssn: '078-05-1120' },
  ])
    expect([value, foundIn(value)]).toEqual([value, []])
})

test('chance gives few numbers of eleven digits that look like one', () => {
  let count = 0
  for (let number = 10_000_000_000; number < 90_000_000_000; number += 799_999) {
    const normal = identifier.normalise(String(number))
    if (!identifier.isNamed(String(number), 'fodselsnummer')) continue
    if (normal !== '' && identifier.fault(normal) === '' && identifier.placeholder(normal) === '') count++
  }
  expect(count).toBeGreaterThan(0)
  expect(count).toBeLessThan(100_000 / 1_000)
})

test('that of the profile is found however it is written, and that of another is another', () => {
  const known = new Detector(profileOf({ 'national-id': ['8410262748'] }))
  for (const text of ['8410262748', '19841026-2748', '198410262748', '841026-2748'])
    expect(foundIn({ x: text }, known)).toEqual(['national-id=8410262748 (certain)'])
  expect(foundIn({ x: '8410262749' }, known)).toEqual([])
})
