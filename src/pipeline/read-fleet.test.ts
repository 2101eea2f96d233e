import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readFleet } from './read-fleet.ts'

const folder = mkdtempSync(join(tmpdir(), 'varde-fleet-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('files of a table lie beside it, unless they are named from the root', async () => {
  const table = join(folder, 'fleet.csv')
  writeFileSync(table, 'unit,captures\na,one.pcap;/elsewhere/two.pcap\n')
  const asked: (readonly string[])[] = []
  const read = readFleet(table, {
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
