import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../../test/support/test-folder.ts'
import { initCase } from './folder/init-case.ts'
import { addEvidence, itemsOf } from './folder/case-items.ts'
import { recordsOf } from './folder/custody.ts'
import { eventZonesOf, keepEventZone } from './event-zones.ts'

const folder = testFolder('zones')
const acting = { by: 'Ada', version: 'test', now: () => '2026-01-01T00:00:00.000Z' }

function caseWith(name: string): {
  files: ReturnType<typeof initCase>
  add: (text: string, zone?: string) => ReturnType<typeof addEvidence>
} {
  const files = initCase(join(folder, name), { name, device: '', timeZone: 'UTC' }, acting)
  const add = (text: string, zone?: string): ReturnType<typeof addEvidence> => {
    const path = join(folder, `${name}.csv`)
    writeFileSync(path, text)
    return addEvidence(files, path, acting, 'events', zone === undefined ? {} : { zone })
  }
  return { files, add }
}

test('the zone that an event file came with is known, and of one without none', () => {
  const { files, add } = caseWith('added')
  const first = add('one', 'Europe/Oslo')
  const second = add('two')
  expect(itemsOf(files, 'events')).toHaveLength(2)
  expect(eventZonesOf(files)).toEqual({ [first.path]: 'Europe/Oslo' })
  keepEventZone(files, second, '+01:00', acting)
  expect(eventZonesOf(files)).toEqual({ [first.path]: 'Europe/Oslo', [second.path]: '+01:00' })
})

test('the last zone that was said holds, and saying the same again is no act', () => {
  const { files, add } = caseWith('again')
  const item = add('one', 'Europe/Oslo')
  const acts = (): readonly string[] => recordsOf(files.folder).map(({ act }) => act)
  const before = acts()
  keepEventZone(files, item, 'Europe/Oslo', acting)
  expect(acts()).toEqual(before)
  keepEventZone(files, item, 'Asia/Shanghai', acting)
  expect(acts()).toEqual([...before, 'event-zone'])
  expect(eventZonesOf(files)).toEqual({ [item.path]: 'Asia/Shanghai' })
  keepEventZone(files, item, 'Europe/Oslo', acting)
  expect(eventZonesOf(files)).toEqual({ [item.path]: 'Europe/Oslo' })
})
