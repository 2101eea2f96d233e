import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './dump.ts'

const text = '{"imei":"490154203237518","model":"TA-1046","root":1}'
/** What the tools print of the text above. */
const xxd = `00000000: 7b22 696d 6569 223a 2234 3930 3135 3432  {"imei":"4901542
00000010: 3033 3233 3735 3138 222c 226d 6f64 656c  03237518","model
00000020: 223a 2254 412d 3130 3436 222c 2272 6f6f  ":"TA-1046","roo
00000030: 7422 3a31 7d                             t":1}
`
const xxdWords = `00000000: 6d69227b 3a226965 30393422 32343531  {"imei":"4901542
00000010: 33323330 38313537 6d222c22 6c65646f  03237518","model
00000020: 54223a22 30312d41 2c223634 6f6f7222  ":"TA-1046","roo
00000030: 313a2274       7d                    t":1}
`
const hexdump = `00000000  7b 22 69 6d 65 69 22 3a  22 34 39 30 31 35 34 32  |{"imei":"4901542|
00000010  30 33 32 33 37 35 31 38  22 2c 22 6d 6f 64 65 6c  |03237518","model|
00000020  22 3a 22 54 41 2d 31 30  34 36 22 2c 22 72 6f 6f  |":"TA-1046","roo|
00000030  74 22 3a 31 7d                                    |t":1}|
00000035
`
const hexdumpWords = `0000000 227b 6d69 6965 3a22 3422 3039 3531 3234
0000010 3330 3332 3537 3831 2c22 6d22 646f 6c65
0000020 3a22 5422 2d41 3031 3634 2c22 7222 6f6f
0000030 2274 313a 007d
0000035
`
const od = `0000000 173 042 151 155 145 151 042 072 042 064 071 060 061 065 064 062
0000020 060 063 062 063 067 065 061 070 042 054 042 155 157 144 145 154
0000040 042 072 042 124 101 055 061 060 064 066 042 054 042 162 157 157
0000060 164 042 072 061 175 012 012 012 012 012 012 012 012 012 012 012
0000100 151 155 145 151
0000104
`
const tcpdump = `\t0x0000:  4500 003c 1c46 4000 4006 b1e6 c000 0201  E..<.F@.@.......
\t0x0010:  c633 6401 696d 6569 3d34 3930 3135 3432  .3d.imei=4901542
\t0x0020:  3033 3233 3735 3138                      03237518
`
const parcel = `Result: Parcel(
  0x00000000: 00000000 0000000f 00390034 00310030 '........4.9.0.1.'
  0x00000010: 00340035 00300032 00320033 00370033 '5.4.2.0.3.2.3.7.'
  0x00000020: 00310035 00000038                   '5.1.8...')
`
const octal = [...Buffer.from(text)].map((byte) => byte.toString(8).padStart(3, '0'))

conformEncoding(
  encoding,
  {
    xxd: { bytes: xxd, gives: [`hex = ${text}`] },
    'xxd, words': { bytes: xxdWords, gives: [`words, last byte first = ${text.slice(0, 52)}…`] },
    'hexdump -C': { bytes: hexdump, gives: [`hex = ${text}`] },
    hexdump: { bytes: hexdumpWords, gives: [`words, last byte first = ${text}\0`] },
    'od -b, whose places are octal': {
      bytes: od,
      gives: [`octal = ${text}${'\n'.repeat(11)}imei`],
    },
    'tcpdump -X': {
      bytes: tcpdump,
      gives: [
        Buffer.concat([
          Buffer.from('4500003c1c4640004006b1e6c0000201c6336401', 'hex'),
          Buffer.from('imei=490154203237518'),
        ]),
      ],
    },
    'a Parcel of Android, inside other text': {
      bytes: parcel,
      gives: [
        Buffer.concat([Buffer.from([0, 0, 0, 0, 15, 0, 0, 0]), Buffer.from('490154203237518\0', 'utf16le')]),
      ],
    },
    'with something in front of each row, and lines of others between': {
      bytes: `12-03 02:04:28.101  1234  1250 D Net: sending
12-03 02:04:28.102  1234  1250 D Net: 0000 - 7b 22 69 6d 65 69 22 3a-22 34 39 30 31 35 34 32   {"imei":"4901542
12-03 02:04:28.102   871   902 I Wifi: ssid=Fjordnett
12-03 02:04:28.103  1234  1250 D Net: 0010 - 30 33 32 33 37 35 31 38-22 7d                     03237518"}
12-03 02:04:28.104  1234  1250 D Net: done
`,
      gives: [
        '12-03 02:04:28.101  1234  1250 D Net: sending\n12-03 02:04:28.102  1234  1250 D Net: ',
        'hex = {"imei":"490154203237518"}',
        '\n12-03 02:04:28.102   871   902 I Wifi: ssid=Fjordnett\n12-03 02:04:28.103  1234  1250 D Net: ',
        '\n12-03 02:04:28.104  1234  1250 D Net: done',
      ],
    },
    'behind more than a few lines, and two of them': {
      bytes: `a\nb\nc\nd\ne\n${xxd}f\n${xxd}`,
      gives: ['a\nb\nc\nd\ne\n', `hex = ${text}`, '\nf\n', `hex = ${text}`],
    },
    "Netty's, in bars": {
      bytes: `         +-------------------------------------------------+
         |  0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f |
+--------+-------------------------------------------------+----------------+
|00000000| 7b 22 69 6d 65 69 22 3a 22 34 39 30 31 35 34 32 |{"imei":"4901542|
|00000010| 30 33 32 33 37 35 31 38 22 7d                   |03237518"}      |
+--------+-------------------------------------------------+----------------+
`,
      gives: ['+---…', 'hex = {"imei":"490154203237518"}', '\n+…'],
    },
    'rows in texts of their own': {
      bytes: JSON.stringify(
        xxd
          .trimEnd()
          .split('\n')
          .map((message, at) => ({ at, level: 'debug', message })),
      ),
      gives: [`hex = ${text}`],
    },
    'one line, inside a log': {
      bytes: `sent:\n${xxd.slice(0, 68)}done\n`,
      gives: ['hex = {"imei":"4901542'],
    },
    'octal bytes': { bytes: octal.join(' '), gives: [`octal = ${text}`] },
    'octal bytes, in brackets': { bytes: `[${octal.join(', ')}]`, gives: [`octal = ${text}`] },
  },
  {
    'decimal bytes': [...Buffer.from('ABCDEFefghijABCDEF')].map((byte) => `1${byte}`).join(' '),
    'lines of addresses': '0000007b1c2d3e4f /system/lib64/libc.so\n0000007b1c2d3f00 /system/lib64/libm.so\n',
    'columns of numbers in a log whose first one goes up':
      'a: 0000 1200 1017 1291 9811 8301\nb: 0008 1200 1017 1291 9811 8301\nc: 0030 1200 1017 1291 9811 8301\nd: 1',
    'times and numbers': '1000 20 30 40 50 60 70 80\n1005 20 30 40 50 60 70 80\n',
    'a line that begins in the middle':
      '00000010: 3033 3233 3735 3138 222c 226d 6f64 656c  03237518","model\n',
    'octal bytes that are no text': '001 216 377 203 000 017 300 222 001 216 377 203',
    'numbers of three digits': '101 102 103 104 105 106 107 110 111 112 113 114',
  },
)
