import { expect, test } from 'vitest'
import { Rng } from '../bench/rng.ts'
import { edgedValues, insideLonger, nearOne, randomList, resembling } from './look-alikes.ts'
import { makePhone } from './values.ts'

const rng = new Rng('look-alikes')
const phone = makePhone(rng)
const values = [...phone.values.values()]

test('a value inside a longer one has something of its own kind at both sides', () => {
  for (let count = 0; count < 100; count++) {
    const text = insideLonger(rng, phone)
    const held = edgedValues(phone).find(
      (value) => /^\w+$/.test(value) && /^.+$/.test(text.split(value)[1] ?? ''),
    )
    expect(held, text).toBeDefined()
    expect(text).toMatch(/^\w+$/)
  }
})

test('a value that differs is as long as one of the profile, and is none', () => {
  for (let count = 0; count < 200; count++) {
    const text = nearOne(rng, phone)
    expect(values).not.toContain(text)
    const differences = values
      .filter(({ length }) => length === text.length)
      .map((value) => value.split('').filter((char, at) => char !== text.charAt(at)).length)
    expect(Math.min(...differences)).toBeLessThanOrEqual(2)
  }
})

test('a long list is of random numbers, the same for the same seed', () => {
  const numbers = randomList(new Rng('list'), phone)
  expect(numbers.length).toBeGreaterThanOrEqual(300)
  expect(randomList(new Rng('list'), phone)).toEqual(numbers)
})

test('none of them says that it tells anything', () => {
  const drawn = Array.from({ length: 60 }, () => resembling(rng, phone))
  expect(new Set(drawn.map(({ identifier }) => identifier))).toEqual(new Set(['']))
  expect(new Set(drawn.map(({ chain }) => chain)).size).toBeGreaterThan(8)
})
