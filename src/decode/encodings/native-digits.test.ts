import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, lines } from '../../../test/support/decoded-message.ts'
import { encoding } from './native-digits.ts'

conformEncoding(
  encoding,
  {
    // As ICU and Java's `String.format` print them in Arabic, Persian, Marathi and Burmese.
    'Arabic, with its decimal sign': { bytes: '٥٩٫٩١٣٨', gives: ['59.9138'] },
    'Persian, among letters': { bytes: 'tel: ۹۱۶۳۸۲۷۴', gives: ['tel: 91638274'] },
    Devanagari: { bytes: '३५३९१८', gives: ['353918'] },
    Burmese: { bytes: '၃၅၃', gives: ['353'] },
    'full width, with its signs': { bytes: '＋４７．５', gives: ['+47.5'] },
  },
  {
    'plain digits among other letters': 'Ærlig 353918',
    'letters of the script': 'ابجد',
    'a sign alone': 'a，b',
    'no text': Buffer.from('00d9a5d9a9', 'hex'),
    'bytes of which two look like a digit': Buffer.from('dc85c685d9a59dfe9ec2', 'hex'),
  },
)

test('values of a document are read as such', () => {
  const found = lines(decodeBody(Buffer.from('{"lat":"٥٩٫٩١٣٨","lng":"\\u0661\\u0660\\u066b\\u0667"}'))).join(
    '\n',
  )
  expect(found).toContain('$.lat → digits of another script = 59.9138')
  expect(found).toContain('$.lng → digits of another script = 10.7')
})
