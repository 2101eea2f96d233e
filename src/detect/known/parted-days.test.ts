import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)
const knowing = new Detector(profileOf({ 'birth-date': ['1987-04-23'] }))

function inJson(body: unknown, by = blind): string[] {
  return of(request('/x', ['Content-Type: application/json'], JSON.stringify(body)), by)
}

function inForm(body: string, by = blind): string[] {
  return of(request('/x', ['Content-Type: application/x-www-form-urlencoded'], body), by)
}

function of(input: ReturnType<typeof request>, by: Detector): string[] {
  const found = summary(detect(by, input))
  if (found.length > 0) expect(isWorthDecoding(by, input)).toBe(true)
  return found
}

const day = (sure: string): string[] => [`birth-date=1987-04-23 (${sure})`]

describe('a date of birth in three fields', () => {
  test('is found under names that say what it is', () => {
    for (const body of [
      { birthdays: [{ date: { year: 1987, month: 4, day: 23 } }] },
      { birthDay: 23, birthMonth: 4, birthYear: 1987 },
      { dateOfBirth: { day: 23, month: 'April', year: 1987 } },
      { dob: { d: 23, m: 4, y: 1987 } },
      { yearOfBirth: '1987', monthOfBirth: '04', dayOfBirth: '23' },
      { dob_yyyy: '1987', dob_mm: '04', dob_dd: '23' },
    ]) {
      expect([body, inJson(body)]).toEqual([body, day('probable')])
      expect([body, inJson(body, knowing)]).toEqual([body, day('certain')])
    }
    expect(inForm('birthday_day=23&birthday_month=4&birthday_year=1987')).toEqual(day('probable'))
    expect(inJson({ doctor: { birthday: { year: 1987, month: 4, day: 23 } } })).toEqual(day('possible'))
  })

  test('is found under names of days alone where the profile has it', () => {
    expect(inForm('day=23&month=4&year=1987', knowing)).toEqual(day('probable'))
    expect(inForm('day=23&month=4&year=1987')).toEqual([])
    for (const [open, close] of [
      ['[', ']'],
      ['%5B', '%5D'],
    ])
      expect(
        inForm(
          ['day', 'month', 'year']
            .map((part, at) => `birthday${open}${part}${close}=${[23, 4, 1987][at]}`)
            .join('&'),
          knowing,
        ),
      ).toEqual(day('probable'))
  })

  test('is none where a part is missing, differs, or stands elsewhere', () => {
    for (const body of [
      { year: 1987 },
      { year: 1987, month: 4 },
      { year: 1987, month: 4, day: 24 },
      { a: { year: 1987 }, b: { month: 4, day: 23 } },
      { candy: 1987, candm: 4, candd: 23 },
    ])
      expect([body, inJson(body, knowing)]).toEqual([body, []])
    expect(inJson({ birthday: { year: 1987, month: 2, day: 30 } })).toEqual([])
    expect(inJson({ birthday: { year: 1970, month: 1, day: 1 } })).toEqual([])
    expect(inJson({ birthYear: 1987 })).toEqual([])
  })
})
