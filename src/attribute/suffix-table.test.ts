import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { SuffixTable } from './suffix-table.ts'

function table(...suffixes: string[]): SuffixTable<string> {
  const { exact = [], patterns = [] } = Object.groupBy(suffixes, (suffix) =>
    suffix.includes('*') ? 'patterns' : 'exact',
  )
  const named = (all: readonly string[]): Record<string, string> =>
    Object.fromEntries(all.map((suffix) => [suffix, suffix]))
  return new SuffixTable(named(exact), named(patterns))
}

test('the longest suffix wins, and a suffix covers its subdomains', () => {
  const names = table('example.com', 'logs.example.com', 'com')
  expect(names.find('a.b.logs.example.com')).toEqual({
    matched: 'logs.example.com',
    front: 'a.b',
    value: 'logs.example.com',
  })
  expect(names.find('www.example.com')?.matched).toBe('example.com')
  expect(names.find('example.com')).toEqual({ matched: 'example.com', front: '', value: 'example.com' })
  expect(names.find('other.com')?.matched).toBe('com')
  expect(names.find('example.org')).toBeNull()
})

test('a suffix ends at a dot: notexample.com is not example.com', () => {
  expect(table('example.com').find('notexample.com')).toBeNull()
})

test('a star stands for characters inside one label', () => {
  const names = table('metrics*.data.example.com', 'example.com', 'app.example.*')
  expect(names.find('metrics-dre.data.example.com')?.matched).toBe('metrics*.data.example.com')
  expect(names.find('x.metrics1.data.example.com')).toMatchObject({ front: 'x' })
  expect(names.find('a.b.data.example.com')?.matched).toBe('example.com')
  expect(names.find('app.example.org')?.matched).toBe('app.example.*')
})

test('of two equally long matches the plain one wins, then the pattern with more letters', () => {
  const names = table('*.example.com', 'log-*.example.com', 'log-a.example.com')
  expect(names.find('log-a.example.com')?.matched).toBe('log-a.example.com')
  expect(names.find('log-b.example.com')?.matched).toBe('log-*.example.com')
  expect(names.find('b.example.com')?.matched).toBe('*.example.com')
})

test('agrees with a search through all suffixes', () => {
  const label = fc.constantFrom('a', 'b', 'c', 'com')
  const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'))
  fc.assert(
    fc.property(fc.array(name), name, (suffixes, host) => {
      const best = suffixes
        .filter((suffix) => host === suffix || host.endsWith(`.${suffix}`))
        .sort((left, right) => right.length - left.length)[0]
      expect(table(...suffixes).find(host)?.matched).toBe(best)
    }),
  )
})

test('no text makes it throw', () => {
  const names = table('example.com', '*-x.example.com')
  fc.assert(
    fc.property(anyText({ maxLength: 300 }), (text) => {
      names.find(text)
    }),
  )
  for (const text of ['', '.', '..', '...com', '__proto__', 'constructor.com'])
    expect(names.find(text)).toBeNull()
})

test('what stands before the star and behind it has both to be there', () => {
  const names = table('ads*sdk.example.com')
  expect(names.find('ads-eu-sdk.example.com')?.matched).toBe('ads*sdk.example.com')
  expect(names.find('adssdk.example.com')?.matched).toBe('ads*sdk.example.com')
  for (const label of ['adsdk', 'ads', 'sdk', 'ads-eu', 'xads-sdk', 'ads-sdkx'])
    expect(names.find(`${label}.example.com`)).toBeNull()
})
