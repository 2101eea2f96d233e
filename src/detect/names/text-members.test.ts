import { describe, expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { columnAt, insertionLeftOpen, membersIn, tableHeadOf } from './text-members.ts'

test('a separator in quotes is text, and a quote that is not closed reaches to the end of the row', () => {
  const text = 'imsi,note,gaid\n1,"a,b",2\n3,"c,4\n'
  expect(membersIn(text).map(({ name, value }) => `${name}=${value}`)).toEqual([
    'imsi=1',
    'note=a,b',
    'gaid=2',
    'imsi=3',
    'note="c,4',
  ])
  expect(columnAt(text, text.indexOf('2\n'))).toBe('gaid')
  expect(columnAt(text, text.indexOf('4\n'))).toBe('note')
})

test('separators behind an open quote, any number of them, are read once', () => {
  const started = processorTime()
  expect(membersIn(`imsi,note\n1,"${','.repeat(500_000)}`)).toHaveLength(2)
  // Far below what joining them one by one needs, which is hours.
  expect(processorTime() - started).toBeLessThan(5_000)
})

test('maps of Java as text, and texts in documents of GraphQL', () => {
  const read = (text: string): string[] =>
    membersIn(text).map(({ name, value, start }) => {
      expect(text.slice(start, start + value.length)).toBe(value)
      return `${name}=${value}`
    })
  expect(read('sent {model=TA-1055, serial=R58M93K7XQT, user_id=k77419}')).toEqual([
    'model=TA-1055',
    'serial=R58M93K7XQT',
    'user_id=k77419',
  ])
  expect(read('if (a) {b=c; d=e}')).toEqual([])
  expect(
    read('mutation { register(serial: "R58M93K7XQT", input: {password:"Sommer2026x"}) { ok } }'),
  ).toEqual(['serial=R58M93K7XQT', 'password=Sommer2026x'])
  expect(read('a query: (serial: "R58M93K7XQT")')).toEqual([])
})

describe('tables with more rows than are read', () => {
  const rows = (count: number): string => 'a,b\n'.repeat(count)
  const sqlRows = (count: number): string => Array.from({ length: count }, () => "('1', '2')").join(',\n')
  const cutIn = (text: string): number => {
    let times = 0
    membersIn(text, () => times++)
    return times
  }

  test('are said to be cut, and others are not', () => {
    expect(cutIn(`imsi,gaid\n${rows(4_096)}`)).toBe(0)
    expect(cutIn(`imsi,gaid\n${rows(4_097)}`)).toBe(1)
    expect(membersIn(`imsi,gaid\n${rows(5_000)}`)).toHaveLength(4_096 * 2)
    expect(cutIn(`INSERT INTO t (imsi, gaid) VALUES ${sqlRows(4_096)};\n`)).toBe(0)
    expect(cutIn(`INSERT INTO t (imsi, gaid) VALUES ${sqlRows(4_097)};\n`)).toBe(1)
    expect(cutIn('a line, and more\n'.repeat(3))).toBe(0)
  })

  test('have a head to go on with: the line of names, or an insertion that is not over', () => {
    expect(tableHeadOf('imsi,gaid\n1,2\n')).toBe('imsi,gaid\n')
    expect(tableHeadOf('{"imsi":1,"gaid":2}\n')).toBe('')
    const open = `INSERT INTO t (imsi, gaid) VALUES\n${sqlRows(3)},\n`
    expect(insertionLeftOpen(open, '')).toBe('(imsi, gaid) VALUES')
    expect(insertionLeftOpen(sqlRows(3), '(imsi, gaid) VALUES')).toBe('(imsi, gaid) VALUES')
    expect(insertionLeftOpen(`${sqlRows(3)};\n`, '(imsi, gaid) VALUES')).toBe('')
    expect(insertionLeftOpen(`${sqlRows(1)};\n${open}`, '(a, b) VALUES')).toBe('(imsi, gaid) VALUES')
  })
})
