import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { huffmanBytes } from '../../../test/support/hpack.ts'
import { decodeHuffman, huffmanCodes, huffmanOutputMax } from './huffman.ts'

const codes = huffmanCodes()

function decode(bytes: Buffer): { text: string; isFaulty: boolean } {
  const out = Buffer.alloc(huffmanOutputMax(bytes.length) + 3)
  const end = decodeHuffman(bytes, 0, bytes.length, out, 3)
  const isFaulty = end < 0
  return { text: out.toString('latin1', 3, isFaulty ? ~end : end), isFaulty }
}

describe('the Huffman code', () => {
  test('is complete: its codes share out all the room there is', () => {
    expect(codes).toHaveLength(257)
    expect(codes.reduce((room, { bits }) => room + 2 ** (30 - bits), 0)).toBe(2 ** 30)
  })

  test.each([
    ['0 is 00000 (RFC 7541 appendix B)', '0', 0x0, 5],
    ['a is 00011', 'a', 0x3, 5],
    ['& is 11111000', '&', 0xf8, 8],
    ['\\ is 1111111111111110000', '\\', 0x7fff0, 19],
    ['byte 0xff is 3ffffee', '\xff', 0x3ffffee, 26],
    ['byte 0x16 is 3ffffffe', '\x16', 0x3ffffffe, 30],
    ['end of string is 3fffffff', '\u0100', 0x3fffffff, 30],
  ])('%s', (_name, character, code, bits) => {
    expect(codes[character.charCodeAt(0)]).toEqual({ code, bits })
  })

  test.each([
    ['www.example.com', 'f1e3c2e5f23a6ba0ab90f4ff'],
    ['no-cache', 'a8eb10649cbf'],
    ['custom-value', '25a849e95bb8e8b4bf'],
    ['Mon, 21 Oct 2013 20:13:21 GMT', 'd07abe941054d444a8200595040b8166e082a62d1bff'],
    ['https://www.example.com', '9d29ad171863c78f0b97c8e9ae82ae43d3'],
    ['gzip', '9bd9ab'],
  ])('%s (RFC 7541 C.4, C.6)', (text, hex) => {
    expect(decode(Buffer.from(hex, 'hex'))).toEqual({ text, isFaulty: false })
    expect(huffmanBytes(Buffer.from(text)).toString('hex')).toBe(hex)
  })

  test('any bytes come back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from(bytes).toString('latin1')
        expect(decode(huffmanBytes(Buffer.from(bytes)))).toEqual({ text, isFaulty: false })
      }),
    )
  })

  test('what is no such code is said, and what stands before it is kept', () => {
    // Padding of zeros, a whole byte of padding, an end of string.
    expect(decode(Buffer.from('00', 'hex'))).toEqual({ text: '0', isFaulty: true })
    expect(decode(Buffer.from('9bd9abff', 'hex'))).toEqual({ text: 'gzip', isFaulty: true })
    expect(decode(Buffer.from('ffffffff', 'hex'))).toEqual({ text: '', isFaulty: true })
    expect(decode(Buffer.from('', 'hex'))).toEqual({ text: '', isFaulty: false })
  })

  test('any bytes at all give an output within its bounds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decode(Buffer.from(bytes)).text.length).toBeLessThanOrEqual(huffmanOutputMax(bytes.length))
      }),
    )
  })
})
