import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { firstDumpRow } from './dump-rows.ts'

const pairs = '7b 22 69 6d 65 69 22 3a'

test.each([
  ['as hexdump -C prints it', `00000000  ${pairs}`, '0000'],
  ['as xxd prints it', '00000000: 7b22 696d 6569 223a', '0000'],
  ['as tcpdump prints it', '\t0x0000:  4500 003c 1c46 4000', '0000'],
  ['as od prints it', '0000000 173 042 151 155 145 151 042 072', '0000'],
  ['in words of eight bytes', '0000000000000000 3a22696d65697b22 3930313534323222', '0000'],
  ['as OpenSSL prints it', `0000 - ${pairs.slice(0, 23)}-22`, '0000'],
  ['in bars', `|00000000| ${pairs} |`, '0000'],
  ['behind a time and a tag', `<7>[ 1234.560000] ril: 00000000: ${pairs}`, '00000000: '],
  ['behind an escaped line end', String.raw`{"log":"sent\n0000: ${pairs}"}`, '0000: '],
  ['in a form', `log=sent%0A0000%3A+${pairs.replaceAll(' ', '+')}`, '0000%3A'],
  ['in a form whose blanks are escaped', `log=sent%0A0000%3A%20${pairs.replaceAll(' ', '%20')}`, '0000%3A'],
])('%s: a first row', (_, text, place) => {
  const at = text.indexOf(place)
  for (let lead = 0; lead < 40; lead++) {
    const bytes = Buffer.from(`${'x'.repeat(lead)}\n${text}\n`)
    expect(firstDumpRow(bytes, 0, bytes.length)).toBe(lead + 1 + at)
    expect(firstDumpRow(bytes, 0, lead + at + 20)).toBe(-1)
  }
})

test.each([
  ['a row that is not the first', `00000010  ${pairs}`],
  ['too few bytes', '0000: 7b 22 69 6d 65 69 22'],
  ['one group', '0000 7b22696d6569223a'],
  ['groups that differ in size', '0000: 7b22 696d 65 69223a 2222 3322'],
  ['part of a number', `12.0000 ${pairs}`],
  ['part of a name', `x_0000: ${pairs}`],
  ['part of a longer number', `10000: ${pairs}`],
  ['times of tasks', '12-03 00:00:00.0000 1111 2222 3333 4444 5555'],
  ['groups of a UUID', '00000000-7b22-696d-6569-223a34393031'],
  ['zeros without an end', '0'.repeat(400)],
  ['escapes', '%00'.repeat(100)],
  ['nothing', ''],
])('%s: none', (_, text) => {
  const bytes = Buffer.from(text)
  expect(firstDumpRow(bytes, 0, bytes.length)).toBe(-1)
})

test('much of what it is not costs no more than its length', () => {
  for (const unit of ['0000', '0000 ', '0000: ', '00000000: 7b22 696d 6569 223 ', '%0A0000%3A+', 'ab cd ']) {
    const bytes = Buffer.from(unit.repeat(400_000 / unit.length))
    const begun = processorTime()
    firstDumpRow(bytes, 0, bytes.length)
    expect(processorTime() - begun).toBeLessThan(1_000)
  }
})
