import { expect, test } from 'vitest'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { keysTexts } from './keys-texts.ts'

const facts = {
  secrets: 0,
  connections: 0,
  badLines: 0,
  otherLines: 0,
  secretsLeftOut: 0,
  lateConnections: 0,
}

function texts(keys: ScanResult['keys'], decrypted: number = 0): string[] {
  const decryption = {
    connections: decrypted,
    bytes: decrypted * 2_000,
  } as ScanResult['coverage']['decryption']
  return keysTexts({ keys, coverage: { decryption } as ScanResult['coverage'] })
}

test('what secrets decrypted, and what keys of payloads opened or did not', () => {
  expect(texts(null)).toEqual([])
  expect(texts({ ...facts, secrets: 4, connections: 2 }, 1)).toEqual([
    'keys: 4 secrets of 2 connections; decrypted 2,000 bytes of 1 connection',
  ])
  const payloadKeys = [
    { name: 'Example Browser 6.3', payloads: 12 },
    { name: '', payloads: 2 },
    { name: 'MTA', payloads: 0 },
  ]
  const said =
    '2 keys of payloads opened 14 values ("Example Browser 6.3" 12, key 2 2); 1 opened nothing ("MTA")'
  expect(texts({ ...facts, payloadKeys })).toEqual([said])
  expect(texts({ ...facts, secrets: 4, connections: 2, payloadKeys }, 1)).toHaveLength(2)
  expect(texts({ ...facts, payloadKeys: [{ name: '', payloads: 0 }] })).toEqual([
    '1 key of payloads opened nothing (key 1)',
  ])
})

test('of many keys some are named', () => {
  const payloadKeys = Array.from({ length: 40 }, () => ({ name: '', payloads: 0 }))
  expect(texts({ ...facts, payloadKeys })[0]).toMatch(
    /^40 keys of payloads opened nothing \(key 1, .*key 12, 28 more\)$/,
  )
})
