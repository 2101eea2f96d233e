import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { conformEncoding, hintOf } from '../../../test/support/conform-encoding.ts'
import { Budget } from '../budget.ts'
import { encoding } from './behind-text.ts'

const json = '{"lat":"59.91","id":7,"lon":"10.75"}'

conformEncoding(
  encoding,
  {
    'of a log': { bytes: `12:00:01 INFO sent ${json}`, gives: ['12:00:01 INFO sent ', json] },
    'behind a mark': { bytes: `|${json}`, gives: ['|', json] },
    'an array of objects': { bytes: `v2 [${json}]`, gives: ['v2 ', `[${json}]`] },
    'with a word behind it': { bytes: `sent ${json} in 12 ms`, gives: ['sent ', json, ' in 12 ms'] },
    'behind a name': { bytes: `data=${json}`, gives: ['data=', json] },
    'behind a time and a tag': {
      bytes: `12-03 10:00:00.123  1234  1250 D App     : ${json}`,
      gives: ['12-03 10:00:00.123  1234  1250 D App     : ', json],
    },
    'on some lines of a log': {
      bytes: `begin\n10:00 D App: ${json}\n10:01 D App: wait\n10:02 D App: a=${json} b=${json} done\nend\n`,
      gives: [
        'begin\n10:00 D App: ',
        json,
        '\n10:01 D App: wait\n10:02 D App: a=',
        json,
        ' b=',
        json,
        ' done\nend',
      ],
    },
    'over lines': {
      bytes: `<-- 200\n${JSON.stringify(JSON.parse(json), null, 2)}\n<-- END`,
      gives: ['<-- 200\n', JSON.stringify(JSON.parse(json), null, 2), '\n<-- END'],
    },
    'brackets in texts': {
      bytes: `sent {"a\\"}":"}","b":["]"]} ok`,
      gives: ['sent ', '{"a\\"}":"}","b":["]"]}', ' ok'],
    },
    'as Python prints it': {
      bytes: `I/py: sent {'a': 'it"s }', "b": "it's"} ok`,
      gives: ['I/py: sent ', `{'a': 'it"s }', "b": "it's"}`, ' ok'],
    },
    'escaped, as in a text of another document': {
      bytes: String.raw`12:00 D App: {\"a\":\"x\\\"}y\\\\\",\"b\":[\"]\"]} ok`,
      gives: ['12:00 D App: ', String.raw`{\"a\":\"x\\\"}y\\\\\",\"b\":[\"]\"]}`, ' ok'],
    },
    'cut off by the log': {
      bytes: `10:00 D App: {"lat":"59.91","ids":[{"a":1},{"b":\n10:01 D App: ${json}\n10:02 D App: {"lat":"59.91`,
      gives: [
        '10:00 D App: ',
        '{"lat":"59.91","ids":[{"a":1},{"b":',
        '\n10:01 D App: ',
        json,
        '\n10:02 D App: ',
        '{"lat":"59.91',
      ],
    },
    'behind brackets': { bytes: `[INFO] ${json}`, gives: ['[INFO] ', json] },
  },
  {
    'a document': json,
    'a program':
      'function a(){return {"b":1}}; a(); and then it goes on for very much longer than any tail would, in this very line',
    'texts in quotes': '12-03 D App: sent "{"lat":"59.91","id":7}" and then "["a","b"]"',
    prose: 'it says {so} here and there',
  },
)

test('the name in front is that of the document', () => {
  const keys = (text: string): readonly (string | null)[] => {
    const bytes = Buffer.from(text)
    const decoded = encoding.decode(bytes, hintOf(bytes), new Budget())
    return typeof decoded === 'string' ? [] : decoded.pieces.map(({ key }) => key)
  }
  expect(keys(`a\nD App: ${json}\nsent=${json}\n10:00 D App: ${json}\n`)).toEqual([
    '',
    'D App',
    '',
    'sent',
    '',
    '',
  ])
})

test('many documents, ends and quotes cost no more than their length', () => {
  for (const unit of [
    'a {"b":"cdefgh"} ',
    'a {"b ',
    'a {"b":"cdefgh"}\n',
    '"a" ',
    '{"',
    '[{"a":[{"',
    "{'",
    '{\\"',
    '{ ',
    '[{',
  ]) {
    const bytes = Buffer.from(`x ${unit.repeat(500_000 / unit.length)}`)
    const begun = processorTime()
    encoding.probe(bytes, hintOf(bytes))
    encoding.decode(bytes, hintOf(bytes), new Budget())
    expect(processorTime() - begun).toBeLessThan(1_500)
  }
})
