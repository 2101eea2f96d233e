import { expect, test } from 'vitest'
import { Translators } from './translators.ts'

test('the prefix of a translator is learned from its answer for the known name, and from nothing else', () => {
  const translators = new Translators()
  expect(translators.behind('2001:db8:64::cb00:7105')).toBeNull()
  translators.told('www.example.com', '2001:db8:64::c000:aa')
  translators.told('ipv4only.arpa', '2001:db8:64::c000:ac')
  translators.told('ipv4only.arpa', '192.0.0.170')
  translators.told('ipv4only.arpa', 'nonsense')
  expect(translators.behind('2001:db8:64::cb00:7105')).toBeNull()
  expect(translators.behind('192.0.2.1')).toBeNull()
  translators.told('ipv4only.arpa', '2001:db8:64::c000:aa')
  expect(translators.behind('2001:db8:64::cb00:7105')).toBe('203.0.113.5')
  expect(translators.behind('2001:db8:65::cb00:7105')).toBeNull()
  expect(translators.behind('203.0.113.5')).toBeNull()
})
