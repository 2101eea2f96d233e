import { expect, test } from 'vitest'
import { processorTime } from '../../test/support/processor-time.ts'
import { putInto, testFolder } from '../../test/support/test-folder.ts'
import { startsAsProfile } from './scan-files.ts'

const put = putInto(testFolder('scan-files'))

test.each([
  ['YAML', 'name: a phone\n'],
  ['YAML behind lines and a remark', '\n\n# of mine\nidentifiers:\n  imei: 358461092735184\n'],
  ['JSON', '{"name": "a phone"}'],
  ['JSON of several lines', '\r\n{\r\n\t"identifiers" : {"imei": "358461092735184"}\r\n}\r\n'],
])('a profile is known by its first keys: %s', async (_, text) => {
  expect(await startsAsProfile(put('profile', text))).toBe(true)
})

test.each([
  ['text', 'the name: of a thing'],
  ['a list', '- name: a phone\n'],
  ['nothing', ''],
])('what begins otherwise is none: %s', async (_, text) => {
  expect(await startsAsProfile(put('other', text))).toBe(false)
})

test.each([
  ['lines', '\n'],
  ['blanks', ' '],
  ['braces', '{'],
  ['lines of blanks', ' \n'],
  ['lines of DOS', '\r\n'],
])('64 kB of empty %s take no time', async (_, unit) => {
  const path = put('blank', `${unit.repeat(65_500 / unit.length)}x`)
  const before = processorTime()
  expect(await startsAsProfile(path)).toBe(false)
  expect(processorTime() - before).toBeLessThan(300)
})
