import { expect, test } from 'vitest'
import { type AnswerRecord, toldAddresses } from './told-addresses.ts'

function record(name: string, type: number, value: string): AnswerRecord {
  return { name, type, value, ttlSeconds: 60 }
}

function told(asked: string, ...records: AnswerRecord[]): string[] {
  return toldAddresses(asked, records).map(({ name, cnames, address }) =>
    [name, ...cnames, address].join(' > '),
  )
}

test('addresses of the name and of its aliases are its own, in whatever order and case they come', () => {
  const chain = [
    record('WWW.example.com.', 5, 'shop.example.net'),
    record('shop.example.net', 5, 'Edge.example.net.'),
    record('edge.example.NET', 1, '198.51.100.20'),
  ]
  const expected = ['www.example.com > shop.example.net > Edge.example.net. > 198.51.100.20']
  expect(told('www.example.com', ...chain)).toEqual(expected)
  expect(told('www.example.com', ...chain.toReversed())).toEqual(expected)
})

test('what comes along has the name that it is told with', () => {
  const glue = record('ns1.dns.example', 1, '203.0.113.53')
  expect(
    told(
      'a.example.com',
      record('a.example.com', 1, '198.51.100.99'),
      record('example.com', 2, 'ns1.dns.example'),
      glue,
    ),
  ).toEqual(['a.example.com > 198.51.100.99', 'ns1.dns.example > 203.0.113.53'])
  // Where a service is.
  expect(
    told(
      '_sip._tcp.example.org',
      record('_sip._tcp.example.org', 33, 'sip.example.net'),
      record('sip.example.net', 1, '198.51.100.5'),
    ),
  ).toEqual(['sip.example.net > 198.51.100.5'])
})

test('hints of a service binding belong to its target, aliases that turn in a circle end, and logs may leave owners out', () => {
  expect(
    told(
      'h3.example.org',
      record('h3.example.org', 65, 'pool.example.net'),
      record('pool.example.net', 1, '198.51.100.7'),
    ),
  ).toEqual(['h3.example.org > 198.51.100.7'])
  expect(
    told(
      'l.example',
      record('l.example', 5, 'm.example'),
      record('m.example', 5, 'l.example'),
      record('m.example', 1, '198.51.100.8'),
    ),
  ).toEqual(['l.example > m.example > 198.51.100.8'])
  expect(told('z.example', record('', 5, 'y.example'), record('', 1, '198.51.100.9'))).toEqual([
    'z.example > y.example > 198.51.100.9',
  ])
})

test('an alias of something else changes nothing of what else is told', () => {
  const records = [
    { name: 'App.example', type: 1, value: '192.0.2.1', ttlSeconds: 60 },
    { name: 'app.example.', type: 28, value: '2001:db8::1', ttlSeconds: 60 },
    { name: '', type: 1, value: '192.0.2.2', ttlSeconds: 60 },
    { name: 'ns.example', type: 1, value: '192.0.2.3', ttlSeconds: 60 },
    { name: 'app.example', type: 16, value: 'a text', ttlSeconds: 60 },
  ]
  const alias = { name: 'other.example', type: 5, value: 'elsewhere.example', ttlSeconds: 60 }
  for (const asked of ['app.example', 'APP.example.', 'ns.example', 'none.example'])
    expect(toldAddresses(asked, records)).toEqual(toldAddresses(asked, [...records, alias]))
})
