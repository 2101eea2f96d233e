import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readUnits } from '../../../../test/support/fleet-of-sides.ts'
import { testFolder } from '../../../../test/support/test-folder.ts'

const folder = testFolder('fleet-folder')

test.each([
  ['- batch: x\n', 'give attributes as name: value.'],
  ['x\n', 'give attributes as name: value.'],
  ['batch: [x, y]\n', 'batch has several values, and an attribute has one.'],
  ['batch: { of: x }\n', 'batch has several values, and an attribute has one.'],
])('a unit that is described by %j is refused', async (text, words) => {
  const fleet = join(folder, `described-${text.length}-${words.length}`)
  mkdirSync(join(fleet, 'u1'), { recursive: true })
  writeFileSync(join(fleet, 'u1', 'unit.yaml'), text)
  const read = readUnits(fleet, {
    sender: null,
    exposuresMin: 20,
    readSide: () => Promise.reject(new Error('read')),
  })
  await expect(read).rejects.toThrow(words)
})

test('an attribute without a value is none, and values are taken as they are written', async () => {
  const fleet = join(folder, 'empty-attribute')
  mkdirSync(join(fleet, 'u1'), { recursive: true })
  writeFileSync(join(fleet, 'u1', 'unit.yaml'), 'batch:\nshop: A\nbuild: 2.10\nserial: 00123456\n')
  const units = await readUnits(fleet, {
    sender: null,
    exposuresMin: 20,
    readSide: () => Promise.reject(new Error('read')),
  })
  expect([...(units[0]?.attributes ?? [])]).toEqual([
    ['shop', 'A'],
    ['build', '2.10'],
    ['serial start (4)', '0012'],
  ])
})
