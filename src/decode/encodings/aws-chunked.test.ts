import { awsChunked } from '../../../test/support/aws-chunked.ts'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './aws-chunked.ts'

const text = '{"imei":"490154203237518"}'
const signed = awsChunked(Buffer.from(text), 10)
const unsigned = `${text.length.toString(16)}\r\n${text}\r\n0\r\n`
const checksum = 'x-amz-checksum-crc32:sOO8/Q==\r\n\r\n'

conformEncoding(
  encoding,
  {
    'signed, not declared': { bytes: signed, gives: [text] },
    'declared, without signatures': {
      bytes: Buffer.from(`${unsigned}\r\n`),
      coding: 'aws-chunked',
      gives: [text],
    },
    'with a checksum behind it': {
      bytes: Buffer.from(`${unsigned}${checksum}`),
      coding: 'gzip, aws-chunked',
      gives: [text, `aws-chunked = ${checksum}`],
    },
    'without its end': { bytes: signed.subarray(0, -86), gives: [`cut = ${text}`] },
    'cut in a chunk': {
      bytes: Buffer.from(unsigned.slice(0, 20)),
      coding: 'aws-chunked',
      gives: [`cut = ${text.slice(0, 16)}`],
    },
    'with a wrong size': {
      bytes: Buffer.from(`5\r\n${text}\r\n0\r\n\r\n`),
      coding: 'aws-chunked',
      gives: [`damaged = ${text.slice(0, 5)}`, `aws-chunked = ${text.slice(5)}\r\n0\r\n\r\n`],
    },
  },
  {
    'a number and a word': Buffer.from('5;chunk=1\r\nabcde\r\n0\r\n\r\n'),
    'chunks without signatures, not declared': Buffer.from(unsigned),
    'no size': Buffer.from(';chunk-signature=ab\r\n'),
  },
)
