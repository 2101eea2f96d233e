import { expect, test } from 'vitest'
import { isolateRightToLeft } from './right-to-left.ts'

test('names that are written from the right are kept apart, each by itself', () => {
  expect(isolateRightToLeft('<dd>owner’s name: محمد عبد الله, ש•••ן; apps</dd>')).toBe(
    '<dd>owner’s name: <bdi>محمد عبد الله</bdi>, <bdi>ש•••ן</bdi>; apps</dd>',
  )
})

test.each([
  '<p>plain text, 12:00</p>',
  '<title>شبكة</title>',
  '<svg><text>شبكة</text></svg>',
  '<a title="شبكة">x</a>',
])('%s is left as it is', (page) => {
  expect(isolateRightToLeft(page)).toBe(page)
})
