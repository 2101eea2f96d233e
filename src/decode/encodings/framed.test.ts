import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './framed.ts'

const content = Buffer.from('{"imei":"490154203237518"}')
function behind(write: (head: Buffer) => void, lead = '', tail = ''): Buffer {
  const head = Buffer.alloc(4)
  write(head)
  return Buffer.concat([Buffer.from(lead, 'hex'), head, content, Buffer.from(tail, 'hex')])
}

conformEncoding(
  encoding,
  {
    'four bytes, highest first': {
      bytes: behind((head) => head.writeUInt32BE(content.length)),
      gives: [content],
    },
    'four bytes, lowest first': {
      bytes: behind((head) => head.writeUInt32LE(content.length)),
      gives: [content],
    },
    'behind a flag, as gRPC does': {
      bytes: behind((head) => head.writeUInt32BE(content.length), '00'),
      gives: [content],
    },
    'behind a marker, with a checksum behind it': {
      bytes: behind((head) => head.writeUInt32LE(content.length), 'c0dec0de', '01020304'),
      gives: [content],
    },
  },
  {
    'a length that is too long': behind((head) => head.writeUInt32BE(content.length + 1)),
    'a length that is much too short': behind((head) => head.writeUInt32BE(5)),
    text: content,
  },
)
