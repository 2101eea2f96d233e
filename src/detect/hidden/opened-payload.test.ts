import { createCipheriv, hash } from 'node:crypto'
import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, request } from '../../../test/support/decoded-tree.ts'
import { sealingPhone, seededBytes } from '../../../test/support/hidden-values.ts'
import { decodeInside } from '../../decode/decode.ts'
import { chainOf, describeChain } from '../../decode/describe-chain.ts'
import type { Profile } from '../../device/types.ts'
import { Detector } from '../detector.ts'
import { rc4 } from './rc4.ts'

const readerOf = (known: Profile | null): Detector =>
  new Detector(known, undefined, null, 'named', decodeInside)

describe('what a key opens is read as anything else', () => {
  const text = '{"imei":"352099001761481","imsi":"242010123456789","at":{"lat":59.9127,"lon":10.7461}}'
  const [key, iv] = [seededBytes('key', 16), seededBytes('iv', 16)]
  const seal = (bytes: Buffer): string => {
    const cipher = createCipheriv('aes-128-cbc', key, iv)
    return Buffer.concat([cipher.update(bytes), cipher.final()]).toString('base64')
  }
  const sentWith = (payload: Buffer, name = 'aes_key'): object => ({
    v: 1,
    payload: seal(payload),
    iv: iv.toString('hex'),
    [name]: key.toString('hex'),
  })
  const chains = (knowing: Detector, sent: object): string[] => {
    const input = request('/t', ['Content-Type: application/json'], JSON.stringify(sent))
    if (!isWorthDecoding(knowing, input)) return []
    return detect(knowing, input).detections.map(
      ({ identifier, node }) => `${identifier}: ${describeChain(chainOf(node).slice(1), 'HTTP')}`,
    )
  }
  const way = 'HTTP JSON $.payload → decrypted (AES-128-CBC, "aes_key" of the message, from hex in base64)'
  const all = [
    `imei: ${way} → JSON $.imei`,
    `imsi: ${way} → JSON $.imsi`,
    `location: ${way} → JSON $.at.lat`,
    `location: ${way} → JSON $.at.lon`,
  ]

  test('where a value in it is known, with all that is not', () => {
    expect(chains(readerOf(sealingPhone), sentWith(Buffer.from(text)))).toEqual(all)
  })

  test('where nothing of the phone is known', () => {
    expect(chains(readerOf(null), sentWith(Buffer.from(text)))).toEqual(all)
  })

  test.each([
    ['gzip', gzipSync(text)],
    ['zlib', deflateSync(text)],
  ])('behind %s', (coding, payload) => {
    const found = chains(readerOf(sealingPhone), sentWith(payload))
    expect(found).toEqual(all.map((line) => line.replace(/ → JSON (?=[^→]*$)/, ` → ${coding} → JSON `)))
  })

  test.each([
    ['AES-128-CTR', (packed: Buffer) => createCipheriv('aes-128-ctr', key, iv).update(packed)],
    ['RC4', (packed: Buffer) => rc4(key, packed)],
  ])('behind gzip under a stream: %s', (form, seal) => {
    const sent = {
      payload: seal(gzipSync(text)).toString('base64'),
      iv: iv.toString('hex'),
      aes_key: key.toString('hex'),
    }
    const found = chains(readerOf(sealingPhone), sent)
    expect(found[0]).toBe(`imei: ${way.replace('AES-128-CBC', form)} → gzip → JSON $.imei`)
    expect(found).toHaveLength(all.length)
  })

  test('under a passphrase, as CryptoJS and OpenSSL take one', () => {
    const [passphrase, salt] = [Buffer.from('k3y-f0r-app'), seededBytes('salt', 8)]
    const digests: Buffer[] = []
    for (let at = 0; at < 3; at++)
      digests.push(
        hash('md5', Buffer.concat([digests[at - 1] ?? Buffer.alloc(0), passphrase, salt]), 'buffer'),
      )
    const made = Buffer.concat(digests)
    const cipher = createCipheriv('aes-256-cbc', made.subarray(0, 32), made.subarray(32))
    const data = Buffer.concat([Buffer.from('Salted__'), salt, cipher.update(text), cipher.final()])
    const by = 'AES-256-CBC of a passphrase by MD5, "key" of the message'
    for (const knowing of [readerOf(sealingPhone), readerOf(null)])
      expect(chains(knowing, { key: 'k3y-f0r-app', data: data.toString('base64') })[0]).toBe(
        `imei: HTTP JSON $.data → decrypted (${by} in base64) → JSON $.imei`,
      )
  })

  test.each(['api_key', 'appKey', 'k', 'secret'])('under the name "%s"', (name) => {
    expect(chains(readerOf(sealingPhone), sentWith(Buffer.from(text), name))).toHaveLength(4)
  })

  test('but neither with another key, nor what is no document', () => {
    const other = { ...sentWith(Buffer.from(text)), aes_key: seededBytes('other', 16).toString('hex') }
    const binary = sentWith(seededBytes('payload', 64))
    for (const knowing of [readerOf(sealingPhone), readerOf(null)])
      for (const sent of [other, binary]) expect(chains(knowing, sent)).toEqual([])
  })

  test('a value that reading shows nowhere is told all the same', () => {
    // Between marks, in bytes that no document has.
    const bytes = Buffer.concat([
      seededBytes('front', 24),
      Buffer.from(' 352099001761481 '),
      seededBytes('rest', 24),
    ])
    const found = chains(readerOf(sealingPhone), sentWith(bytes))
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^imei: HTTP JSON \$\.payload/)
  })
})
