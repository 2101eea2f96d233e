import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, lines } from '../../../test/support/decoded-message.ts'
import { encoding } from './entities.ts'

const each = (write: (byte: number) => string): string =>
  [...Buffer.from('490154203237518')].map(write).join('')

conformEncoding(
  encoding,
  {
    numbers: { bytes: each((byte) => `&#${byte};`), gives: ['490154203237518'] },
    'numbers in hex': { bytes: each((byte) => `&#x${byte.toString(16)};`), gives: ['490154203237518'] },
    'numbers without semicolons': { bytes: each((byte) => `&#${byte}`), gives: ['490154203237518'] },
    'numbers in hex without semicolons': {
      bytes: `${each((byte) => `&#x${byte.toString(16)}`)}<`,
      gives: ['490154203237518<'],
    },
    names: {
      bytes: '{&quot;imei&quot;&colon;&quot;490154203237518&quot;}',
      gives: ['{"imei":"490154203237518"}'],
    },
    'names of letters': {
      bytes:
        '<p>Bj&oslash;rn H&aring;konsen, &Lstrok;ukasz &Zdot;ó&lstrok;kiewski, &Icy;&vcy;&acy;&ncy;, &Sigma;</p>',
      gives: ['<p>Bjørn Håkonsen, Łukasz Żółkiewski, Иван, Σ</p>'],
    },
    'numbers of letters without semicolons in a word': {
      bytes: '<p>Bj&#248rn &#xc5se</p>',
      gives: ['<p>Bjørn Åse</p>'],
    },
    'beyond the first plane': { bytes: 'a&#128512;b&#x1F600;', gives: ['a😀b😀'] },
    'a fragment beside escapes': {
      bytes: '<a href="/?a=1&amp;b=2&#52"> &lt; x',
      gives: ['<a href="/?a=1&b=2&#52"> < x'],
    },
    'once of twice': { bytes: '&amp;#52;', gives: ['&#52;'] },
  },
  {
    'a form': 'a=1&b=2;c',
    'a name that does not exist': '&nosuch; &x;',
    'half of a pair, and what is no character': '&#xd800; &#1114112; &#0;',
    'one alone without its end': '/a?b=1&#52',
    'one of a letter at the end of an address': 'u=http://x.example/?a=1&#248&v=2',
    'fragments of addresses':
      'u=http://x.example/?a=1&#1&v=http://y.example/?b=2&#22&serial=B2NGAA8473920561',
    'names without their ends': 'a=1&lt=2&amp=3',
    'more digits than a character has': '&#12345678&#12345678',
  },
)

test.each([
  '{"data":"{&quot;lon&quot;&colon;&quot;18.96362&quot;}","v":"1"}',
  '42["event",{"data":"{&quot;lon&quot;&colon;&quot;18.96362&quot;}","v":"1"}]',
  '<r><data>{&quot;lon&quot;&colon;&quot;18.96362&quot;}</data></r>',
  '{&quot;lon&quot;&colon;&quot;18.96362&quot;}',
  '<p>{&#34lon&#34:&#34&#49&#56&#46&#57&#54&#51&#54&#50&#34}</p>',
])('what is escaped in a value of a document is undone there: %s', (text) => {
  expect(lines(decodeBody(Buffer.from(text))).at(-1)).toMatch(/JSON \$\.(?:lon = 18\.96362|v = 1)$/)
  expect(lines(decodeBody(Buffer.from(text))).join('\n')).toContain('JSON $.lon = 18.96362')
})

test('an address in XML is unescaped before its pairs are told apart', () => {
  const body = '<a><url>https://x.example/r?imei=490154203237518&amp;iccid=89470100739182640533</url></a>'
  expect(lines(decodeBody(body))).toContain(
    'body → XML a/url → HTML entities → query iccid = 89470100739182640533',
  )
  const plain = 'https://x.example/r?imei=490154203237518&iccid=89470100739182640533&amp;x=1'
  expect(lines(decodeBody(plain))).toContain('body → query iccid = 89470100739182640533')
})
