import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './full-width.ts'

conformEncoding(
  encoding,
  {
    // As Unicode's compatibility forms (NFKC) undo it.
    'an address of mail': { bytes: 'ａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ', gives: ['ada@example.org'] },
    'among others': {
      bytes: 'MAC：０２:００:５ｅ:１０:２０:２ｂ ａｂｃ',
      gives: ['MAC:02:00:5e:10:20:2b abc'],
    },
    'raised digits': { bytes: '³⁵⁷¹⁸⁴', gives: ['357184'] },
  },
  {
    'a unit': 'm² and km²',
    'two letters': 'ＡＢ',
    'other letters': 'Ærlig 你好，世界。',
    'signs of typography': 'a\u200bb\u200bc',
    'no text': Buffer.from('\0ａｂｃ'),
  },
)
