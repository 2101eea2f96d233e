import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { ownDomainOf } from './parse.ts'

const head = (from: string): string =>
  `MESSAGE sip:b@b.example SIP/2.0\r\nFrom: ${from}\r\nTo: <sip:c@c.example>\r\n\r\n`

test.each([
  ['<sip:a@a.example>;tag=1', 'a.example'],
  ['"A <a>" <sips:a;x=y:secret@a.example:5061>', 'a.example'],
  ['sip:a@a.example', 'a.example'],
  ['<sip:a.example>', 'a.example'],
  ['<tel:+4790000001>', ''],
  ['<sip:anonymous@anonymous.invalid>', ''],
  ['<sip:a@192.0.2.1>', ''],
  ['<sip:<sip:a@a.example>', 'a.example'],
])('who sends by %s has an account of "%s"', (from, domain) => {
  expect(ownDomainOf(head(from))).toBe(domain)
})

test('beginnings of addresses without an end are read in linear time', () => {
  const costOf = (count: number): number => {
    const text = head('<sip:'.repeat(count))
    const costs = [0, 1, 2].map(() => {
      const before = processorTime()
      ownDomainOf(text)
      return processorTime() - before
    })
    return Math.min(...costs)
  }
  expect(costOf(20_000)).toBeLessThan(costOf(5_000) * 6 + 100)
})
