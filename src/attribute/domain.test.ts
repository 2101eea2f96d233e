import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { registrableDomain } from './domain.ts'

test.each([
  ['zzhc.vnet.cn', 'vnet.cn'],
  ['www.example.co.uk', 'example.co.uk'],
  ['WWW.Example.COM.', 'example.com'],
  ['www.example.com:8080', 'example.com'],
  ['www.example.com.cn', 'example.com.cn'],
  ['a.b.example.kawasaki.jp', 'b.example.kawasaki.jp'],
  ['www.city.kawasaki.jp', 'city.kawasaki.jp'],
  // The private part of the list is left out: the owner of the suffix is who registered it.
  ['bucket.s3.eu-west-1.amazonaws.com', 'amazonaws.com'],
  ['app.example.vercel.app', 'vercel.app'],
])('%s belongs to %s', (host, domain) => {
  expect(registrableDomain(host)).toBe(domain)
})

test('an address, a bare suffix and no name have no domain', () => {
  for (const host of [
    '192.0.2.1',
    '[2001:db8::1]',
    '[2001:db8::1]:443',
    '2001:db8::1',
    'com',
    'co.uk',
    '',
    '.',
  ]) {
    expect(registrableDomain(host), host).toBe('')
  }
  expect(registrableDomain(`${'a.'.repeat(200)}example.com`)).toBe('')
})

test('a domain is a suffix of its host, for any text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.domain(), fc.string({ unit: 'binary' })), (host) => {
      const domain = registrableDomain(host)
      if (domain !== '') expect(host.toLowerCase()).toContain(domain)
    }),
  )
})
