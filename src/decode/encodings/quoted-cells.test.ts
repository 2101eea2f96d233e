import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { conformEncoding, hintOf } from '../../../test/support/conform-encoding.ts'
import { Budget } from '../budget.ts'
import { encoding } from './quoted-cells.ts'

const json = '{"imei":"490154203237518","a":""}'
const doubled = json.replaceAll('"', '""')

conformEncoding(
  encoding,
  {
    'a document in a row': { bytes: `t,d\n1,"${doubled}",2\n`, gives: [json] },
    'some, of which one goes on over lines': {
      bytes: `t;d\r\n1;"${doubled}"\r\n2;"a, b"\r\n3;"first ""line""\nsecond"\r\n4;"third\nfourth"\r\n`,
      gives: [json, 'first "line"\nsecond', 'third\nfourth'],
    },
  },
  {
    'a table without any': 'a,"b, c",d\n1,"2, 3",4\n',
    'a document': `{\n"a":"",\n"b":"x"\n}`,
    'a table of empty cells': '"a","",""\n"b","",""\n',
    'no end': `t,d\n1,"{""imei"":""49`,
    prose: 'he said ""no"" and\nwent on',
  },
)

test('much of what it is not costs no more than its length', () => {
  for (const unit of ['"', '""', ',"', ',""', ',"a""', '"a"\n', ',"a"" b",']) {
    const bytes = Buffer.from(`\n${unit.repeat(500_000 / unit.length)}`)
    const begun = processorTime()
    encoding.probe(bytes, hintOf(bytes))
    encoding.decode(bytes, hintOf(bytes), new Budget())
    expect(processorTime() - begun).toBeLessThan(1_000)
  }
})
