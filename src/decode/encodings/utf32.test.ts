import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './utf32.ts'

// As iconv of the GNU C library writes `imei=1`, and as `wchar_t` with its end of text.
const big = '000000690000006d00000065000000690000003d00000031'
const little = '690000006d0000006500000069000000e50000003100000000000000'

conformEncoding(
  encoding,
  {
    'high byte first': { bytes: Buffer.from(big, 'hex'), gives: ['high byte first = imei=1'] },
    'with its mark': { bytes: Buffer.from(`0000feff${big}`, 'hex'), gives: ['high byte first = imei=1'] },
    'low byte first, with a mark': {
      bytes: Buffer.from(`fffe0000${little.slice(0, 48)}`, 'hex'),
      gives: ['imeiå1'],
    },
  },
  {
    'numbers of 32 bits': Buffer.from('010000000200000003000000040000000500000006000000', 'hex'),
    'UTF-16': Buffer.from('imei=1234567', 'utf16le'),
    'few characters': Buffer.from(little.slice(0, 40), 'hex'),
    'what is no character': Buffer.from(`${big}00110000`, 'hex'),
  },
)
