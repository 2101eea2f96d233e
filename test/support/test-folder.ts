import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** For tests: a new folder that goes when the tests of the file, or of the group that it is made in, are over. */
export function testFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `varde-${name}-`))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** For tests: writes a file of the folder, and gives its path. */
export function putInto(folder: string): (name: string, content: Uint8Array | string) => string {
  return (name, content) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
}
