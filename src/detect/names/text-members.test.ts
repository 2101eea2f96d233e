import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { columnAt, membersIn } from './text-members.ts'

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
