import { describe, expect, test } from 'vitest'
import { zoneOf } from './zone.ts'
import type { LocalTime } from './zone.ts'

function at(zone: string, local: string): LocalTime | undefined {
  return zoneOf(zone)?.(Date.parse(`${local}Z`) / 1_000)
}

describe('a time zone', () => {
  test('by a name follows summer time', () => {
    expect(at('Europe/Oslo', '2019-02-11T06:44:19')?.minutes).toBe(60)
    expect(at('Europe/Oslo', '2019-07-11T06:44:19')?.minutes).toBe(120)
    expect(at('America/New_York', '2026-01-01T00:00:00')?.minutes).toBe(-300)
    expect(at('Asia/Kathmandu', '2026-01-01T00:00:00')?.minutes).toBe(345)
    expect(at('Australia/Lord_Howe', '2026-01-01T00:00:00')?.minutes).toBe(660)
    expect(at('Australia/Lord_Howe', '2026-07-01T00:00:00')?.minutes).toBe(630)
  })

  test('says which times came twice and which never came', () => {
    const once = { later: null, isSkipped: false }
    expect(at('Europe/Oslo', '2026-10-25T01:59:59')).toEqual({ minutes: 120, ...once })
    expect(at('Europe/Oslo', '2026-10-25T02:00:00')).toEqual({ minutes: 120, later: 60, isSkipped: false })
    expect(at('Europe/Oslo', '2026-10-25T02:59:59')).toEqual({ minutes: 120, later: 60, isSkipped: false })
    expect(at('Europe/Oslo', '2026-10-25T03:00:00')).toEqual({ minutes: 60, ...once })
    expect(at('Europe/Oslo', '2026-03-29T01:59:59')).toEqual({ minutes: 60, ...once })
    expect(at('Europe/Oslo', '2026-03-29T02:30:00')).toEqual({ minutes: 60, later: null, isSkipped: true })
    expect(at('Europe/Oslo', '2026-03-29T03:00:00')).toEqual({ minutes: 120, ...once })
    // A whole day that Samoa left out.
    expect(at('Pacific/Apia', '2011-12-30T12:00:00')?.isSkipped).toBe(true)
    expect(at('Pacific/Apia', '2011-12-29T23:00:00')?.minutes).toBe(-600)
    expect(at('Pacific/Apia', '2011-12-31T00:00:00')?.minutes).toBe(840)
  })

  test('by a number is the same all year', () => {
    for (const day of ['2019-02-11', '2019-07-11'])
      expect(at('+01:00', `${day}T00:00:00`)).toEqual({ minutes: 60, later: null, isSkipped: false })
    expect(at('Z', '2019-07-11T00:00:00')?.minutes).toBe(0)
    expect(at('-0330', '2019-07-11T00:00:00')?.minutes).toBe(-210)
  })

  test('that is none', () => {
    for (const text of ['Oslo', 'CET', 'EST', 'Europe/Nowhere', '', '/', '+99:00', 'Europe/Oslo '])
      expect(zoneOf(text), text).toBeNull()
  })
})
