import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './ion.ts'

/** As the documents of the format have it. */
const made = (base64: string): Buffer => Buffer.from(base64, 'base64')

conformEncoding(
  encoding,
  {
    'a struct of texts, numbers and a list': {
      bytes: made(
        '4AEA6u6egYPemoe+l4RpbWVpg2xhdINsb26EdGFnc4FugmF03rSKjo8zNTY5MzgwMzU2NDM4MDmLSEBN9Pqs2eg+jFXEgAGkAo24g29uZYN0d2+OMwHiQI9v',
      ),
      gives: [
        '$.imei = 356938035643809',
        '$.lat = 59.9139',
        '$.lon = -10.7522',
        '$.tags[0] = one',
        '$.tags[1] = two',
        '$.n = -123456',
      ],
    },
    'a table that goes on': {
      bytes: made('4AEA6uqBg9eHtYRpbWVp2YonAUSiHNJFoe2Bg9qGcQOHtYRpbXNp3pKLjo8yNDIwMTYwMDAwMDAwMDE='),
      gives: ['$.imei = 356938035643809', '$1.imsi = 242016000000001'],
    },
    'names of a table that is elsewhere': {
      bytes: made('4AEA6u6ZgYPelYa824SGc2hhcmVkiCEFh7WEaW1lad6Vj46PMzU2OTM4MDM1NjQzODA5iiEH'),
      gives: ['$.imei = 356938035643809', '$.$10 = 7'],
    },
    'an annotated struct': {
      bytes: made('4AEA6u6PgYPch7qEa2luZIRpbWVp7paBit6Si46PMzU2OTM4MDM1NjQzODA5'),
      gives: ['$.imei = 356938035643809'],
    },
  },
  {
    'its marker alone': made('4AEA6g=='),
    'another version': made(
      '4AIA6u6egYPemoe+l4RpbWVpg2xhdINsb26EdGFnc4FugmF03rSKjo8zNTY5MzgwMzU2NDM4MDmLSEBN9Pqs2eg+jFXEgAGkAo24g29uZYN0d2+OMwHiQI9v',
    ),
    text: 'imei=356938035643809',
  },
)
