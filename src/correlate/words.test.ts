import { expect, test } from 'vitest'
import {
  boundText,
  count,
  countedEvents,
  percentText,
  probabilityText,
  secondsBoundText,
  secondsText,
  timesText,
} from './words.ts'

test.each([
  [1, 'boot', '1 boot'],
  [2, 'boot', '2 boots'],
  [1, 'charger-off', '1 time the charger was taken out'],
  [1, 'network-down', '1 loss of the network'],
  [1, 'network-up', '1 join of a network'],
  [0, 'power-off', '0 power-offs'],
  [1, 'power-off', '1 power-off'],
  [1, 'sim-change', '1 change of the SIM card'],
  [1_200, 'unlock', '1,200 unlocks'],
])('%d %s is said as %s', (number, kind, text) => {
  expect(countedEvents(number, kind)).toBe(text)
})

test.each([
  [0.034, 'p = 0.034'],
  [0.001, 'p = 0.001'],
  [0.000_999, 'p ≤ 0.001'],
  [0.000_58, 'p ≤ 0.00058'],
  [0.000_1, 'p ≤ 0.0001'],
  [0.000_012_31, 'p ≤ 0.000013'],
  [0.000_01, 'p ≤ 0.00001'],
  [0.000_009_99, 'p ≤ 1e−5'],
  [2.75e-24, 'p ≤ 2.8e−24'],
  // What is smaller than a number can be, as of thousands of unlocks before and after an update.
  [0, 'p < 1e−300'],
  [5e-324, 'p < 1e−300'],
])('a probability of %d is said as %s', (value, text) => {
  expect(probabilityText(value)).toBe(text)
})

test.each([
  [0, '0 %'],
  [1, '100 %'],
  [0.063, '6.3 %'],
  [0.119, '12 %'],
  [0.9899, '99 %'],
  [0.995, '99.5 %'],
  [0.9987, '99.9 %'],
  [0.999_997, '99.9997 %'],
  [0.000_01, '0.001 %'],
])('a share of %d is said as %s, and only all as 100 %', (share, text) => {
  expect(percentText(share)).toBe(text)
})

test.each([
  [0.975 - 1e-10, '97 %', '98 %'],
  [0.063_05, '6.3 %', '6.4 %'],
  [0.193, '19 %', '20 %'],
  [0.0276, '2.7 %', '2.8 %'],
  [0.07, '7 %', '7 %'],
  [0.29, '29 %', '29 %'],
  [0.999_5, '99 %', '99.95 %'],
  [0, '0 %', '0 %'],
  [1, '100 %', '100 %'],
])('at least and at most %d are %s and %s: what is said holds', (share, least, most) => {
  expect([boundText(share, 'least'), boundText(share, 'most')]).toEqual([least, most])
})

test('how often, how many and how long', () => {
  expect([0, 1, 2, 3, 1_204].map(timesText)).toEqual(['0 times', 'once', 'twice', '3 times', '1,204 times'])
  expect([0, 1, 2, 1_204].map((number) => count(number, 'send'))).toEqual([
    '0 sends',
    '1 send',
    '2 sends',
    '1,204 sends',
  ])
  expect([0.25, 2.1, 9.96, 10, 84.4, 99.6, 100, 3_600].map(secondsText)).toEqual([
    '0.25 s',
    '2.1 s',
    '10 s',
    '10 s',
    '84 s',
    '100 s',
    '100 s',
    '3,600 s',
  ])
})

test('a bound of seconds holds what it bounds', () => {
  expect([3.01, 3, 0.25, 0.2501, 2.09, 9.96, 84.4, 100.2, 0.001].map(secondsBoundText)).toEqual([
    '3.1 s',
    '3 s',
    '0.25 s',
    '0.26 s',
    '2.1 s',
    '10 s',
    '85 s',
    '101 s',
    '0.001 s',
  ])
})
