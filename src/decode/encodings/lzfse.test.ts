import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, nodeWith } from '../../../test/support/decoded-message.ts'
import { packedHeadAt } from '../lzfse/entropy-head.ts'
import type { EntropyHead } from '../lzfse/entropy-head.ts'
import { encoding, written } from './lzfse.ts'

const text =
  '{"imei":"356938035643809","list":["one","two","two","two","one","two"],"more":"aaaaaaaaaaaaaaaaaaaaaaaa"}'
const lines = Array.from({ length: 150 }, (_, n) => `{"n":${n * n},"imei":"356938035643809"}`).join('\n')
/** What the reference implementation made of the text, of a few bytes, and of the lines: LZVN, stored, under tables. */
const made = (base64: string): Buffer => Buffer.from(base64, 'base64')
const small = made(
  'YnZ4bmkAAABJAAAA4AB7ImltZWkiOiIzNTY5MzgwAAdGNO85IiwibGlzdCI6WyJvbmUADsgGdHdv+zgY510sIm1vcmUARmgBYf/iIn0GAAAAAAAAAGJ2eCQ=',
)
const few = made('YnZ4LQYAAABpbWVpPTFidngk')
const large = made(
  'YnZ4MhsVAAAYATAIAJcAEPhfEH8FVwFgoQAAAD8EgAD5AZ6AJQAAACKAAADAmwArAABQ4JZwyVHPbtc+Ojo7Or69Ozi4WwcAAAAAAAAbAIABAAAAAACcAwAwgOfh3/gl3op34lV4Jx6H5+GB2AAAAAAAAAAAAAAwgA2MAQAAMNgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABJu+IeMN3csL7PKgu6yNYP9bNPRlpJ6upMrGOx5d9DrwPttnbd+wTpRmjYLWt7gCYBRr7rC6VykUtN3DXwUfSZwQbCpCdynColnqnP666d6Fk88B8Pvgyd5Iu39+oJ1W7mecPdbtOES4aIHoyWZEttrTmpwKStiXCHKg7nlARuAwAAAAAAAAAAAAB9kbWNJbC6GlIWIb4J8hdxfuXuCkhr2YOwEM0a08ofRvYL2jE9uKAORsELYNlJac1+Rvwrbtaz0mSzukmVchQvjdpnFblc4gmWF/XCfF13JitVwt5Cwgojax6ygkFWBaT1/NeqY2U4Vj6LkLtMWQEwlF5X97C2U0zcar5VaUTBPiopr7lUoVCFty6EoL7MNf0prKqSRcl5NdWtGagQh8IzJZ2qacCa/Ap/hZ6Ssxrs5ZcUgrkO6EVd1VFeK4BeKVJlZhVhqTy0phOFNRWyKDmvUt2agQpxKDxT0qnKwpoEFbeF4spZ2KlkJ+KWlmKaOSvLLECm6KeathQ3Wk5oAZMlM9dSWRavEN2qj4rt1Pcq0VQVQeVAtaZCVDSKOIXrxFoCMU2jiFMD3qqtFG5Ko3pTomuVe/V5olKtqVInzxKGKSa9UQ/IIdKODLTDVR5idngk',
)

/** The same with its tables as they are, as the first version of the format has them. */
function withPlainTables(bytes: Buffer): Buffer {
  const head = packedHeadAt(bytes, 0) as EntropyHead
  const plain = Buffer.alloc(770)
  plain.write('bvx1', 'latin1')
  const words = [
    head.size,
    head.literalBytes + head.matchBytes,
    head.literals,
    head.matches,
    head.literalBytes,
    head.matchBytes,
  ]
  for (const [index, word] of words.entries()) plain.writeUInt32LE(word, 4 + index * 4)
  plain.writeInt32LE(-head.unusedLiteralBits, 28)
  for (const [index, state] of head.literalStates.entries()) plain.writeUInt16LE(state, 32 + index * 2)
  plain.writeInt32LE(-head.unusedMatchBits, 40)
  for (const [index, state] of head.matchStates.entries()) plain.writeUInt16LE(state, 44 + index * 2)
  for (const [index, frequency] of head.frequencies.entries()) plain.writeUInt16LE(frequency, 50 + index * 2)
  return Buffer.concat([plain, bytes.subarray(head.headBytes)])
}

const changed = Buffer.from(large)
changed[40] = (changed[40] as number) ^ 1

conformEncoding(
  encoding,
  {
    'a block of LZVN': { bytes: small, gives: [text] },
    'a block that is written here': { bytes: written.encode(Buffer.from(text)), gives: [text] },
    'a long match': { bytes: written.encode(Buffer.alloc(700, 0x61)), gives: ['a'.repeat(700)] },
    'a stored block': { bytes: few, gives: ['imei=1'] },
    'a block under tables': { bytes: large, gives: [lines] },
    'tables as they are': { bytes: withPlainTables(large), gives: [lines] },
    'several blocks': {
      bytes: Buffer.concat([few.subarray(0, -4), small.subarray(0, -4), large]),
      gives: [`imei=1${text}${lines}`],
    },
    'bytes behind its end': {
      bytes: Buffer.concat([small, Buffer.from('imsi=1')]),
      gives: [text, 'lzfse = imsi=1'],
    },
    'cut in its literals': { bytes: small.subarray(0, 32), gives: ['cut = {"imei":"3569380356'] },
  },
  {
    'a word that begins so': 'bvx- is a word',
    'a block whose tables are damaged': changed,
    'a block under tables that is cut': large.subarray(0, -40),
    'nothing in it': Buffer.from('bvx$'),
  },
)

test('it is opened inside base64, hex and other bytes', () => {
  for (const body of [
    `v=${small.toString('base64')}`,
    `v=${small.toString('hex')}`,
    Buffer.concat([Buffer.from([1, 2, 3, 200, 5, 6, 7, 8, 9, 0, 11, 12, 13]), small]),
    Buffer.concat([Buffer.from([1, 2, 3, 200, 5, 6, 7, 8, 9, 0, 11, 12, 13]), large]),
  ])
    expect(nodeWith(decodeBody(body), '356938035643809')).toBeDefined()
})

test('what is damaged is said to be unread', () => {
  expect(decodeBody(large.subarray(0, -40)).unread).toEqual(['LZFSE of which a part is missing or damaged'])
})
