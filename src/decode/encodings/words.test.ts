import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './words.ts'

conformEncoding(
  encoding,
  {
    'of a log': {
      bytes: 'level=info imei=490154203237518 msg=sent',
      gives: ['level = info', 'imei = 490154203237518', 'msg = sent'],
    },
    'behind a name': {
      bytes: 'DEVICE imei=490154203237518 model=TA-1046',
      gives: ['imei = 490154203237518', 'model = TA-1046'],
    },
    'with a number in groups': {
      bytes: 'a=x imei=35 693803 564380 9 tel=+47 955 97 426 n=1 time 2',
      gives: ['a = x', 'imei = 35 693803 564380 9', 'tel = +47 955 97 426', 'n = 1'],
    },
    'with bytes in hex': {
      bytes: 'LOG data=69 6d 65 69 v=1',
      gives: ['data = 69 6d 65 69', 'v = 1'],
    },
    'with a value in quotes': {
      bytes: 'level=info ssid="Nygård 2. etasje" msg="said \\" loud" one="x" n=1',
      gives: ['level = info', 'ssid = Nygård 2. etasje', 'msg = "said \\" loud"', 'one = "x"', 'n = 1'],
    },
    'with quotes that do not end': {
      bytes: 'a=1 b="no end c=3',
      gives: ['a = 1', 'b = "no', 'c = 3'],
    },
    'with tabs': { bytes: 'a=1\tb.c=2\td-e=3', gives: ['a = 1', 'b.c = 2', 'd-e = 3'] },
  },
  {
    prose: 'it holds that a=b and c=d in all of the cases that we know of',
    parameters: 'a="b", c=d; e=f',
    lines: 'a=1 b=2\nc=3 d=4',
    'one pair': 'a=1 and no more',
  },
)
