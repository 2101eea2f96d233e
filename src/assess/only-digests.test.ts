import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { detect, profileOf, request } from '../../test/support/decoded-tree.ts'
import { Detector } from '../detect/detector.ts'
import { onlyDigests } from './only-digests.ts'
import type { Observation } from './types.ts'

const imei = '357184092641738'
const hash = (name: string, text: string): string => createHash(name).update(text).digest('hex')
const known = new Detector(profileOf({ imei: [imei], 'android-id': ['9f3b6c1d2e4a5807'] }))
const blind = new Detector(null)

const kinds = (detector: Detector, query: string): string[] => [
  ...onlyDigests(detect(detector, request(`/x?${query}`)).detections as unknown as Observation[]),
]

test.each([
  [blind, `imei_md5=${hash('md5', imei)}`],
  [known, `x=${hash('md5', imei)}`],
  [known, `x=${hash('sha3-256', imei)}`],
  [known, `x=${hash('sha512', imei)}`],
  [known, `x=${hash('blake2s256', imei)}`],
  [known, `x=${hash('ripemd160', imei)}`],
  [known, `x=${hash('sha256', hash('md5', imei))}`],
])('a kind of which only digests are seen: %#', (detector, query) =>
  expect(kinds(detector, query)).toEqual(['imei']),
)

test.each([
  [blind, `imei=${imei}&imei_md5=${hash('md5', imei)}`],
  [blind, `imei=${imei}`],
  [known, `x=${Buffer.from(imei).toString('base64')}`],
  [known, `x=${Buffer.from(imei).toString('hex')}`],
  [known, `x=${BigInt(imei).toString(36)}`],
])('and of which the value itself is: %#', (detector, query) => expect(kinds(detector, query)).toEqual([]))

test.each([
  'HMAC-SHA-1, key: "salt" of the message',
  "UUID of Java's hash codes",
  'UUID of MD5 (version 3)',
  'XXH3',
])('%s is a digest', (writtenAs) =>
  expect([...onlyDigests([{ identifier: 'imei', confidence: 'certain', writtenAs } as Observation])]).toEqual(
    ['imei'],
  ),
)

test('a value that is only possible does not make a digest of another one the value', () => {
  const seen = (confidence: string, writtenAs: string): Observation =>
    ({ identifier: 'imei', confidence, writtenAs }) as Observation
  expect([...onlyDigests([seen('possible', ''), seen('probable', 'MD5')])]).toEqual(['imei'])
  expect([...onlyDigests([seen('probable', ''), seen('possible', 'MD5')])]).toEqual([])
  expect([...onlyDigests([seen('possible', ''), seen('possible', 'MD5')])]).toEqual([])
})
