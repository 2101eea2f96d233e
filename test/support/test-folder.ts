import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** For tests: a new folder that goes when the tests of the file, or of the group that it is made in, are over. */
export function testFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `varde-${name}-`))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
