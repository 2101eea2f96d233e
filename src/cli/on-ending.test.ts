import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'varde-temporary-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Code that works until it is ended, and how it is known to have begun. */
const works: Readonly<Record<string, (browser: string) => string>> = {
  'the page of a PDF': (browser) => `
    import { printPdf } from ${JSON.stringify(new URL('chromium.ts', import.meta.url).href)}
    await printPdf(${JSON.stringify(browser)}, 'IMEI 490154203237518')`,
  'what lies in a folder of its own': () => `
    import { withTemporaryFolder } from ${JSON.stringify(new URL('temporary-folder.ts', import.meta.url).href)}
    await withTemporaryFolder('varde-x-', () => new Promise((done) => setTimeout(done, 60_000)))`,
  'a file that is being written': () => `
    import { NewFile } from ${JSON.stringify(new URL('write-new-file.ts', import.meta.url).href)}
    new NewFile(process.env.TMPDIR + '/x').put(Buffer.from('490154203237518'))
    await new Promise((done) => setTimeout(done, 60_000))`,
}

test('a signal that comes while a file is written in one go ends varde behind that', async () => {
  const place = emptyFolder()
  const text = `
    import { writeNewFile } from ${JSON.stringify(new URL('write-new-file.ts', import.meta.url).href)}
    const content = Buffer.from('whole')
    Object.defineProperty(content, 'length', { get() { process.kill(process.pid, 'SIGINT'); return 5 } })
    writeNewFile(process.env.TMPDIR + '/x', content)
    await new Promise((done) => setTimeout(done, 1_000))
    process.stdout.write('went on')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', text], {
    env: { ...process.env, TMPDIR: place },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (piece) => (said += String(piece)))
  expect(await once(child, 'exit')).toEqual([null, 'SIGINT'])
  expect(said).toBe('')
  expect(readdirSync(place)).toEqual(['x'])
})

test.for(
  Object.keys(works).flatMap((what) =>
    (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => [what, signal] as const),
  ),
)('%s does not outlive %s', async ([what, signal]) => {
  const place = emptyFolder()
  const browser = join(emptyFolder(), 'browser')
  writeFileSync(browser, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 })
  const child = spawn(process.execPath, ['--input-type=module', '--eval', works[what]?.(browser) ?? ''], {
    env: { ...process.env, TMPDIR: place },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(child, 'exit')
  const page = (): string => join(place, readdirSync(place)[0] ?? 'none', 'page.html')
  await vi.waitUntil(
    () => (what === 'the page of a PDF' ? existsSync(page()) : readdirSync(place).length > 0),
    {
      timeout: 20_000,
    },
  )
  child.kill(signal)
  expect(await ended).toEqual([null, signal])
  expect(readdirSync(place)).toEqual([])
})
