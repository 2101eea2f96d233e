import { expect, test } from 'vitest'
import { processorTime } from '../../test/support/processor-time.ts'
import { DumpReader, type DumpsIn } from './dump-reader.ts'

/** Each dump: its bytes, and the lines of its rows. */
function dumpsIn(text: string, kind: DumpsIn): string[] {
  const bytes = Buffer.from(text)
  const reader = new DumpReader(bytes, 0, bytes.length, kind)
  const found: string[] = []
  for (let dump = reader.next(); dump !== null; dump = reader.next())
    found.push(`${dump.bytes.toString()} @${dump.rows.map(({ start }) => start).join()}`)
  return found
}

const first = '0000: 61 62 63 64 65 66 67 68'
const second = '0008: 69 6a 6b 6c'
const other = 'of somebody else'

test('rows of a log go on behind so many lines of others, and no more', () => {
  const between = (count: number): string => `${first}\n${`${other}\n`.repeat(count)}${second}\n`
  for (const count of [0, 1, 8])
    expect(dumpsIn(between(count), 'log')).toEqual([`abcdefghijkl @0,${30 + count * 17}`])
  expect(dumpsIn(between(9), 'log')).toEqual(['abcdefgh @0'])
  expect(dumpsIn(between(1), 'text')).toEqual(['abcdefgh @0'])
})

test('what stands between the rows of one dump may be another one', () => {
  expect(dumpsIn(`a ${first}\nb ${first}\nb ${second}\n`, 'log')).toEqual([
    'abcdefgh @2',
    'abcdefghijkl @34,66',
  ])
})

test('a number in front of a row is not taken for its place', () => {
  const front = '2026 1234  1250 D '
  const text = `${front}${first}\n${front}${second}\n`
  expect(dumpsIn(text, 'log')).toEqual([`abcdefghijkl @18,${30 + 36}`])
})

test('what follows a row by too much is none of its dump', () => {
  expect(dumpsIn(`${first}\n0020: 69 6a 6b 6c\n`, 'log')).toEqual(['abcdefgh @0'])
  expect(dumpsIn(`x 0000: 01 02 03 04 05 06 07 08\nx 0004: 01 02 03 04\n`, 'log')).toEqual([])
})

test('each row may be a text of its own', () => {
  expect(dumpsIn(JSON.stringify([`a ${first} "x"`, 'b', `a ${second} \\`]), 'records')).toEqual([
    'abcdefghijkl @4,48',
  ])
  expect(dumpsIn(JSON.stringify([`${first}\n${second}\n`]), 'records')).toEqual([])
  const records = [first, second].map((message, at) =>
    JSON.stringify({ at, level: 'debug', message, tags: ['a', 'b'] }),
  )
  expect(dumpsIn(records.join('\n'), 'records')).toHaveLength(1)
})

test('many texts behind a row cost no more than their length', () => {
  const records = `["${first}",${'"",'.repeat(600_000)}"${first}"]`
  const begun = processorTime()
  expect(dumpsIn(records, 'records')).toEqual([])
  expect(processorTime() - begun).toBeLessThan(5_000)
})
