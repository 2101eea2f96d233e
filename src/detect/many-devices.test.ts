import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { detect, foundIn, profileOf, request } from '../../test/support/decoded-tree.ts'
import { Detector } from './detector.ts'

/** Numbers as chance writes them. */
function idOf(number: number): string {
  return createHash('sha256').update(`id ${number}`).digest('hex').slice(0, 16)
}

const ids = Array.from({ length: 6 }, (_, number) => idOf(number))
const logOf = (line: (id: string, number: number) => string): string => ids.map(line).join('\n')
const sureness = (body: Buffer | string | object, detector?: Detector): string[] =>
  foundIn(body, detector).map((found) => found.replace(/=[0-9a-f]{16} /, ' '))

test.each([
  ['lines of a log', logOf((id) => `10:00 event android_id=${id} took 3ms`)],
  ['records', { events: ids.map((id) => ({ android_id: id, what: 'shown' })) }],
  ['lines of JSON', logOf((id) => JSON.stringify({ android_id: id }))],
])('six different numbers under one name may be of anything: %s', (_, body) => {
  expect(sureness(body)).toEqual(ids.map(() => 'android-id (possible)'))
})

test('the reason says how many there are, and that the phone is not shown by them', () => {
  const found = detect(
    new Detector(null),
    request(
      '/x',
      [],
      logOf((id) => `android_id=${id} b`),
    ),
  )
  expect(found.detections[0]?.reasons).toContain(
    'but 6 different ones stand under one name in the message: they may number other things, or other devices',
  )
})

test('what the profile knows stays, and so does one under a name of its own', () => {
  const known = new Detector(profileOf({ 'android-id': [ids[2] as string] }))
  const body = `${logOf((id) => `event android_id=${id} took 3ms`)}\nssaid=${idOf(7)}\n`
  const found = foundIn(body, known)
  expect(found).toContain(`android-id=${ids[2]} (certain)`)
  expect(found).toContain(`android-id=${idOf(7)} (probable)`)
  expect(found.filter((one) => one.endsWith('(possible)'))).toHaveLength(5)
})

test.each([
  ['one, many times', logOf((_, number) => `event ${number} android_id=${ids[0]} took 3ms`), 6],
  ['four', { events: ids.slice(2).map((id) => ({ android_id: id })) }, 4],
])('a phone keeps its own: %s', (_, body, count) => {
  expect(sureness(body)).toEqual(Array.from({ length: count }, () => 'android-id (probable)'))
})

test('a phone may have held many cards', () => {
  const cards = ids.map((_, number) => ({ imsi: `24201723456789${number}` }))
  expect(foundIn({ cards })).toHaveLength(6)
  expect(foundIn({ cards }).join()).not.toContain('(possible)')
})

test('one in several spellings is one', () => {
  const id = '7d2f1c3a-4b5e-4f60-9a71-8b92c3d4e5f6'
  const spelled = [id, id.toUpperCase(), id.replaceAll('-', ''), id.replaceAll('-', '').toUpperCase()]
  const ids = [...spelled, '0e9d8c7b-6a59-4843-b271-605f4e3d2c1b'].map((device_id) => ({ device_id }))
  expect(foundIn({ ids }).join()).not.toContain('(possible)')
})

test("the phone's own stays beside a list of others, and so does one for each of its programs", () => {
  const seen = { android_id: ids[0], seen: ids.slice(1).map((id) => ({ android_id: id })) }
  expect(foundIn(seen)).toContain(`android-id=${ids[0]} (probable)`)
  const programs = Object.fromEntries(ids.map((id, at) => [`sdk${'abcdef'[at]}`, { android_id: id }]))
  expect(foundIn(programs).join()).not.toContain('(possible)')
})
