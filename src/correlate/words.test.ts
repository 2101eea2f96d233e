import { expect, test } from 'vitest'
import { countedEvents } from './words.ts'

test.each([
  [1, 'boot', '1 boot'],
  [2, 'boot', '2 boots'],
  [1, 'charger-off', '1 time the charger was taken out'],
  [1, 'network-down', '1 loss of the network'],
  [1, 'network-up', '1 join of a network'],
  [0, 'power-off', '0 power-offs'],
  [1, 'power-off', '1 power-off'],
  [1, 'sim-change', '1 change of the SIM card'],
])('%d %s is said as %s', (number, kind, text) => {
  expect(countedEvents(number, kind)).toBe(text)
})
