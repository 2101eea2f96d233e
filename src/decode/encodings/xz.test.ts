import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, nodeWith } from '../../../test/support/decoded-message.ts'
import { encoding } from './xz.ts'

const text =
  '{"imei":"356938035643809","list":["one","two","two","two","one","two"],"more":"aaaaaaaaaaaaaaaaaaaaaaaa"}'
/** What the programs of their authors made of it. */
const made = (base64: string): Buffer => Buffer.from(base64, 'base64')
const one = made(
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ABoAD5dAD2IiScTugPzfmfSCicrxhi/cGD5/80r3czOknVuH7fONV/0s4+aEDKB92XNkI4ukLfhHGjKdYOZmfNx5wMAAAAAbFmB4lxtEVAAAVppCdm8VB+2830BAAAAAARZWg==',
)
const other = made(
  '/Td6WFoAAArh+wyhAgAhARAAAACocI6G4ABoAEASAD2IzmZS3Sn89KZs3VqjpFHF6Eo5v6j+Go2eGTPxYnftMeQiEnw9JqX6MEvAf+eD/efHHYu3dZbhmdjw94Eh4gAAjJj9P6VNOPmUOGfGWRN6T5HNPG6mTB6kHKH6YuZV+LQAAXRpJdC7XxibS5oBAAAAAApZWg==',
)
const blocks = made(
  '/Td6WFoAAATm1rRGAsAsKCEBFgCs8RFvAQAneyJpbWVpIjoiMzU2OTM4MDM1NjQzODA5IiwibGlzdCI6WyJvbmUiLABs+F6HPgs42wLAIyghARYAeUNHnuAAJwAbXQARHQrnDp/nWYuHXChV3ylaBD8qkoVFkq1tsYoAAJr67Gt0cXrMAsARGSEBFgDpdLRL4AAYAAldADDuBCI+gAAAAAAAAADRvmdNwYiK1AADQCg3KCUZOgQZfbHEZ/sCAAAAAARZWg==',
)
/** Under the filter for programs of x86. */
const filtered = made(
  '/Td6WFoAAATm1rRGAgEEACEBFgANhjUf4ABoAD5dAD2IiScTugPzfmfSCicrxhi/cGD5/80r3czOknVuH7fONV/0s4+aEDKB92XNkI4ukLfhHGjKdYOZmfNx5wMAAAAAbFmB4lxtEVAAAVppCdm8VB+2830BAAAAAARZWg==',
)
const long = made(
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4E4fADpdACDv+7/+o7Fe5fg/sqomVfhocEFwFQ+N/R5MG4pCtxn0aRhxrmYjiopNL6MN2X+m44wjEVPcfQCyAAAAAAAqOAOrvhRN7AABVqCcAQAAipTxn7HEZ/sCAAAAAARZWg==',
)

conformEncoding(
  encoding,
  {
    'one block': { bytes: one, gives: [text] },
    'other properties, another check': { bytes: other, gives: [text] },
    'several blocks': { bytes: blocks, gives: [text] },
    'two streams with a fill between': {
      bytes: Buffer.concat([blocks, Buffer.alloc(8), one]),
      gives: [text + text],
    },
    'long copies': { bytes: long, gives: ['A'.repeat(20_000)] },
    'bytes behind its end': {
      bytes: Buffer.concat([one, Buffer.from('imsi=1')]),
      gives: [text, 'xz = imsi=1'],
    },
  },
  { 'another filter': filtered, text: 'imei=356938035643809' },
)

test('it is opened where it is declared, and inside base64', () => {
  const declared = decodeBody(one, { contentEncoding: 'xz' })
  expect(nodeWith(declared, '356938035643809')?.parent?.step.step).toBe('xz')
  expect(declared.tolerated).toEqual([])
  expect(nodeWith(decodeBody(`v=${one.toString('base64')}`), '356938035643809')).toBeDefined()
})

test('what is cut is given as far as it goes; what is under another filter is said to be unread', () => {
  const cut = decodeBody(long.subarray(0, 60))
  expect(cut.damaged).toContain('xz cut')
  expect(decodeBody(filtered).unread).toEqual(['xz that is damaged, or packed in another way than LZMA2'])
})
