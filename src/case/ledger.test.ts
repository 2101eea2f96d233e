import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import { merkleRoot, sha256 } from './digest.ts'
import type { CustodyRecord } from './ledger.ts'
import { actOf, ledgerLine, LedgerReader, nextRecord, readLedger } from './ledger.ts'

function chain(count: number): CustodyRecord[] {
  const records: CustodyRecord[] = []
  for (let index = 0; index < count; index++) {
    records.push(
      nextRecord(records.at(-1) ?? null, {
        at: `2026-01-01T00:00:0${index % 10}Z`,
        act: index === 0 ? 'init' : 'add',
        by: 'Ada',
        version: '0.1.0',
        details: { sha256: sha256(String(index)), bytes: index },
      }),
    )
  }
  return records
}

const lines = chain(8).map(ledgerLine)

describe('the ledger', () => {
  test('a chain that was only appended to holds', () => {
    expect(readLedger(lines.join(''))).toMatchObject({ problems: [], tornBytes: 0 })
    expect(readLedger(lines.join('')).records).toEqual(chain(8))
    expect(readLedger('')).toEqual({ records: [], problems: [], tornBytes: 0 })
  })

  test('a line that was dropped, moved, repeated or changed is found', () => {
    const without = (index: number): string => lines.filter((_, at) => at !== index).join('')
    // A ledger that lost its end is a shorter ledger: the manifest of a bundle covers it.
    for (let index = 0; index < lines.length - 1; index++)
      expect(readLedger(without(index)).problems).not.toEqual([])
    expect(readLedger([lines[1], lines[0], ...lines.slice(2)].join('')).problems).not.toEqual([])
    expect(readLedger([...lines, lines[7]].join('')).problems).not.toEqual([])
    expect(readLedger(lines.join('').replace('"bytes":3', '"bytes":4')).problems).toEqual([
      'ledger line 4: its hash does not hold',
    ])
    expect(readLedger(lines.join('').replace('{"act":"add"', '{ "act":"add"')).problems).toEqual([
      'ledger line 2 is not in its one form',
    ])
  })

  test('an act at no time is found', () => {
    const acts = ['2026-01-01T00:00:00Z', 'yesterday'].map((at) => ({ ...chain(1)[0], at }) as CustodyRecord)
    const records: CustodyRecord[] = []
    for (const act of acts) records.push(nextRecord(records.at(-1) ?? null, actOf(act)))
    expect(readLedger(records.map(ledgerLine).join('')).problems).toEqual(['ledger line 2 is of no time'])
  })

  test('a number that does not follow is found, though its chain holds', () => {
    const [first, second] = chain(2) as [CustodyRecord, CustodyRecord]
    const { hash: _, ...body } = { ...second, sequence: 3 }
    const third = { ...body, hash: sha256(canonicalJson(body)) }
    expect(readLedger(ledgerLine(first) + ledgerLine(third)).problems).toEqual([
      'ledger line 2 has the number 3',
    ])
  })

  test('a last line that was not finished is told apart from a broken chain', () => {
    const torn = lines.join('') + '{"act":"sc'
    expect(readLedger(torn)).toMatchObject({ problems: [], tornBytes: 10 })
  })

  test('read again as it grows, is torn, is changed or is another one, is what it is when read once', () => {
    const whole = lines.join('')
    const texts = fc.oneof(
      fc.nat(whole.length).map((end) => whole.slice(0, end)),
      fc.nat(lines.length - 1).map((index) => lines.filter((_, at) => at !== index).join('')),
      fc.nat(whole.length - 1).map((at) => `${whole.slice(0, at)}x${whole.slice(at + 1)}`),
    )
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 8 }), (all) => {
        const reader = new LedgerReader()
        for (const text of all) expect(reader.read(text)).toEqual(readLedger(text))
      }),
    )
  })

  test('reads anything without throwing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        readLedger(text)
      }),
    )
    expect(readLedger('null\n[]\n{}\n').problems).toHaveLength(3)
    const [line] = lines as [string]
    const form = 'ledger line 1 is not in its one form'
    // Infinity, and what is nested beyond the stack: no form of JSON that could be hashed.
    expect(readLedger(line.replace('"bytes":0', '"bytes":1e999')).problems).toEqual([form])
    const deep = '['.repeat(20_000) + ']'.repeat(20_000)
    expect(readLedger(line.replace('"bytes":0', `"bytes":${deep}`)).problems).toHaveLength(1)
    expect(readLedger(line.replace('"bytes":0', '"bytes":0,"bytes":0')).problems).toEqual([form])
    for (const name of ['at', 'by', 'version', 'details'])
      expect(readLedger(line.replace(`"${name}"`, '"other"')).problems).toEqual([
        'ledger line 1 is no record',
      ])
  })
})

describe('digests', () => {
  test('canonical JSON has one form', () => {
    expect(canonicalJson({ b: 1, a: [true, null, 'ø"'], c: undefined })).toBe(
      '{"a":[true,null,"ø\\""],"b":1}',
    )
    expect(() => canonicalJson(Number.NaN)).toThrow(RangeError)
  })

  test('the Merkle root is that of RFC 6962', () => {
    // Leaves of the certificate-transparency reference tests: '', 00, 10.
    const leaf = (hex: string): string => hex
    expect(merkleRoot([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(merkleRoot([leaf('')])).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
    expect(merkleRoot([leaf(''), leaf('00')])).toBe(
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    )
    expect(merkleRoot([leaf(''), leaf('00'), leaf('10')])).toBe(
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    )
  })
})
