import { itemsOf } from '../../case/case-folder.ts'
import type { CaseFiles } from '../../case/case-files.ts'
import type { Recipe } from '../../case/manifest.ts'
import { InputError } from '../../core/errors.ts'

/** The case's files as the options of a scan. */
export function inputsOf(files: CaseFiles): Omit<Recipe, 'result'> {
  const { folder } = files
  const captures = itemsOf(files, 'evidence').map(({ path }) => path)
  if (captures.length === 0) throw new InputError(`${folder} has no evidence: varde case add ${folder} FILE.`)
  const profiles = itemsOf(files, 'profile').map(({ path }) => path)
  if (profiles.length > 1)
    throw new InputError(`${folder} has ${profiles.length} profiles: a case is about one phone.`)
  const pathsOf = (kind: 'keys' | 'events'): string[] => itemsOf(files, kind).map(({ path }) => path)
  return { captures, profile: profiles[0] ?? null, keys: pathsOf('keys'), events: pathsOf('events') }
}
