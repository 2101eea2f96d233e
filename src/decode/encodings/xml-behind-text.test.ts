import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { conformEncoding, hintOf } from '../../../test/support/conform-encoding.ts'
import { Budget } from '../budget.ts'
import { encoding } from './xml-behind-text.ts'

const xml = '<device><id type="imei">49</id><device a="1"/><lat>59.9</lat></device>'

conformEncoding(
  encoding,
  {
    'of a log': { bytes: `12:00:01 D Net: ${xml}`, gives: ['12:00:01 D Net: ', xml] },
    'behind a name': { bytes: `SEND: ${xml} ok`, gives: ['SEND: ', xml, ' ok'] },
    'with a declaration': {
      bytes: `sent <?xml version="1.0"?>\n<a>49015420</a>`,
      gives: ['sent ', '<?xml version="1.0"?>\n<a>49015420</a>'],
    },
    'on some lines': {
      bytes: `begin\n10:00 D ${xml}\n10:01 D <b> wait\n10:02 D ${xml}\nend`,
      gives: ['begin\n10:00 D ', xml, '\n10:01 D <b> wait\n10:02 D ', xml, '\nend'],
    },
    'cut off by the log': {
      bytes: `10:00 D <device><id>49</id><lat>59\n10:01 D ${xml}`,
      gives: ['10:00 D ', '<device><id>49</id><lat>59', '\n10:01 D ', xml],
    },
    'in front of a line': { bytes: `${xml}\n10:01 D wait`, gives: [xml, '\n10:01 D wait'] },
    'an element of its own name within': {
      bytes: 'x <a:b><a:b c="d"><e>1</e></a:b><a:bc/></a:b>',
      gives: ['x ', '<a:b><a:b c="d"><e>1</e></a:b><a:bc/></a:b>'],
    },
  },
  {
    'a document': xml,
    'a mark in a sentence': 'it is <b>very</b> late, and <i>nobody</i> came',
    'an empty element': 'sent <device id="49"/><b/> and so on',
    'signs of a program': 'if (a<b && c>d) { e<f; }',
    arrows: '<-- 200 https://a.example/ (12 ms)\n--> GET',
  },
)

test('many documents, ends and tags cost no more than their length', () => {
  for (const unit of ['a <b><c>d</c></b> ', 'a <b><c>', '<b ', '<', '<b>\n', '</b>', '<?xml ', '<b><b>']) {
    const bytes = Buffer.from(`x ${unit.repeat(500_000 / unit.length)}`)
    const begun = processorTime()
    encoding.probe(bytes, hintOf(bytes))
    encoding.decode(bytes, hintOf(bytes), new Budget())
    expect(processorTime() - begun).toBeLessThan(1_500)
  }
})
