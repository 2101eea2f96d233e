import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { detect, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { formsFound, sealed } from '../../../test/support/hidden-values.ts'
import { Detector } from '../detector.ts'

const profile = profileOf({ imei: ['352099001761481'], serial: ['NX7PLUS12345'] })
const document = '{"app":"page view","imei":"352099001761481","sn":"NX7PLUS12345","v":12}'
const random = (seed: string, length: number): Buffer =>
  createHash('sha512').update(seed).digest().subarray(0, length)

const detector = new Detector(profile)

function found(fields: Readonly<Record<string, unknown>>): string[] {
  detector.nextCapture()
  return formsFound(detector, '/t', JSON.stringify(fields))
}

test.each([6, 10, 14])('%i digests leave tries for a ciphertext beside them', (count) => {
  const digests = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`h${at}`, random(`h${at}`, 16).toString('hex')]),
  )
  const detector = new Detector(profile)
  const limitsOf = (body: object): readonly string[] =>
    detect(detector, request('/t', [], JSON.stringify(body))).limits
  expect(limitsOf(digests)).toEqual([])
  const key = random('key', 16)
  const data = sealed('aes-128-cbc', key, random('iv', 16), document).toString('hex')
  const sent = { aes_key: key.toString('hex'), iv: random('iv', 16).toString('hex'), data }
  expect(limitsOf({ ...digests, ...sent })).toEqual([])
  expect(found({ ...digests, ...sent })).toHaveLength(2)
  expect(found({ ...sent, ...digests })).toHaveLength(2)
})

test('words under names like "key", which may be keys of RC4, take no try from a key of AES', () => {
  const word = (at: number): string => `field ${String.fromCharCode(97 + at)}`
  const key = random('key', 16)
  const list = Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => [`d${at}`, random(`d${at}`, 50).toString('base64')]),
  )
  const itemsOf = (count: number): object[] =>
    Array.from({ length: count }, (_, at) => ({ key: word(at), value: at }))
  const d = sealed('aes-128-cbc', key, random('iv', 16), document).toString('base64')
  expect(found({ ...list, items: itemsOf(20), aes_key: key.toString('base64'), d })).toEqual([
    expect.stringMatching('^imei AES-128-CBC, "aes_key"'),
    expect.stringMatching('^serial AES-128-CBC, "aes_key"'),
  ])
  const keys = Object.fromEntries(
    Array.from({ length: 4 }, (_, at) => [`key${at}`, random(`k${at}`, 16).toString('hex')]),
  )
  const detector = new Detector(profile)
  const limitsOf = (body: object): readonly string[] =>
    detect(detector, request('/t', [], JSON.stringify(body))).limits
  expect(limitsOf({ ...list, ...keys })).not.toContain('detect.cipherTriesMax')
  expect(limitsOf({ ...list, ...keys, items: itemsOf(40) })).not.toContain('detect.cipherTriesMax')
})

test('many keys and ciphertexts end with a limit that is told', () => {
  const fields = Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => [
      [`k${at}`, random(`k${at}`, 16).toString('hex')],
      [`d${at}`, random(`d${at}`, 64).toString('base64')],
    ]).flat() as [string, string][],
  )
  const detector = new Detector(profile)
  const { limits, detections } = detect(detector, request('/t', [], JSON.stringify(fields)))
  expect(detections.filter(({ by }) => by === 'profile')).toEqual([])
  expect(limits).toContain('detect.cipherTriesMax')
})

test('passphrases are tried by PBKDF2 up to so many in a capture, which is told', () => {
  const detector = new Detector(profile)
  const data = Buffer.concat([Buffer.from('Salted__'), random('rest', 56)]).toString('base64')
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
