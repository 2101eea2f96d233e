import { expect, test } from 'vitest'
import { isNamedAhead, tableHeadEnd } from './named-ahead.ts'

/** The name stands between bars. */
function isAhead(text: string, lineStart = -1): boolean {
  const start = text.indexOf('|')
  const end = text.lastIndexOf('|') - 1
  const bytes = Buffer.from(text.replaceAll('|', ''))
  return isNamedAhead(bytes, 0, start, end, bytes.length, lineStart)
}

test.each([
  ['<key>|imsi|</key><string>24201', true],
  ['<Name>|IMSI|</Name><Value>24201', true],
  ['<tr><th>|imsi|</th><td>24201', true],
  ['<td>|imsi|</td>\n  <td class="v">24201', true],
  ['<dt>|imsi|</dt><dd>24201', true],
  ['<td>|imsi|</td></tr><tr><td>24201', false],
  ['<b>|imsi|</b>', false],
  ['["|imsi|","242011234567890"]', true],
  [String.raw`[\"|imsi|\",\"242011234567890\"]`, true],
  ['["|first_name|","Kari"]', true],
  ['["|first_name|","Kari","x"]', false],
  ['name=|imsi|&value=24201', true],
  ['a=1&attributeName=|imsi|&attributeValue=24201', true],
  ['name=device.|serial|&value=24201', true],
  ['name=%24|serial|;value=24201', true],
  [`["|access_token|","${'ya29'.repeat(40)}"]`, true],
  ['[\n  "|first_name|",\n  "Kari"\n]', true],
  ['rename=|imsi|&value=24201', false],
  ['q=|imsi|&value=24201', false],
  ['INSERT INTO d (n, serial) |VALUES| (1, 24201)', true],
  ['insert%20or%20replace%20into%20d%20%28serial%29%20|values|%20%2824201%29', true],
  ['the new |values| (1, 2)', false],
  ['INSERT INTO d (n) VALUES (|serial|)', false],
  ['{"file":"|begin| 644 log.txt\\n#', true],
  ['file=|begin|+0644+log.txt%0A', true],
  ['file=|begin|%2520600%2520log.txt', true],
  ['|begin| 12 x', false],
  ['{"raw":"|WIFI|:T:WPA;S:Haugen;;"}', true],
  ['raw=|WIFI|%253AS%253AHaugen', true],
  ['{"net":"|WIFI|: on"}', false],
  ['{"|wifi|":t:"x"}', false],
  ['|Begin| 644 x', false],
  ['{"columns":["a","|imsi|"],"rows":[[1,2]]}', true],
  ['{"columns":["a","|imsi|"]}', false],
])('%s names what follows: %s', (text, isOne) => {
  expect(isAhead(text)).toBe(isOne)
})

test.each([
  ['a,|imsi|,b\n1,2,3', true],
  ['|imsi|;b\n1;2', true],
  ['a\t|imsi|\n1\t2', true],
  ['"a","|imsi|","b"\n1,2,3', true],
  ['|imsi|\n1', false],
  ['a b=|imsi|,c\n', false],
])('as a column of a first line %j: %s', (text, isOne) => {
  expect(isAhead(text, 0)).toBe(isOne)
  expect(isAhead(text)).toBe(false)
})

test('the head of a table ends with its line, and is no sentence', () => {
  const end = (text: string): number => tableHeadEnd(Buffer.from(text), 0, text.length)
  expect(end('a,b\n1,2')).toBe(3)
  expect(end('a\n1')).toBe(-1)
  expect(end('a=1,b\n')).toBe(-1)
  expect(end('a,b')).toBe(-1)
})
