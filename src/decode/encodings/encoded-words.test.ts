import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { expect, test } from 'vitest'
import { decodeBody, nodeWith } from '../../../test/support/decoded-message.ts'
import { encoding } from './encoded-words.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

conformEncoding(
  encoding,
  {
    'the example of RFC 2047': {
      bytes: '=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?= <keld@dkuug.dk>',
      gives: ['Keld Jørn Simonsen <keld@dkuug.dk>'],
    },
    'with a language, in small letters': { bytes: '=?us-ascii*en?q?Keith=20Moore?=', gives: ['Keith Moore'] },
    'in base64 of Latin-1': { bytes: '=?ISO-8859-1?B?QmrocG4=?= x', gives: ['Bjèpn x'] },
    'the blank between two goes': {
      bytes: 'a =?utf-8?Q?Bj=C3=B8rn?=\r\n =?utf-8?Q?_H=C3=A5konsen?= b',
      gives: ['a Bjørn Håkonsen b'],
    },
    'a letter that is cut over two': { bytes: '=?utf-8?Q?Bj=C3?= =?utf-8?Q?=B8rn?=', gives: ['Bjørn'] },
    'of two sets, and of one that nobody knows': {
      bytes: '=?utf-8?B?w7g=?= =?iso-8859-1?Q?=F8?= and =?x-none?Q?=41?=',
      gives: ['øø and A'],
    },
    'a number over two': {
      bytes: `=?utf-8?B?${base64('imei 49015420')}?=\n =?utf-8?B?${base64('3237518')}?=`,
      gives: ['imei 490154203237518'],
    },
  },
  {
    'a query': 'a=?b?Q?c',
    'a word without its end': { bytes: '=?utf-8?Q?Bj=C3=B8rn', gives: [] },
    'no coding of words': '=?utf-8?X?abc?=',
  },
)

test('of JSON, words are read in its values', () => {
  const decoded = decodeBody('{"subject":"=?utf-8?Q?a_=22b=22_490154203237518?="}')
  expect(nodeWith(decoded, 'a "b" 490154203237518')?.key).toBe('subject')
})

test('a word is seen at each place, between marks that begin none, and none where its beginning is cut off', () => {
  for (const filler of ['x', '=', '?', 'a=', '?b=', '&k=v'])
    for (let before = 0; before < 24; before++)
      for (const behind of ['', '=', '?', 'y'.repeat(9)]) {
        const ahead = filler.repeat(before).slice(0, before)
        const bytes = Buffer.from(`..${ahead}=?utf-8?Q?a_b?=${behind}..`)
        expect([ahead, encoding.mayHide?.(bytes, 2, bytes.length - 2)]).toEqual([ahead, true])
        const from = 2 + ahead.length
        expect([ahead, encoding.mayHide?.(bytes, from + 1, bytes.length - 2)]).toEqual([ahead, false])
        expect([ahead, encoding.mayHide?.(bytes, 2, from + 1)]).toEqual([ahead, false])
      }
})
