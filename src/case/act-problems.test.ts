import { expect, test } from 'vitest'
import { actProblems } from './act-problems.ts'
import { nextRecord } from './ledger.ts'
import type { CustodyRecord } from './ledger.ts'

type Told = readonly [act: string, details?: Readonly<Record<string, unknown>>]

function told(...acts: readonly Told[]): string[] {
  const records: CustodyRecord[] = []
  for (const [act, details = {}] of acts)
    records.push(
      nextRecord(records.at(-1) ?? null, {
        at: '2026-01-01T00:00:00Z',
        act,
        by: 'Ada',
        version: '0',
        details,
      }),
    )
  return actProblems(records)
}

const digest = 'ab'.repeat(32)
const evidence = `evidence/${digest}.pcap`
const init: Told = ['init']
const add: Told = ['add', { digest }]
const scan: Told = ['scan', { key: '1', evidence: [evidence] }]
const bundle: Told = ['bundle', { result: '1' }]

test('acts in their order are fine, done again, too', () => {
  expect(told(init, add, scan, bundle)).toEqual([])
  expect(told(init, add, scan, ['seal'], add, scan, bundle, bundle)).toEqual([])
  expect(told(init, ['add', { sha256: digest }], ['scan', { key: '1' }], bundle)).toEqual([])
  // What is not told of at all is for who looks for it.
  expect(told(init, ['bundle', { result: '2' }], ['bundle', {}])).toEqual([])
  expect(told()).toEqual([])
})

test('a case is made once, and first', () => {
  expect(told(add, scan)).toEqual(['the ledger does not begin with the making of the case'])
  expect(told(init, add, init)).toEqual(['the ledger tells in #3 that the case was made, after other acts'])
})

test('what is derived was there before, and is there before it is bundled', () => {
  expect(told(init, scan, add, bundle)).toEqual([
    `the ledger tells in #2 of a result from ${evidence}, which was not put into the case before`,
  ])
  expect(told(init, add, bundle, scan)).toEqual([
    'the ledger tells in #3 that results/1 was bundled, before it was derived',
  ])
})

test('a recording is of files that were put into the case before, two at least, each in one', () => {
  const other = 'cd'.repeat(32)
  const addOther: Told = ['add', { digest: other }]
  const join: Told = ['join', { digests: [digest, other] }]
  expect(told(init, add, addOther, join, scan)).toEqual([])
  expect(told(init, add, join, addOther)).toEqual([
    `the ledger tells in #3 of a recording with evidence/${other}, which was not put into the case before`,
  ])
  expect(told(init, add, addOther, join, join)).toEqual(
    [digest, other].map(
      (one) => `the ledger tells in #5 of a recording with evidence/${one}, which is in one already`,
    ),
  )
  for (const details of [{}, { digests: [digest] }, { digests: [digest, digest] }, { digests: 'x' }])
    expect(told(init, add, ['join', details])).toEqual([
      'the ledger tells in #3 of a recording of fewer than two files',
    ])
})
