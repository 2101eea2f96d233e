import { InputError } from '../../core/errors.ts'
import { reading } from '../../core/read-error.ts'
import { isRegularFile, readHead } from './open-file.ts'

/** A result of `varde scan --json`, of whatever version. */
const beginning = /^\s*\{\s*"schema"\s*:\s*"varde\/scan@/
/** What stands in front of text, in UTF-16 too, as shells of Windows write what is redirected. */
const marks = /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/

/** Whether a file is a result of `varde scan --json`, by its first bytes: it may be of many megabytes. */
export function isScanResult(path: string): boolean {
  return reading(path, () => isRegularFile(path) && startsAsScanResult(readHead(path)))
}

/** The same of the first bytes of what was unpacked. */
export function startsAsScanResult(first: Buffer): boolean {
  return beginning.test(first.toString('latin1', 0, headBytes).replace(marks, '').replaceAll('\0', ''))
}

const headBytes = 256

/** Refuses a result of a scan where something else is `wanted`, before all of it is read. Throws an InputError. */
export function refuseScanResult(path: string, wanted: string): void {
  if (!isScanResult(path)) return
  throw new InputError(
    `${path} is a result of varde scan --json, and no ${wanted}: varde scan, report, letter, assess, export and gate render it, varde compare, claims and scope take it as what a capture shows.`,
  )
}
