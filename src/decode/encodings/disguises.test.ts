import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBody, lines } from '../../../test/support/decoded-message.ts'
import { codecs, utf8 } from '../../../tools/accuracy/codecs.ts'
import { containers, grpcFrame } from '../../../tools/accuracy/containers.ts'
import { Rng } from '../../../tools/bench/rng.ts'

const document = JSON.stringify({
  app: 'screen of a page',
  v: '356938035643809',
  list: ['one', 'two', 'two', 'two'],
})
const value = '356938035643809'

/** True where a node of the tree is the value. */
function isFound(body: Buffer): boolean {
  return lines(decodeBody(body)).some((line) => line.endsWith(`= ${value}`))
}

describe('what hides a document is undone', () => {
  for (const codec of codecs.filter(({ family }) => family !== 'E13')) {
    test(`${codec.family} ${codec.name}`, () => {
      const bytes = codec.name === 'base58' ? utf8(`{"v":"${value}"}`) : utf8(document)
      // These two put something in front, so that it is no document any more: the value stands in its text.
      const isPrefixed = codec.name === 'percent twice' || codec.name === 'base64, phase 1'
      const found = lines(decodeBody(codec.encode(bytes)))
      expect(isPrefixed ? found.some((line) => line.includes(value)) : isFound(codec.encode(bytes))).toBe(
        true,
      )
    })
  }

  for (const [name, write] of Object.entries(containers)) {
    // Avro and Thrift's compact protocol have no shape of their own: their texts are searched as they stand.
    if (name === 'Avro' || name === 'Thrift, compact') continue
    test(`E7 ${name}`, () => {
      const fields = [
        { key: 'app', value: utf8('screen of a page') },
        { key: 'v', value: utf8(value) },
      ]
      const bytes = write(fields, new Rng('containers'))
      expect(isFound(bytes)).toBe(true)
      expect(isFound(utf8(bytes.toString('base64')))).toBe(true)
    })
  }

  test('protobuf in a frame of gRPC, and compressed bytes behind a head of their own', () => {
    const fields = [{ key: 'v', value: utf8(value) }]
    expect(
      isFound(grpcFrame((containers['protobuf'] as (typeof containers)[string])(fields, new Rng('a')))),
    ).toBe(true)
    for (const squeeze of [gzipSync, deflateSync])
      expect(
        isFound(Buffer.concat([Buffer.from('c2fe00050000', 'hex'), squeeze(document), Buffer.from([1, 2])])),
      ).toBe(true)
  })

  test('deflate and brotli in hex, without a header', () => {
    expect(isFound(utf8(deflateRawSync(document).toString('hex')))).toBe(true)
    expect(isFound(utf8(brotliCompressSync(document).toString('hex')))).toBe(true)
  })

  test('XOR with a short key', () => {
    for (const key of [Buffer.from([0x5a]), Buffer.from([0x81, 0x17, 0xc3])]) {
      const long = utf8(JSON.stringify({ app: 'screen of a page', more: document, v: value }))
      const hidden = Buffer.from(long.map((byte, at) => byte ^ (key[at % key.length] as number)))
      expect(isFound(hidden)).toBe(true)
      expect(isFound(utf8(hidden.toString('base64')))).toBe(true)
    }
  })

  test('elements, attributes and CDATA of XML, and the words of a line', () => {
    expect(isFound(utf8(`<?xml version="1.0"?><a><b n="1">x</b><c>${value}</c></a>`))).toBe(true)
    expect(isFound(utf8(`<a><b imei='${value}'/></a>`))).toBe(true)
    expect(isFound(utf8(`<a><![CDATA[${value}]]></a>`))).toBe(true)
    expect(isFound(utf8(`level=info imei=${value} at=start`))).toBe(true)
  })
})

describe('damage', () => {
  test('any cut of any disguise is read without a throw', () => {
    const made = [
      ...codecs.map(({ encode }) => encode(utf8(document))),
      ...Object.values(containers).map((write) => write([{ key: 'v', value: utf8(value) }], new Rng('cut'))),
    ]
    for (const bytes of made)
      for (let end = 0; end < bytes.length; end += Math.max(1, Math.floor(bytes.length / 40)))
        lines(decodeBody(bytes.subarray(0, end)))
  })

  test('any byte turned in any container is read without a throw', () => {
    const all = Object.values(containers).map((write) =>
      write(
        [
          { key: 'v', value: utf8(value) },
          { key: 'w', value: utf8('text') },
        ],
        new Rng('turn'),
      ),
    )
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.nat(), fc.integer({ min: 0, max: 255 }), (bytes, at, byte) => {
        const turned = Buffer.from(bytes)
        turned[at % turned.length] = byte
        lines(decodeBody(turned))
      }),
      { numRuns: 600 },
    )
  })

  test('random bytes, and random letters, are seldom taken for anything', () => {
    const rng = new Rng('random')
    let taken = 0
    for (let round = 0; round < 300; round++) {
      taken += lines(decodeBody(utf8(rng.bytes(24).toString('base64url')))).length > 0 ? 1 : 0
      taken += lines(decodeBody(utf8(rng.hex(64)))).length > 0 ? 1 : 0
      taken += lines(decodeBody(utf8(rng.digits(40)))).length > 0 ? 1 : 0
    }
    expect(taken).toBeLessThan(4)
  })
})
