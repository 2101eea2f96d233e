import { expect, test } from 'vitest'
import { conformEncoding, hintOf } from '../../../test/support/conform-encoding.ts'
import { decodeBody, nodeWith } from '../../../test/support/decoded-message.ts'
import { Budget } from '../budget.ts'
import { encoding } from './quoted-printable.ts'

const soft = 'Now=27s the time for all folk to come to the aid of their country; imei=\r\n=3D490154203237518'

conformEncoding(
  encoding,
  {
    declared: {
      bytes: 'imei=3D490154203237518',
      coding: 'quoted-printable',
      gives: ['imei=490154203237518'],
    },
    // The example of RFC 2045 section 6.7, with a value behind it.
    'by a soft line break': {
      bytes: soft,
      gives: ["Now's the time for all folk to come to the aid of their country; imei=490154203237518"],
    },
    'every byte': {
      bytes: [...Buffer.from('490154203237518')]
        .map((byte) => `=${byte.toString(16).toUpperCase()}`)
        .join(''),
      gives: ['490154203237518'],
    },
    'with bare line feeds': {
      bytes: soft.replace('\r\n', '\n'),
      coding: 'quoted-printable',
      gives: ["Now's…"],
    },
    'by a break inside a value': { bytes: 'id=4901542=\r\n03237518', gives: ['id=490154203237518'] },
    'by a break inside a MAC address': { bytes: 'a4:50:46=\r\n9c:1e:7b', gives: ['a4:50:469c:1e:7b'] },
    'of one pair': { bytes: 'imei=3D490154203237518', gives: ['imei=490154203237518'] },
    'of one address': { bytes: 'mac=3Da4:50:46:9c:1e:7b', gives: ['mac=a4:50:46:9c:1e:7b'] },
    'every byte, in small letters': { bytes: '=6b=61=72=69=40=61=2e=6e=6f', gives: ['kari@a.no'] },
    'where each sign that is escaped is one of a form': {
      bytes: 'imei=3D490154203237518&os=3Dandroid=21',
      gives: ['imei=490154203237518&os=android!'],
    },
    'where a line that is all letters and digits ends softly': {
      bytes: `token=3D${'0a9082b5'.repeat(8)}=\r\n1390&serial=3DNX7PLUS12345`,
      gives: [`token=${'0a9082b5'.repeat(8)}1390&serial=NX7PLUS12345`],
    },
    'every byte, inside a text': {
      bytes: `LOG ${[...Buffer.from('490154203237518')]
        .map((byte) => `=${byte.toString(16).toUpperCase()}`)
        .join('')} end`,
      gives: ['LOG 490154203237518 end'],
    },
    'cut in an escape': { bytes: 'imei=3D4901=3', coding: 'quoted-printable', gives: ['imei=4901=3'] },
  },
  {
    'empty values of a form on lines': 'imei=\r\nserial=\r\nmodel=20\r\n',
    'binary bytes that end in base64': Buffer.concat([
      Buffer.from('\0\x17\x99\x01357184092641738\0\xaa\xbb', 'latin1'),
      Buffer.from('eyJpY2NpZCI6Ijg5ODYwMTE2NzAzMDEyMzQ1Njc1In0=\n\xff\xfe\x01\x02 and more', 'latin1'),
    ]),
    'a pair whose value is hex': 'serial=3DFA21B709C4',
    'a form': 'imei=49&serial=3D&model=20',
    'a form of values in hex': 'a=2D09&b=4D77&c=5D44&d=61',
    'a form in which one name has more signs': 'imei=3D49&os=3Dandroid&x=yes',
    'a line of base64 among others': 'note=1\nimei=490154203237518\nblob:\nQUJDREVGRw==\nQUJDREVGRx8=\nend\n',
    'data in a property list': `<plist>\n<data>\n\t${Buffer.alloc(50, 0xe7).toString('base64')}\n\t</data>\n</plist>`,
    'wrapped base64': `${Buffer.alloc(57, 'imei=490154').toString('base64')}\n${Buffer.alloc(20, 'a').toString('base64')}`,
  },
)

test('where all of it says so, no other reading is looked for', () => {
  const isWhole = (text: string): unknown => {
    const bytes = Buffer.from(text)
    const decoded = encoding.decode(bytes, hintOf(bytes), new Budget())
    return typeof decoded === 'string' ? decoded : decoded.isWhole
  }
  expect(isWhole(soft)).toBe(true)
  expect(isWhole('=34=39=30=31=35=34=32=30=33=32')).toBe(true)
  expect(isWhole('a=3D1&b=3D2')).toBe(true)
  expect(isWhole('imei=3D490154203237518')).toBe(false)
  expect(isWhole('id=4901542=\r\n03237518')).toBe(false)
})

test('what is declared and not written so is read as it stands, too', () => {
  const read = decodeBody('imei=356938035643809', { contentEncoding: 'quoted-printable' })
  expect(nodeWith(read, '356938035643809')?.key).toBe('imei')
})
