import { expect, test } from 'vitest'
import { bundleOf, emptyResult, ledgerOf, newKey } from '../../test/support/make-bundle.ts'
import { archiveOf } from '../case/bundle/archive.ts'
import { refuseNoBundle } from './refuse-no-bundle.ts'

const bundle = bundleOf([ledgerOf('Ada'), emptyResult], newKey())

function refused(bytes: Uint8Array): string {
  const read = (start: number, length: number): Uint8Array => bytes.subarray(start, start + length)
  try {
    refuseNoBundle({ size: bytes.length, read }, 'a.varde')
    return ''
  } catch (error) {
    return String(error)
  }
}

function zip(...names: readonly string[]): Uint8Array {
  return archiveOf(names.map((name) => ({ name, content: Buffer.from('{}') })))
}

test.each([
  ['an empty file', Buffer.alloc(0), /no zip archive, as every bundle is\.$/],
  ['a few bytes', Buffer.from('PK'), /no zip archive/],
  ['what ends before the name of a first file', bundle.subarray(0, 30), /but no bundle/],
  ['an archive that was cut in the name of its file', zip('mail.mbox').subarray(0, 35), /but no bundle/],
  ['text', Buffer.from('not a bundle, but words that go on for a while'), /no zip archive/],
  [
    'another archive',
    zip('a.pcap'),
    /is a zip archive, but no bundle \(varde case bundle makes one of a case\)\.$/,
  ],
  [
    'an archive with one file of such a name, as an extension has',
    zip('manifest.json', 'a.js'),
    /but no bundle/,
  ],
  ['a case that was zipped', zip('nokia/ledger.jsonl', 'nokia/case.yaml'), /is a case that was zipped/],
])('%s is none, which is said', (_, bytes, told) => {
  expect(refused(bytes)).toMatch(told)
})

test('a bundle of which any byte was changed, or that was cut, is one that does not hold', () => {
  expect(refused(bundle)).toBe('')
  for (let at = 0; at < bundle.length; at++) {
    const changed = Buffer.from(bundle)
    changed[at] = (changed[at] as number) ^ 0xff
    expect(refused(changed)).toBe('')
  }
  for (const bytes of [bundle.length - 1, bundle.length >> 1, 100, 43, 40, 31])
    expect(refused(bundle.subarray(0, bytes))).toBe('')
  // Damaged at both ends, and whole between them.
  const worn = Buffer.from(bundle)
    .fill(0, 0, 4)
    .fill(0, bundle.length - 22)
  for (const bytes of [worn, worn.subarray(0, bundle.length - 40)]) expect(refused(bytes)).toBe('')
  // Packed anew by another program, or without one of its own files.
  for (const names of [
    ['manifest.json', 'signature.json'],
    ['ledger.jsonl', 'manifest.json'],
    ['ledger.jsonl', 'signature.json'],
  ])
    expect(refused(zip(...names))).toBe('')
})
