import { expect, test } from 'vitest'
import { ObservedTime } from './observed.ts'

const observed = new ObservedTime([
  { start: 300, end: 400 },
  { start: 100, end: 200 },
  { start: 150, end: 250 },
  { start: 500, end: 500 },
])

test('stretches are in order; what overlaps is one, and what has no length none', () => {
  expect(observed.intervals).toEqual([
    { start: 100, end: 250 },
    { start: 300, end: 400 },
  ])
  expect(observed.total).toBe(250)
  expect(
    new ObservedTime([
      { start: 0, end: 1 },
      { start: 1, end: 2 },
    ]).intervals,
  ).toHaveLength(1)
})

test('the line counts observed seconds only', () => {
  expect([100, 250, 300, 400].map((at) => observed.line(at))).toEqual([0, 150, 150, 250])
  expect([99, 260, 401].map((at) => observed.line(at))).toEqual([NaN, NaN, NaN])
})

test('what is covered lies in one stretch', () => {
  expect(observed.covers(100, 250)).toBe(true)
  expect(observed.covers(100, 251)).toBe(false)
  expect(observed.covers(99, 110)).toBe(false)
  expect(observed.covers(200, 310)).toBe(false)
  expect(observed.covers(300, 400)).toBe(true)
})

test('the end of a stretch', () => {
  expect([100, 250, 300].map((at) => observed.endBehind(at))).toEqual([250, 250, 400])
  expect([99, 251, 401].map((at) => observed.endBehind(at))).toEqual([NaN, NaN, NaN])
})

test('the part until a moment', () => {
  expect(observed.until(200).intervals).toEqual([{ start: 100, end: 200 }])
  expect(observed.until(300).intervals).toEqual([{ start: 100, end: 250 }])
  expect(observed.until(320).total).toBe(170)
  expect(observed.until(1_000).intervals).toEqual(observed.intervals)
  expect(observed.until(50).intervals).toEqual([])
})

test('how much between two times was observed', () => {
  expect(observed.secondsIn(0, 1_000)).toBe(observed.total)
  expect(observed.secondsIn(150, 200)).toBe(50)
  expect(observed.secondsIn(200, 310)).toBe(60)
  expect(observed.secondsIn(260, 290)).toBe(0)
  expect(new ObservedTime([]).secondsIn(0, 10)).toBe(0)
})

test('the part without stretches', () => {
  expect(
    observed.without([
      { start: 310, end: 320 },
      { start: 240, end: 300 },
      { start: 90, end: 100 },
    ]).intervals,
  ).toEqual([
    { start: 100, end: 240 },
    { start: 300, end: 310 },
    { start: 320, end: 400 },
  ])
  expect(observed.without([{ start: 0, end: 1_000 }]).total).toBe(0)
  // What lies between stretches is not observed, whatever is left out of the one before it, or behind it.
  expect(observed.without([{ start: 120, end: 130 }]).total).toBe(240)
  expect(observed.without([{ start: 370, end: 380 }]).total).toBe(240)
  expect(observed.without([])).toBe(observed)
})

test('when so many seconds were over is the reverse of the line', () => {
  expect([0, 149, 151, 250, 999].map((line) => observed.at(line))).toEqual([100, 249, 301, 400, 400])
  expect(new ObservedTime([]).at(0)).toBeNaN()
})
