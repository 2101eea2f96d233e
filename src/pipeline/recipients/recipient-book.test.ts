import { expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { RecipientBook } from './recipient-book.ts'
import { recipientAnomalies } from './recipient-draft.ts'

test('addresses beyond the limit are left out, and that is said; each recipient keeps its first', () => {
  const anomalies = new AnomalyLog()
  const book = new RecipientBook(anomalies)
  const one = book.named('one.example', 'host')
  for (let index = 0; index <= limits.attribute.addressesMax; index++) one.sawAddress(`2001:db8::${index}`)
  one.sawAddress('2001:db8::0')
  expect(one.addresses.size).toBe(limits.attribute.addressesMax + 1)
  expect(anomalies.tallies.size).toBe(0)

  one.sawAddress('192.0.2.1')
  const two = book.unnamed('192.0.2.2')
  two.sawAddress('192.0.2.2')
  two.sawAddress('192.0.2.3')
  expect(one.addresses.has('192.0.2.1')).toBe(false)
  expect([...two.addresses]).toEqual(['192.0.2.2'])
  expect(anomalies.count(recipientAnomalies.tooManyAddresses)).toBe(2)
})

test('who is called by his address is whom others reach there without a name', () => {
  const book = new RecipientBook(new AnomalyLog())
  const first = book.unnamed('192.0.2.1')
  expect(first.host).toBe('')
  expect(book.named('192.0.2.1', 'host')).toBe(first)
  expect(first).toMatchObject({ host: '192.0.2.1', evidence: 'host' })
  expect(book.known('192.0.2.1')).toBe(first)

  const second = book.named('2001:DB8:0::1', 'host')
  expect(book.unnamed('2001:db8::1')).toBe(second)
  expect(second).toMatchObject({ host: '2001:DB8:0::1', evidence: 'host' })

  expect([...book.all]).toEqual([first, second])
  expect(book.named('192.0.2.1.example', 'host')).not.toBe(first)
})
