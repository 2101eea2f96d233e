import * as fc from 'fast-check'
import { getDomain } from 'tldts'
import { expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { readData } from '../cli/data-files.ts'
import { limits } from '../core/limits.ts'
import { dataFileNames } from './data-formats.ts'
import type { CompiledSuffixes } from './data-formats.ts'
import { isAddressText, normalHost } from './normal-host.ts'
import { readJson } from './organisations.ts'
import { PublicSuffixes } from './public-suffixes.ts'

const suffixes = new PublicSuffixes(readData)
const { rules } = readJson(readData, dataFileNames.publicSuffixes) as CompiledSuffixes
const all = Object.entries(rules).flatMap(([top, line]) => line.split(' ').map((rule) => `${rule}.${top}`))

test.each([
  ['zzhc.vnet.cn', 'vnet.cn'],
  ['www.example.co.uk', 'example.co.uk'],
  ['WWW.Example.COM.', 'example.com'],
  ['www.example.com:8080', 'example.com'],
  ['www.example.com.cn', 'example.com.cn'],
  ['a.b.example.kawasaki.jp', 'b.example.kawasaki.jp'],
  ['www.city.kawasaki.jp', 'city.kawasaki.jp'],
  ['example.unknown-top', 'example.unknown-top'],
  ['a.b.ålesund.no', 'b.ålesund.no'],
  // The private part of the list is left out: the owner of the suffix is who registered it.
  ['bucket.s3.eu-west-1.amazonaws.com', 'amazonaws.com'],
  ['app.example.vercel.app', 'vercel.app'],
])('%s belongs to %s', (host, domain) => {
  expect(suffixes.domainOf(host)).toBe(domain)
})

test('an address, a bare suffix and no name have no domain', () => {
  for (const host of [
    '192.0.2.1',
    '192.0.2.999',
    '[2001:db8::1]',
    '[2001:db8::1]:443',
    '2001:db8::1',
    'com',
    'co.uk',
    'kawasaki.jp',
    '.com',
    'www..com',
    '',
    '.',
    'constructor',
    'a.example.org\tb',
  ]) {
    expect(suffixes.domainOf(host), host).toBe('')
  }
  expect(suffixes.domainOf(`${'a.'.repeat(200)}example.com`)).toBe('')
})

test('a domain is a suffix of its host, for any text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.domain(), anyText()), (host) => {
      const domain = suffixes.domainOf(host)
      if (domain !== '') expect(host.toLowerCase()).toContain(domain)
    }),
  )
})

test('the list has thousands of rules, none longer than is looked up', () => {
  expect(all.length).toBeGreaterThan(5_000)
  expect(Math.max(...all.map((rule) => rule.split('.').length))).toBeLessThan(6)
})

const inTldts = (name: string): string =>
  getDomain(name, { allowPrivateDomains: false, extractHostname: false }) ?? ''

test('every rule, with labels before it and without its own first ones, is read as tldts reads it', () => {
  for (const rule of all) {
    const plain = rule.replace(/^!/, '').replace(/^\*/, 'any')
    for (const name of [plain, `b.${plain}`, `a.b.${plain}`, plain.slice(plain.indexOf('.') + 1)])
      expect(suffixes.domainOf(name), name).toBe(inTldts(name))
  }
})

test('names of labels that rules are made of are read as tldts reads them', () => {
  const labels = [...new Set(all.flatMap((rule) => rule.split('.')))].filter((label) => !/[!*]/.test(label))
  const name = fc
    .array(fc.oneof(fc.constantFrom('uk', 'jp', 'no', 'ck', 'com', 'kawasaki'), fc.constantFrom(...labels)), {
      minLength: 1,
      maxLength: 6,
    })
    .map((parts) => parts.join('.'))
  fc.assert(
    fc.property(fc.oneof(name, fc.domain()), (host) => {
      fc.pre(host.length <= limits.attribute.hostCharactersMax && !isAddressText(normalHost(host)))
      fc.pre(!/(?:^|\.)\d+$/.test(host))
      expect(suffixes.domainOf(host)).toBe(inTldts(normalHost(host)))
    }),
    { numRuns: 2_000 },
  )
})
