import { InputError } from '../core/errors.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { isScanResult } from '../pipeline/reading/refuse-result.ts'
import { printable } from '../report/writing/printable.ts'
import { tell } from './output.ts'
import { readResult } from './read-result.ts'
import { readProfile } from './scan-files.ts'

/** Whether a command shows values. */
export interface RevealFlags {
  readonly reveal?: boolean
}

/** What a command was told about captures, which a result does not ask for. */
interface ResultFlags extends RevealFlags {
  readonly profile?: string
  readonly keys?: readonly string[]
  readonly events?: readonly string[]
  readonly joined?: boolean
}

/**
 * The result of `varde scan --json` that is given in the place of captures: each report of it is made as it was found. Its
 * profile is read where it is named, to mask what it names. `marked`: documents whose values are marks. Throws an InputError for
 * what needs the captures.
 */
export async function givenResult(
  files: readonly string[],
  { profile: profilePath, keys = [], events = [], joined = false, reveal = false }: ResultFlags,
  marked: ReadonlySet<string> = new Set(),
): Promise<ScanResult> {
  const path = files.find(isScanResult) ?? ''
  if (files.length > 1)
    throw new InputError(
      `${path} is a result of varde scan --json, and stands alone: give it without other files, or the captures of all (varde compare, claims and scope take results and captures together).`,
    )
  const [option] = [...(keys.length > 0 ? ['--keys'] : []), ...(events.length > 0 ? ['--events'] : [])]
  if (option !== undefined)
    throw new InputError(
      `${option} is for captures: ${path} is a result, and what it says was found without. Give the capture that it comes from.`,
    )
  if (joined)
    throw new InputError(
      `--joined is for captures: ${path} is a result, and stays as it was found. Give the files of the recording.`,
    )
  const profile = profilePath === undefined ? null : await readProfile(profilePath)
  const result = readResult(path, { profile, isMarked: marked.has(path) })
  const isMasked = result.shownValues !== undefined
  if (profile !== null) requireSame(result, path, profilePath ?? '')
  if (reveal && isMasked)
    throw new InputError(
      marked.has(path)
        ? `values in ${path} are marks: varde verify --reveal-file opens single ones.`
        : `${path} masks its values: to see them (--reveal), give the capture, or a result of varde scan --json --reveal.`,
    )
  if (reveal && !isMasked)
    tell(
      `varde: ${printable(path)} is a result: the bytes that carry its values are in the captures alone.\n`,
    )
  if (!reveal && !isMasked && result.profile !== null && profile === null)
    tell(
      `varde: ${printable(path)} holds no profile, only what was found of it: names and texts in which other values of it stand show them. --profile FILE masks these, too.\n`,
    )
  return result
}

/** Throws an InputError where a profile is not the one of a result: kinds are all that results say of theirs. */
function requireSame({ profile }: ScanResult, path: string, given: string): void {
  if (profile === null)
    throw new InputError(
      `${path} was found without a profile: to search for the values of ${given}, give the capture.`,
    )
}
