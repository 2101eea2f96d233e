import { expect, test } from 'vitest'
import { isRouterName } from './router-names.ts'

test.each([
  ['router.asus.com', true],
  ['www.miwifi.com', true],
  ['Fritz.Box', true],
  ['asus.com', false],
  ['dlcdnets.asus.com', false],
  ['myrouter.asus.com', false],
  ['xmiwifi.com', false],
  ['box', false],
  ['', false],
])('a router calls itself %j: %j', (host, wanted) => {
  expect(isRouterName(host)).toBe(wanted)
})
