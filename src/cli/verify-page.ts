import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { codeOf } from '../case/folder/durable.ts'
import { FaultError, InputError } from '../core/errors.ts'
import { readError } from '../core/read-error.ts'
import { writeNewFile } from './write-new-file.ts'

/** The page that checks bundles in a browser: beside the build, or in dist/ when the sources run as they are. */
function builtPage(): Buffer {
  const beside = fileURLToPath(new URL('verify.html', import.meta.url))
  const path = existsSync(beside) ? beside : fileURLToPath(new URL('../../dist/verify.html', import.meta.url))
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new FaultError('the page verify.html is missing: run npm run build.', { cause })
  }
}

/** Where the page of a bundle stands: `nokia.verify.html` beside `nokia.varde`. */
export function pagePathOf(bundle: string): string {
  return `${bundle.replace(/\.varde$/, '')}.verify.html`
}

/** Refuses a place that holds something else already, so that nothing is begun in vain. */
export function requirePagePlace(path: string): void {
  requireShortName(path)
  if (existsSync(path) && !readFileSync(path).equals(builtPage()))
    throw new InputError(`${path} is there already, and is not the page of this version: move it away.`)
}

/** The name of the page is longer than that of the bundle, and the disk may take only the latter. */
function requireShortName(path: string): void {
  try {
    lstatSync(path)
  } catch (cause) {
    if (codeOf(cause) === 'ENAMETOOLONG') throw readError(path, cause)
    if (codeOf(cause) === '') throw cause
  }
}

/** Writes the page, where it is not there yet. */
export function writeVerifyPage(path: string): void {
  requirePagePlace(path)
  if (!existsSync(path)) writeNewFile(path, builtPage())
}
