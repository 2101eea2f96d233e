import { expect, test } from 'vitest'
import { request, detect, isWorthDecoding, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

test.each([
  ['Client-Id', 'phone-02005e10531a', '02005e10531a'],
  ['Client-Id', 'dev_A450461C9E37', 'a450461c9e37'],
  ['Client-Id', 'shop/mac-a450461c9e37', 'a450461c9e37'],
  ['Topic', 'cmd/device-a450461c9e37', 'a450461c9e37'],
])('an address behind a word for a device names a client: %s: %s', (field, value, mac) => {
  const input = request('/x', [`${field}: ${value}`])
  expect(summary(detect(blind, input))).toEqual([`wifi-mac=${mac} (possible)`])
  expect(isWorthDecoding(blind, input)).toBe(true)
})

test.each([
  // A number of digits, an address of a group, both cases, more of it, another word, an example, and another field.
  ['Client-Id', 'phone-202611300712'],
  ['Client-Id', 'phone-a550461c9e37'],
  ['Client-Id', 'phone-a450461C9E37'],
  ['Client-Id', 'phone-a450461c9e37f0'],
  ['Client-Id', 'b7d0f3a1-58c2-4e96-a0d4-3c9e71f25b88'],
  ['Client-Id', 'paho-a450461c9e37'],
  ['Client-Id', 'phone-aabbccddeeff'],
  ['X-Request', 'phone-a450461c9e37'],
])('others are none: %s: %s', (field, value) => {
  expect(summary(detect(blind, request('/x', [`${field}: ${value}`]))).join()).not.toContain('wifi-mac')
})
