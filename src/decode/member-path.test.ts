import { expect, test } from 'vitest'
import { decodeBody, nodesOf } from '../../test/support/decoded-message.ts'
import { limits } from '../core/limits.ts'
import { memberPath } from './member-path.ts'

const { nameCharactersMax, pathCharactersMax } = limits.decode

test('names stand in a path as they are, signs in quotes', () => {
  expect(memberPath('$', 'imei')).toBe('$.imei')
  expect(memberPath('$[0]', 'a "b"')).toBe(String.raw`$[0]["a \"b\""]`)
  expect(memberPath('$', 'n'.repeat(nameCharactersMax))).toBe(`$.${'n'.repeat(nameCharactersMax)}`)
})

test('a long one is told by its beginning and its end', () => {
  const path = memberPath('$', `first${'n'.repeat(1_000_000)}last`)
  expect(path).toMatch(/^\$\["firstn+…n+last"\]$/)
  expect(path.length).toBeLessThan(nameCharactersMax + 10)
  expect(memberPath(`$${'.abc'.repeat(100_000)}`, 'n')).toHaveLength(pathCharactersMax + 2)
})

/** Characters of the names of all values of a message, and of the paths to them. */
function nameCharacters(body: string): number {
  const nodes = nodesOf(decodeBody(body, { contentType: 'application/json' }))
  return nodes.reduce((sum, { step, key }) => sum + step.detail.length + key.length, 0)
}

test.each<[string, (count: number) => string]>([
  [
    'a list under a long name',
    (count) => `{"${'n'.repeat(count * 16)}":[${'{"imei":"35"},'.repeat(count)}1]}`,
  ],
  ['numbers under a long name', (count) => `{"${'n'.repeat(count * 16)}":[${'59.123456,'.repeat(count)}1]}`],
  [
    'a list below many names',
    (count) =>
      `${`{"${'n'.repeat(count)}":`.repeat(60)}[${'{"imei":"35"},'.repeat(count)}1]${'}'.repeat(60)}`,
  ],
])('names and paths of %s take as much more as there are values', (_, body) => {
  const [once, twice] = [nameCharacters(body(1_000)), nameCharacters(body(2_000))]
  expect(twice).toBeLessThan(once * 2.1)
})
