import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { conformEncoding, hintOf } from '../../../test/support/conform-encoding.ts'
import { Budget } from '../budget.ts'
import { encoding } from './table-behind-text.ts'

const table = 'time,imei,lat\n1,490154203237518,59.9\n2,"a, b",59.8'

conformEncoding(
  encoding,
  {
    'behind a title': { bytes: `Report of today\n\n${table}\n`, gives: ['Report of today\n\n', table] },
    'between lines of a log': {
      bytes: `10:00 D begin\n${table}\n10:01 D end\n${table.replaceAll(',', '\t')}\nend`,
      gives: ['10:00 D begin\n', table, '\n10:01 D end\n', table.replaceAll(',', '\t'), '\nend'],
    },
    'of columns in quotes': {
      bytes: `# v2\n"time";"imei";"lat"\r\n"1";"49";"59.9"\r\n`,
      gives: ['# v2\n', '"time";"imei";"lat"\r\n"1";"49";"59.9"'],
    },
  },
  {
    'a table': table,
    prose: 'Dear all,\nred, green, blue\nare, all, colours\nand so on\n',
    'columns of numbers': 'a\n1,2,3\n4,5,6\n',
    'a head alone': 'a\ntime,imei,lat\n\nb\n',
    'another number of columns': 'a\ntime,imei,lat\n1,2\n',
  },
)

test('many heads and rows cost no more than their length', () => {
  for (const unit of ['a,b,c\n', 'a,b,c\n1,2,3\n', 'a,b,c\n1,2\n', '\n', 'a,', '"\n']) {
    const bytes = Buffer.from(`x\n${unit.repeat(500_000 / unit.length)}`)
    const begun = processorTime()
    encoding.probe(bytes, hintOf(bytes))
    encoding.decode(bytes, hintOf(bytes), new Budget())
    expect(processorTime() - begun).toBeLessThan(1_500)
  }
})
