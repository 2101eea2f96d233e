import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readFleet } from './read-fleet.ts'
import { readUnits, unitsOf } from '../../../../test/support/fleet-of-sides.ts'
import { silent } from '../../../../test/support/silent-side.ts'
import { testFolder } from '../../../../test/support/test-folder.ts'

const folder = testFolder('fleet-table')

test('files of a table lie beside it, unless they are named from the root', async () => {
  const table = join(folder, 'fleet.csv')
  writeFileSync(table, 'unit,captures\na,one.pcap;/elsewhere/two.pcap\n')
  const asked: (readonly string[])[] = []
  const read = readUnits(table, {
    sender: null,
    exposuresMin: 20,
    readSide: (paths) => {
      asked.push(paths)
      return Promise.reject(new Error('read'))
    },
  })
  await expect(read).rejects.toThrow('read')
  expect(asked).toEqual([[join(folder, 'one.pcap'), '/elsewhere/two.pcap']])
})

test('a table as spreadsheets save it, and rows by their lines in the file', async () => {
  const text = '# a remark\n\nunit,affected\na,no\nb,perhaps\n'
  await expect(unitsOf(text)).rejects.toThrow('row 5: affected is “perhaps”')
  const units = await unitsOf(Buffer.from(`\ufeff${text.replace('perhaps', 'no')}`, 'utf16le'))
  expect(units.map(({ id }) => id)).toEqual(['a', 'b'])
})

test('columns and fields that are not where they belong are refused', async () => {
  await expect(unitsOf('unit,build,Build,build,affected\na,1,2,3,yes\n')).rejects.toThrow(
    'the column build stands twice.',
  )
  await expect(unitsOf('unit,shop,affected\na,Oslo, east,yes\n')).rejects.toThrow(
    'row 2: it has 4 fields, and the table 3 columns: put a field that holds “,” into double quotes.',
  )
  await expect(unitsOf('unit,model,affected\n1,"A,yes\n2,B,no\n')).rejects.toThrow(
    'row 2: a double quote is not closed: close it; a row is one line of the table.',
  )
  await expect(unitsOf('# fleet\nunit,"model,affected\n1,A,yes\n')).rejects.toThrow('row 2: a double quote')
  expect(await unitsOf('unit,model,affected\n1,"5"" A, B",yes\n2,5" screen,no\n')).toHaveLength(2)
  // As spreadsheets save empty columns, and rows that end early.
  expect(await unitsOf('unit,affected,shop\na,yes,A,,\nb,no\n')).toHaveLength(2)
})

test('a table that is no text in UTF-8 is refused', async () => {
  const table = join(folder, 'fleet.csv')
  const bytes = Buffer.from('unit,shop,affected\na,Kr\u00f8ll,yes\n', 'latin1')
  writeFileSync(table, bytes)
  const options = { sender: null, exposuresMin: 20, readSide: () => Promise.resolve(silent()) }
  await expect(readFleet(table, options)).rejects.toThrow('is no text in UTF-8; save it as UTF-8.')
  writeFileSync(table, bytes.toString('latin1'), 'utf16le')
  expect(await readFleet(table, options)).toHaveLength(1)
  // A sign that stands for a lost letter is text, too.
  writeFileSync(table, 'unit,shop,affected\na,Kr\ufffdll,yes\n')
  expect(await readFleet(table, options)).toHaveLength(1)
})
