import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, nodeWith } from '../../../test/support/decoded-message.ts'
import { encoding, written } from './lzma.ts'

const text =
  '{"imei":"356938035643809","list":["one","two","two","two","one","two"],"more":"aaaaaaaaaaaaaaaaaaaaaaaa"}'
/** What the programs of their authors made of it. */
const made = (base64: string): Buffer => Buffer.from(base64, 'base64')
const one = made(
  'XQAAgAD//////////wA9iIknE7oD835n0gonK8YYv3Bg+f/NK93MzpJ1bh+3zjVf9LOPmhAygfdlzZCOLpC34RxoynWDmZnzfgAW///6UYAA',
)
/** Text that begins as its header does is none. */
const lookalike = Buffer.concat([made('XQAAgAD//////////w'), Buffer.alloc(1), Buffer.alloc(80, 0xff)])

conformEncoding(
  encoding,
  {
    'a mark at its end': { bytes: one, gives: [text] },
    'its length in front': { bytes: written.encode(Buffer.from(text)), gives: [text] },
  },
  { 'what begins so and is none': lookalike, text: ']\0\0 imei=356938035643809' },
)

test('it is opened where it is declared, inside base64, and cut', () => {
  const declared = decodeBody(one, { contentEncoding: 'lzma' })
  expect(nodeWith(declared, '356938035643809')?.parent?.step.step).toBe('lzma')
  expect(declared.tolerated).toEqual([])
  expect(nodeWith(decodeBody(`v=${one.toString('base64')}`), '356938035643809')).toBeDefined()
  expect(nodeWith(decodeBody(one.subarray(0, -20)), '356938035643809')).toBeDefined()
})
