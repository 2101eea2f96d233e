import { expect, test } from 'vitest'
import { linkageOf } from '../assess/linkage.ts'
import type { Link, Linkage } from '../assess/linkage.ts'
import { renderLinkage, renderLinkageJson } from './linkage.ts'
import { KnownOfScans } from './masking/known-of-scans.ts'

const nothingKnown = new KnownOfScans()

test('that no value works as an identifier is said of what could be read', () => {
  const linkage = linkageOf(
    [new Map()],
    (host) => host,
    () => false,
  )
  expect(renderLinkage(linkage, ['a'], false, '2 %', nothingKnown)).toContain(
    'No value was seen to work as an identifier in the 2 % of the traffic that could be read.',
  )
})

const link = (index: number, change: Partial<Link> = {}): Link => ({
  value: `0123456789abcde${index}`,
  device: 0,
  kind: 'linked',
  confidence: 'probable',
  domains: ['a.example', 'b.example'],
  hosts: ['x.a.example', 'b.example'],
  fields: ['id'],
  count: 3,
  first: 0,
  last: 1,
  days: 1,
  limited: [],
  reasons: ['it came in 3 messages'],
  ...change,
})
const linkage = (links: readonly Link[]): Linkage => ({
  devices: 1,
  values: 2_000,
  links,
  shared: 1,
  sharedImeis: 0,
  once: 0,
})
const linesOf = (links: readonly Link[], isRevealed = false): string[] =>
  renderLinkage(linkage(links), ['phone'], isRevealed, 'all', nothingKnown).split('\n')

test('of many values the first hundred of a kind are listed, and the others counted', () => {
  const many = (count: number): string[] => linesOf(Array.from({ length: count }, (_, index) => link(index)))
  expect(many(100)).toContain('100 values sent to several parties')
  expect(many(100).filter((line) => line.includes(' more'))).toEqual([])
  expect(many(103).filter((line) => line.includes(' more'))).toEqual(['  and 3 more'])
})

test('a value is masked unless it is revealed, and places that were not kept are said to be more', () => {
  const fields = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  const one = link(1, { kind: 'stable', fields, limited: ['fields'] })
  expect(linesOf([one]).join('\n')).not.toContain(one.value)
  expect(linesOf([one], true).join('\n')).toContain(one.value)
  expect(linesOf([one])).toContain('1 value sent to one party again and again')
  expect(linesOf([one]).join('\n')).toContain('in a, b, c, d, e, f and at least 2 more')
})

test('what names a device in the name of a server is masked, in the document, too', () => {
  const of = linkage([link(0, { domains: ['a.example'], hosts: ['357184092641738.a.example'] })])
  expect(renderLinkageJson(of, false, 0.5, nothingKnown)).not.toContain('357184092641738')
  expect(JSON.parse(renderLinkageJson(of, true, 0.5, nothingKnown))).toMatchObject({
    readShare: 0.5,
    links: [{ hosts: ['357184092641738.a.example'] }],
  })
})

test('where nobody said of which device each file is, a negative stands under that doubt', () => {
  const of = { ...linkage([]), devices: 2, sharedImeis: 1 }
  const text = (isAssumed: boolean, shared: number): string =>
    renderLinkage({ ...of, shared }, ['a', 'b'], false, '100 %', nothingKnown, isAssumed)
  expect(text(true, 10)).toContain(', if each file is of another device.')
  expect(text(true, 10)).toContain('say so with --devices')
  expect(text(true, 10)).toContain('Of these 1 has the form of an IMEI')
  expect(text(false, 10)).not.toMatch(/--devices|if each file/)
  expect(text(true, 0)).not.toMatch(/--devices|if each file/)
})
