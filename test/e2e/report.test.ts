/** `varde report` as a user meets it, on the recorded sample of the founding case. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { root, varde } from './run-varde.ts'

const sample = join(root, 'samples/nokia-7-plus')
const founding = [
  'report',
  `${sample}.pcapng`,
  '--profile',
  `${sample}.profile.yaml`,
  '--events',
  `${sample}.events.ndjson`,
]
const folder = mkdtempSync(join(tmpdir(), 'varde-report-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('varde report', () => {
  test('writes the page to a file or to standard output, the same each time', async () => {
    const file = join(folder, 'page.html')
    const [written, printed] = await Promise.all([varde([...founding, '-o', file]), varde(founding)])
    expect([written.code, written.stdout, written.stderr]).toEqual([0, '', ''])
    expect(printed.code).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(printed.stdout)
    expect(printed.stdout).toContain('<h1>')
    const truth = readFileSync(`${sample}.profile.yaml`, 'utf8')
    for (const [value] of truth.matchAll(/\b\d{15,20}\b/g)) expect(printed.stdout).not.toContain(value)
  })

  test('never writes over a file, and leaves nothing half-written', async () => {
    const file = join(folder, 'mine.html')
    writeFileSync(file, 'mine')
    const { stderr, code } = await varde([...founding, '-o', file])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^varde: [^\n]*mine\.html is there already: a report is never written over\.\n$/)
    expect(readFileSync(file, 'utf8')).toBe('mine')
    const lost = await varde([...founding, '-o', join(folder, 'none/page.html')])
    expect(lost.code).toBe(2)
    expect(lost.stderr).toMatch(/^varde: [^\n]*: there is no such folder\.\n$/)
    expect(readdirSync(folder).filter((name) => name.includes('writing'))).toEqual([])
  })

  test('says in one line that a PDF needs Chromium, before it scans', async () => {
    const pdf = join(folder, 'none.pdf')
    const { stderr, code } = await varde(['report', '/nonexistent.pcap', '--pdf', pdf], {
      env: { VARDE_CHROMIUM: '/nonexistent/chromium' },
    })
    expect(code).toBe(3)
    expect(stderr).toMatch(
      /^varde: a PDF needs Chromium, and \/nonexistent\/chromium is not there: [^\n]+\n$/,
    )
    expect(existsSync(pdf)).toBe(false)
  })

  test.skipIf(!existsSync('/usr/bin/chromium'))(
    'prints a tagged PDF by Chromium, where that is there',
    { timeout: 120_000 },
    async () => {
      const pdf = join(folder, 'page.pdf')
      const { code, stderr } = await varde([...founding, '--pdf', pdf])
      expect([code, stderr]).toEqual([0, ''])
      const text = readFileSync(pdf, 'latin1')
      expect(text).toMatch(/^%PDF-/)
      expect(text).toContain('/StructTreeRoot')
      expect(text).toContain("/CreationDate (D:19700101000000+00'00')")
    },
  )
})
