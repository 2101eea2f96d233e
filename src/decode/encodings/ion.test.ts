import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { request } from '../../../test/support/decoded-tree.ts'
import { decode } from '../decode.ts'
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
    'texts that stand in the table of names': {
      bytes: made('4AEA6u6ggYPenIe+mYRzc2lki015SG9tZU5ldDQyhGFsc2+Bbo/elopxC4y8cQtxCnHIcHEOcQR/jSMPQkA='),
      gives: ['$.ssid = MyHomeNet42', '$.also[0] = MyHomeNet42', '$.also[1] = ssid', '$.n = 1000000'],
    },
    'whole numbers of more than eight bytes': {
      bytes: made(
        '4AEA6u6jgYPen4e+nIVpY2NpZIhuZWdhdGl2ZYdkZWNpbWFshGxvbmfexoopBNmlppbhZT2VizkE2aWmluFlPZWMWoAE2aWmluFlPZWNLqEHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=',
      ),
      gives: [
        '$.iccid = 89470100739182640533',
        '$.negative = -89470100739182640533',
        '$.decimal = 89470100739182640533',
        Buffer.alloc(33, 7),
      ],
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

/** A number in groups of seven bits, the last one marked. */
function variable(number: number): Buffer {
  const groups = [(number & 127) | 128]
  for (let rest = number >>> 7; rest > 0; rest >>>= 7) groups.unshift(rest & 127)
  return Buffer.from(groups)
}

function long(kind: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(kind << 4) | 14]), variable(content.length), content])
}

/** A table of names that goes on where the one before ended. */
function moreNames(names: Buffer): Buffer {
  const fields = Buffer.concat([Buffer.from([0x86, 0x71, 3, 0x87]), long(11, names)])
  return long(14, Buffer.concat([Buffer.from([0x81, 0x83]), long(13, fields)]))
}

test('as many names as a body may hold are read', () => {
  const count = 2_000_000
  const member = Buffer.concat([variable(10 + count), Buffer.from('\x8432.5', 'latin1')])
  const bytes = Buffer.concat([
    Buffer.from('e00100ea', 'hex'),
    moreNames(Buffer.alloc(count, 0x80)),
    moreNames(Buffer.from('\x84imei', 'latin1')),
    long(13, member),
  ])
  const { root } = decode(request('/', ['Content-Type: application/x-amzn-ion'], bytes))
  const nodes = [root]
  for (const node of nodes) for (const child of node.children) nodes.push(child)
  expect(nodes.find(({ key }) => key === 'imei')?.bytes.toString()).toBe('32.5')
})
