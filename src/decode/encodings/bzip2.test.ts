import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, nodeWith } from '../../../test/support/decoded-message.ts'
import { encoding, written } from './bzip2.ts'

const text =
  '{"imei":"356938035643809","list":["one","two","two","two","one","two"],"more":"aaaaaaaaaaaaaaaaaaaaaaaa"}'
/** What the programs of their authors made of it. */
const made = (base64: string): Buffer => Buffer.from(base64, 'base64')
const one = made(
  'QlpoOTFBWSZTWV7YzhwAACo7gAQAEARPcAAKIieciiAASGSTTQ9R6jPVDQDVPKepiYJhHpqaH5PAisrzn64sxD6piEN5RVWCDCmFDDIt2Lr6ikpfBgDDuUZAGA/PYu5IpwoSC9sZw4A=',
)
const half = made(
  'QlpoMTFBWSZTWXXhLkYAABibgBAET3AACAInjIggACGqep6BNppqb1T1CgaaGRkxMN6zmcQg86gN2zxsQEFlsHJ5QpwyqLKiRX8XckU4UJB14S5G',
)
const rest = made(
  'QlpoMTFBWSZTWdJVxdIAAAE7gAQAEAQAEAACIgOUgiAAISptQbUGhAAAzumKZDTdh2jnU6F66KI+LuSKcKEhpKuLpA==',
)

conformEncoding(
  encoding,
  {
    'one stream': { bytes: one, gives: [text] },
    'two streams': { bytes: Buffer.concat([half, rest]), gives: [text] },
    'bytes behind its end': {
      bytes: Buffer.concat([one, Buffer.from('imsi=1')]),
      gives: [text, 'bzip2 = imsi=1'],
    },
    'codes of one length': { bytes: written.encode(Buffer.from(text)), gives: [text] },
  },
  {
    'a word that begins so': 'BZh9 is a word',
    'nothing in it': made('QlpoORdyRThQkAAAAAA='),
    'a block that is cut': one.subarray(0, -12),
  },
)

test('it is opened where it is declared, inside base64 and inside other bytes', () => {
  const declared = decodeBody(one, { contentEncoding: 'bzip2' })
  expect(nodeWith(declared, '356938035643809')?.parent?.step.step).toBe('bzip2')
  expect(declared.tolerated).toEqual([])
  expect(nodeWith(decodeBody(`v=${one.toString('base64')}`), '356938035643809')).toBeDefined()
  const inside = Buffer.concat([Buffer.from([1, 2, 3, 200, 5, 6, 7, 8, 9, 0, 11, 12, 13]), one])
  expect(nodeWith(decodeBody(inside), '356938035643809')).toBeDefined()
})

test('what is damaged is given as far as it goes, or said to be unread', () => {
  const damaged = Buffer.from(one)
  damaged[12] = (damaged[12] as number) ^ 255
  const given = decodeBody(damaged)
  expect(nodeWith(given, '356938035643809')).toBeDefined()
  expect(given.damaged).toContain('bzip2 damaged')
  expect(decodeBody(one.subarray(0, -12)).unread).toEqual(['bzip2 of which a part is missing or damaged'])
})
