import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, nodeWith } from '../../../test/support/decoded-message.ts'
import { encoding } from './mail.ts'

const head =
  'Subject: x\r\nContent-Type: text/plain;\r\n charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n'
const body = '4901542=\r\n03237518'

conformEncoding(
  encoding,
  {
    'fields and a body': {
      bytes: `${head}\r\n${body}`,
      gives: [
        'Subject = x',
        'Content-Type = text/plain;\r\n charset=utf-8',
        'Content-Transfer-Encoding = quoted-printable',
        `body = ${body}`,
      ],
    },
    'declared, with bare line ends': {
      bytes: 'Subject: x\nTo: y\n\nhi',
      contentType: 'message/rfc822',
      gives: ['Subject = x', 'To = y', 'body = hi'],
    },
  },
  {
    'fields that are no mail': 'Subject: x\nTo: y\n\nhi',
    'a head without its end': { bytes: head, gives: [] },
    'lines of something else': { bytes: `a line\n${head}\r\n${body}`, gives: [] },
  },
)

test('what its head says of the body is undone', () => {
  expect(nodeWith(decodeBody(`${head}\r\n${body}`), '490154203237518')).toBeDefined()
})
