import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { guarded } from '../case/folder/durable.ts'
import { FaultError } from '../core/errors.ts'
import { withTemporaryFolder } from './temporary-folder.ts'

/** Where Debian and most others put it; another place is named by VARDE_CHROMIUM. */
const usualPath = '/usr/bin/chromium'
const millisecondsMax = 120_000
/** The mark of a PDF's end stands in its last line. */
const endBytesMax = 32

/** The program to print with, '' where there is none. Throws a FaultError where the one that was named is not there. */
export function findChromium(): string {
  const named = process.env['VARDE_CHROMIUM']
  const path = named ?? usualPath
  try {
    accessSync(path, constants.X_OK)
  } catch (cause) {
    if (named === undefined) return ''
    throw new FaultError(
      `VARDE_CHROMIUM is ${path}, and that is no program: name Chromium, or give --plain-pdf.`,
      {
        cause,
      },
    )
  }
  return path
}

/** Prints a page as a tagged PDF. The browser has no network and keeps nothing; the page's own policy forbids scripts. */
export async function printPdf(chromium: string, page: string): Promise<Uint8Array> {
  return withTemporaryFolder('varde-pdf-', async (folder, interrupted) => {
    const source = join(folder, 'page.html')
    const target = join(folder, 'page.pdf')
    guarded(`${source} cannot be written`, () => writeFileSync(source, page, { mode: 0o600 }))
    const args = [
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-background-networking',
      '--disable-extensions',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--host-resolver-rules=MAP * ~NOTFOUND',
      '--proxy-server=127.0.0.1:9',
      '--no-pdf-header-footer',
      '--export-tagged-pdf',
      '--generate-pdf-document-outline',
      // Chromium's own sandbox does not work for root, who needs none of its protection against a page of ours.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${join(folder, 'profile')}`,
      `--print-to-pdf=${target}`,
      pathToFileURL(source).href,
    ]
    const failure = await run(chromium, args, interrupted)
    const pdf = printed(target)
    if (pdf !== null) return withoutTimes(pdf)
    throw new FaultError(
      `${chromium} made no whole PDF${failure === null ? '' : ` (${failure})`}: with --plain-pdf varde sets it without Chromium.`,
    )
  })
}

/** What was printed; null where it is not there or not whole: of a full disk Chromium says nothing. */
function printed(path: string): Buffer | null {
  if (!existsSync(path)) return null
  const pdf = readFileSync(path)
  const isWhole =
    pdf.subarray(0, 5).toString('latin1') === '%PDF-' &&
    pdf.subarray(-endBytesMax).toString('latin1').includes('%%EOF')
  return isWhole ? pdf : null
}

function run(program: string, args: readonly string[], signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: millisecondsMax, killSignal: 'SIGKILL', signal }, (error) => {
      if (error === null) resolve(null)
      else if (error.killed === true) resolve(`it took longer than ${millisecondsMax / 1000} s`)
      else
        resolve(typeof error.code === 'number' ? `exit code ${error.code}` : (error.code ?? 'it was ended'))
    })
  })
}

/** The same page gives the same bytes with the same Chromium: its moments of printing are set to none. */
function withoutTimes(pdf: Buffer): Buffer {
  const text = pdf.toString('latin1')
  const dated = text.replaceAll(
    /\/(CreationDate|ModDate) \(D:\d{14}\+00'00'\)/g,
    (_, name: string) => `/${name} (D:19700101000000+00'00')`,
  )
  return Buffer.from(dated, 'latin1')
}
