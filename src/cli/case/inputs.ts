import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { itemsOf } from '../../case/case-folder.ts'
import type { CaseFacts } from '../../case/case-folder.ts'
import type { Recipe } from '../../case/manifest.ts'
import { InputError } from '../../core/errors.ts'

/** What the case is about, from case.yaml. */
export function factsOf(folder: string): CaseFacts {
  const text = readFileSync(join(folder, 'case.yaml'), 'utf8')
  const field = (name: string): string => {
    const line = new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1] ?? '""'
    return line.startsWith('"') ? (JSON.parse(line) as string) : line
  }
  return { name: field('name'), device: field('device'), timeZone: field('timeZone') }
}

/** The case's files as the options of a scan. */
export function inputsOf(folder: string): Omit<Recipe, 'result'> {
  const captures = itemsOf(folder, 'evidence').map(({ path }) => path)
  if (captures.length === 0) throw new InputError(`${folder} has no evidence: varde case add ${folder} FILE.`)
  const profiles = itemsOf(folder, 'profile').map(({ path }) => path)
  if (profiles.length > 1)
    throw new InputError(`${folder} has ${profiles.length} profiles: a case is about one phone.`)
  const pathsOf = (kind: 'keys' | 'events'): string[] => itemsOf(folder, kind).map(({ path }) => path)
  return { captures, profile: profiles[0] ?? null, keys: pathsOf('keys'), events: pathsOf('events') }
}
