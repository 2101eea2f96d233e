import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { profileOf } from '../../../test/support/decoded-tree.ts'
import { formsFound, hidingPhone, under } from '../../../test/support/hidden-values.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(hidingPhone)

/** How it is written, for each known value that is found in the message. */
function written(target: string, body: Buffer | string = '', by: Detector = detector): string[] {
  return formsFound(by, target, body)
}

const imei = '352099001761481'

test.each([
  ['one byte', '5a'],
  ['one byte that leaves the high bit set', 'c3'],
  ['two bytes', '11ee'],
  ['text', Buffer.from('key').toString('hex')],
  ['seven bytes', '91c3f00718aa5b'],
])('a value alone under XOR with %s', (_, key) => {
  const hidden = under(imei, key)
  for (const body of [
    JSON.stringify({ x: hidden.toString('hex') }),
    JSON.stringify({ x: hidden.toString('base64') }),
    hidden,
  ])
    expect(written('/t', body)).toEqual([expect.stringMatching(`^imei XOR, key ${key}`)])
})

test.each([
  ['as text', Buffer.from('e1f0c27a9d').toString('hex'), 'e1f0c27a9d'],
  ['in hex', '91c3f00718aa5bd2436e8f1c27b0d9e5', '91c3f00718aa5bd2436e8f1c27b0d9e5'],
  ['in base64', '91c3f00718aa5bd2436e8f1c27b0d9e5', 'kcPwBxiqW9JDbo8cJ7DZ5Q=='],
])('a value alone under XOR with a key beside it: %s', (_, key, sent) => {
  const body = JSON.stringify({ ja: under(imei, key).toString('hex'), jb: sent })
  expect(written('/t', body)).toEqual([expect.stringMatching(/^imei XOR, "jb" of the message/)])
})

test.each([
  ['bytes', 'sha1'],
  ['hex', 'sha1'],
  ['bytes', 'sha256'],
  ['hex', 'md5'],
])('a digest under XOR with a key beside it: %s of %s', (form, algorithm) => {
  // Only the first tokens of one name are tried.
  const fresh = (): Detector => new Detector(profileOf({ imei: ['352099001761481'] }))
  const digestOf = (imei: string): Buffer => {
    const digest = createHash(algorithm).update(imei).digest()
    return form === 'hex' ? Buffer.from(digest.toString('hex')) : digest
  }
  const under = (bytes: Buffer, key: Buffer): string =>
    Buffer.from(bytes.map((byte, at) => byte ^ (key[at % key.length] ?? 0))).toString('base64')
  const text = Buffer.from('k3yAbCd9')
  const random = Buffer.from('8c03d95ea1f7426be0197cd2b5348f6a91ce20f3', 'hex')
  for (const [key, sent] of [
    [text, 'k3yAbCd9'],
    [random, random.toString('base64')],
    [random, random.toString('hex')],
  ] as const) {
    const hidden = under(digestOf('352099001761481'), key)
    for (const u of [hidden, Buffer.from(hidden).toString('base64')]) {
      const found = written('/t', JSON.stringify({ u, key: sent }), fresh())
      expect(found, sent).toEqual([
        expect.stringMatching(/^imei .* in (?:raw|hex) under XOR, "key" of the message/),
      ])
    }
  }
  const u = under(digestOf('352099001761499'), text)
  expect(written('/t', JSON.stringify({ u, key: 'k3yAbCd9' }), fresh())).toEqual([])
})

test('a value under XOR in a container, beside a pad as long as it, and a name that is legible still', () => {
  const hidden = under(imei, '5a')
  const field = Buffer.concat([Buffer.from([0x08, 0x05, 0x12, hidden.length]), hidden])
  expect(written('/t', field)).toEqual([expect.stringMatching(/^imei XOR, key 5a/)])
  const pad = '91c3f00718aa5bd2436e8f1c27b0d9'
  expect(written('/t', JSON.stringify({ one: under(imei, pad).toString('hex'), two: pad }))).toEqual([
    expect.stringMatching(/^imei XOR, "two" of the message, from hex/),
  ])
  expect(written('/t', JSON.stringify({ x: under('NX7PLUS12345', '07').toString('base64') }))).toEqual([
    expect.stringMatching(/^serial XOR, key 07/),
  ])
})

test('numbers, names and tokens of the same length are no XOR', () => {
  const others = [
    '352099001761473',
    '174609001712345',
    'abcdefghijklmno',
    'aaaaaaaaaaaaaaa',
    '000000000000000',
  ]
  for (const other of others)
    for (const value of [other, Buffer.from(other).toString('base64'), Buffer.from(other).toString('hex')])
      expect(written('/t', JSON.stringify({ salt: value, x: other, y: '12345678' })), value).toEqual([])
})
