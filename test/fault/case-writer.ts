/**
 * For the kill harness: works on a case until it is killed, and says each act that was acknowledged on a line of
 * standard output. `node case-writer.ts FOLDER SOURCE [PASSPHRASE]`.
 */
import { writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { enterCase } from '../../src/case/folder/enter-case.ts'
import { keepResult } from '../../src/case/folder/case-results.ts'
import { addEvidence } from '../../src/case/folder/case-items.ts'
import { record } from '../../src/case/folder/custody.ts'

const [folder = '', source = '', passphrase] = process.argv.slice(2)
const acting = { by: 'harness', version: 'test', now: () => '2026-01-01T00:00:00.000Z' }
const acknowledged = (what: string): void => void writeSync(1, `${what}\n`)

const files = enterCase(folder, passphrase ?? null)
for (let round = 0; ; round++) {
  const file = join(source, `file-${process.pid}.pcap`)
  writeFileSync(file, `${process.pid} ${round} ${'x'.repeat(round % 5_000)}`)
  acknowledged(`add ${addEvidence(files, file, acting).digest}`)
  const key = `k-${process.pid}-${round}`
  keepResult(files, key, { 'scan.json': `{"round":${round}}\n` }, {}, acting)
  acknowledged(`result ${key}`)
  acknowledged(`record ${record(files, 'note', { round }, acting).hash}`)
}
