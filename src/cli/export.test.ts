import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pcapFile } from '../../test/support/capture.ts'
import { testFolder } from '../../test/support/test-folder.ts'
import { exportFindings } from './export.ts'

const folder = testFolder('export')

test('a file that comes while findings are exported is not written over', async () => {
  const capture = join(folder, 'a.pcap')
  const output = join(folder, 'findings.csv')
  writeFileSync(capture, pcapFile([Buffer.from('invented')]))
  const flags = { keys: [], recipient: [], output }
  const exported = exportFindings([capture], flags, 'csv', () => writeFileSync(output, 'of another'))
  await expect(exported).rejects.toThrow(`${output} is there already`)
  expect(readFileSync(output, 'utf8')).toBe('of another')
  expect(readdirSync(folder).toSorted()).toEqual(['a.pcap', 'findings.csv'])
})
