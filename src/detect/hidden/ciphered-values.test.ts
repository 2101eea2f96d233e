import { expect, test } from 'vitest'
import { detect, request } from '../../../test/support/decoded-tree.ts'
import {
  formsInFields,
  sealed,
  sealedDocument,
  sealingPhone,
  seededBytes,
} from '../../../test/support/hidden-values.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(sealingPhone)

const found = (fields: Readonly<Record<string, unknown>>): string[] => formsInFields(detector, fields)

test.each([6, 10, 14])('%i digests leave tries for a ciphertext beside them', (count) => {
  const digests = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`h${at}`, seededBytes(`h${at}`, 16).toString('hex')]),
  )
  const detector = new Detector(sealingPhone)
  const limitsOf = (body: object): readonly string[] =>
    detect(detector, request('/t', [], JSON.stringify(body))).limits
  expect(limitsOf(digests)).toEqual([])
  const key = seededBytes('key', 16)
  const data = sealed('aes-128-cbc', key, seededBytes('iv', 16), sealedDocument).toString('hex')
  const sent = { aes_key: key.toString('hex'), iv: seededBytes('iv', 16).toString('hex'), data }
  expect(limitsOf({ ...digests, ...sent })).toEqual([])
  expect(found({ ...digests, ...sent })).toHaveLength(2)
  expect(found({ ...sent, ...digests })).toHaveLength(2)
})

test('words under names like "key", which may be keys of RC4, take no try from a key of AES', () => {
  const word = (at: number): string => `field ${String.fromCharCode(97 + at)}`
  const key = seededBytes('key', 16)
  const list = Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => [`d${at}`, seededBytes(`d${at}`, 50).toString('base64')]),
  )
  const itemsOf = (count: number): object[] =>
    Array.from({ length: count }, (_, at) => ({ key: word(at), value: at }))
  const d = sealed('aes-128-cbc', key, seededBytes('iv', 16), sealedDocument).toString('base64')
  expect(found({ ...list, items: itemsOf(20), aes_key: key.toString('base64'), d })).toEqual([
    expect.stringMatching('^imei AES-128-CBC, "aes_key"'),
    expect.stringMatching('^serial AES-128-CBC, "aes_key"'),
  ])
  const keys = Object.fromEntries(
    Array.from({ length: 4 }, (_, at) => [`key${at}`, seededBytes(`k${at}`, 16).toString('hex')]),
  )
  const detector = new Detector(sealingPhone)
  const limitsOf = (body: object): readonly string[] =>
    detect(detector, request('/t', [], JSON.stringify(body))).limits
  expect(limitsOf({ ...list, ...keys })).not.toContain('detect.cipherTriesMax')
  expect(limitsOf({ ...list, ...keys, items: itemsOf(40) })).not.toContain('detect.cipherTriesMax')
})

test('many keys and ciphertexts end with a limit that is told', () => {
  const fields = Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => [
      [`k${at}`, seededBytes(`k${at}`, 16).toString('hex')],
      [`d${at}`, seededBytes(`d${at}`, 64).toString('base64')],
    ]).flat() as [string, string][],
  )
  const detector = new Detector(sealingPhone)
  const { limits, detections } = detect(detector, request('/t', [], JSON.stringify(fields)))
  expect(detections.filter(({ by }) => by === 'sealingPhone')).toEqual([])
  expect(limits).toContain('detect.cipherTriesMax')
})

test('passphrases are tried by PBKDF2 up to so many in a capture, which is told', () => {
  const detector = new Detector(sealingPhone)
  const data = Buffer.concat([Buffer.from('Salted__'), seededBytes('rest', 56)]).toString('base64')
  const limitsOf = (from: number, count: number): ReadonlySet<string> =>
    new Set(
      Array.from({ length: count }, (_, at) => {
        const keys = Object.fromEntries(
          Array.from({ length: 40 }, (__, index) => [`key${index}`, `word ${from + at} ${index}`]),
        )
        const body = JSON.stringify({ ...keys, data })
        return detect(detector, request('/t', [], body), { host: `h${from + at}.example.com` }).limits
      }).flat(),
    )
  expect(limitsOf(0, 2)).not.toContain('detect.captureLongTriesMax')
  expect(limitsOf(2, 40)).toContain('detect.captureLongTriesMax')
  detector.nextCapture()
  expect(limitsOf(100, 2)).not.toContain('detect.captureLongTriesMax')
})
