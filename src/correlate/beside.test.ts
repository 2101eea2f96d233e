import { expect, test } from 'vitest'
import { shareBeside, shareOnOtherDays } from './beside.ts'
import { ObservedTime } from './observed.ts'

const day = new ObservedTime([{ start: 0, end: 86_400 }])
const events = Float64Array.from({ length: 20 }, (_, index) => 2_000 + index * 4_000)
const sendsAt = (...delays: number[]): Float64Array =>
  Float64Array.from([...events].flatMap((at) => delays.map((delay) => at + delay))).sort()
const share = (sends: Float64Array, from: number, to: number, observed = day): number =>
  shareBeside({ events, sends, from, to, observed })

test('what answers an event has nothing beside it', () => {
  expect(share(sendsAt(1, 2), 0, 3)).toBe(0)
  expect(share(sendsAt(40), 38, 41)).toBe(0)
  // Windows that begin and end at sends.
  expect(share(sendsAt(40, 41), 40, 41)).toBe(0)
})

test('the side that holds more counts, in windows as long as that of the answers', () => {
  const often = Array.from({ length: 40 }, (_, index) => 1 + index * 5)
  expect(share(sendsAt(...often), 0, 6)).toBe(1)
  expect(share(sendsAt(...often.map((delay) => 6 - delay)), 0, 6)).toBe(1)
  // Of ten windows in the minute behind it one holds a send.
  expect(share(sendsAt(1, 11), 0, 6)).toBeCloseTo(0.1)
  expect(share(sendsAt(1, 150), 0, 100)).toBe(1)
})

test('what was not observed tells nothing, nor does too little', () => {
  const sends = sendsAt(-50, 1, 50)
  const around = new ObservedTime([...events].map((at) => ({ start: at - 5, end: at + 45 })))
  expect(share(sends, 0, 40, around)).toBe(0)
  const four = { events: events.slice(0, 4), sends, observed: day }
  expect(shareBeside({ ...four, from: 0, to: 60 })).toBe(0)
  expect(shareBeside({ ...four, events: events.slice(0, 5), from: 0, to: 60 })).toBe(1)
})

test('of very many events some, from the whole time, are looked at', () => {
  const many = Float64Array.from({ length: 5_000 }, (_, index) => index * 100)
  const sends = many.map((at) => at + 15)
  const observed = new ObservedTime([{ start: -100, end: 600_000 }])
  expect(shareBeside({ events: many, sends, from: 0, to: 10, observed })).toBeCloseTo(1 / 6)
})

test('other days are looked at where they were observed', () => {
  const days = Float64Array.from({ length: 10 }, (_, index) => 1_000 + index * 86_400)
  const other = (seconds: number, from: number, observed: ObservedTime): number =>
    shareOnOtherDays({
      events: days.map((at, index) => at + index * seconds),
      sends: days.map((at, index) => at + index * seconds + 2),
      from,
      to: 3,
      observed,
    })
  const all = new ObservedTime([{ start: 0, end: 10 * 86_400 }])
  expect(other(0, 0, all)).toBe(1)
  expect(other(60, 0, all)).toBe(0)
  expect(other(0, 0, day)).toBe(0)
})
