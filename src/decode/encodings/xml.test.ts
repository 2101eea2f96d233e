import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { Budget } from '../budget.ts'
import { Shape } from '../shape.ts'
import { encoding } from './xml.ts'

conformEncoding(
  encoding,
  {
    'elements and attributes': {
      bytes:
        '<?xml version="1.0"?><device model=\'TA-1046\'>\n <imei sim="1">490154203237518</imei><none/></device>',
      gives: [
        'xml/@version = 1.0',
        'device/@model = TA-1046',
        'device/imei/@sim = 1',
        'device/imei = 490154203237518',
      ],
    },
    'CDATA and comments': {
      bytes: '<a><![CDATA[<imei>490154203237518]]><!-- serial: 8473920561 --></a>',
      gives: ['a = <imei>490154203237518', 'a = serial: 8473920561'],
    },
    'HTML as people write it': {
      bytes: '<p class=x>one<br>two</p>',
      gives: ['p/@class = x', 'p = one', 'p/br = two'],
    },
    'a sign that is no end of a tag': { bytes: '<a b="x>y">z</a>', gives: ['a/@b = x>y', 'a = z'] },
    'not closed': {
      bytes: '<a><b>490154203237518</a><c d="e>',
      gives: ['a/b = 490154203237518', 'a/c/@d = e>'],
    },
  },
  {
    'a comparison': '< 490154203237518 >',
    ASCII85: '<~9jqo^BlbD-BleB1DJ+*+F(f,q~>',
    'empty elements': '<a><b/></a>',
  },
)

test('tags without attributes are not each looked through to the end of the text', () => {
  const looked = { bytes: 0 }
  const text = Buffer.from('<a>'.repeat(2_000))
  const search = text.indexOf.bind(text)
  text.indexOf = (value: string | number | Uint8Array, from = 0) => {
    const at = search(value, from as number)
    looked.bytes += (at < 0 ? text.length : at) - (from as number)
    return at
  }
  const shape = new Shape()
  shape.scan(text)
  encoding.decode(text, { shape, role: 'value', key: '', contentType: '', coding: '' }, new Budget())
  expect(looked.bytes).toBeLessThan(4 * text.length)
})
