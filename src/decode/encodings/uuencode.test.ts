import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './uuencode.ts'

// What uuencode of GNU sharutils writes of these texts.
const short = 'begin 644 id.txt\n/-#DP,34T,C`S,C,W-3$X\n`\nend\n'
const document =
  'begin 644 a b.json\n' +
  'M>R)I;65I(CHB-#DP,34T,C`S,C,W-3$X(BPB;6]D96PB.B)402TQ,#0V(BPB\n' +
  ')<F]O="(Z,7T*\n`\nend\n'

conformEncoding(
  encoding,
  {
    'a short file': { bytes: short, gives: ['name = id.txt', '490154203237518'] },
    'of two lines': {
      bytes: document,
      gives: ['name = a b.json', '{"imei":"490154203237518","model":"TA-1046","root":1}\n'],
    },
    'with the line ends of mail, inside a text': {
      bytes: `Here it is:\r\n\r\n${short.replaceAll('\n', '\r\n')}Bye`,
      gives: ['name = id.txt', '490154203237518'],
    },
    'without its end': { bytes: short.replace('`\nend\n', ''), gives: ['name = id.txt', '490154203237518'] },
  },
  {
    prose: 'We begin 2025 with a walk\nin the woods\nat the end\n',
    'a line in prose': 'And then begin 644 times\nagain\nend\n',
    'nothing in it': 'begin 644 empty\n`\nend\n',
    'a block of Pascal': 'begin\n  x := 1;\nend.\n',
  },
)
