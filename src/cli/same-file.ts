import { fstatSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { InputError } from '../core/errors.ts'
import { reading } from '../core/read-error.ts'
import { networkAddress } from '../pipeline/reading/network-source.ts'
import { TwinFinder } from '../pipeline/twice/twin-captures.ts'
import type { NamedCapture } from '../pipeline/twice/twin-captures.ts'

/** The whole path of a file that the user named. Throws an InputError where the current folder, in which it lay, is gone. */
export function fullPath(file: string): string {
  return reading(file, () => resolve(file))
}

/** Refuses a file that is given twice, by whatever names: all that it shows would be counted twice. */
export function refuseDoubles(files: readonly string[]): void {
  const named = new Map<string, string>()
  for (const file of files) {
    if (file === '') throw new InputError('a file name is empty.')
    if (networkAddress(file) !== null) continue
    const path = file === '-' ? file : fullPath(file)
    // Links, hard and symbolic, lead to the same place on the disk.
    const place = placeOf(file)
    const keys = place === null ? [path] : [path, place]
    for (const key of keys) {
      const other = named.get(key)
      if (other === undefined) named.set(key, file)
      else if (other === file || key === path)
        throw new InputError(`${file} is named twice: all that it shows would be counted twice.`)
      else
        throw new InputError(
          `${file} and ${other} are the same file: all that it shows would be counted twice.`,
        )
    }
  }
}

/**
 * Refuses what turns out to be the same capture under two names, in files or in documents of scans. `before`: those that were
 * taken by earlier calls count, too.
 */
export async function refuseTwins(
  captures: readonly NamedCapture[],
  before: TwinFinder = new TwinFinder(),
): Promise<void> {
  for (const capture of captures) {
    const { path } = capture
    const twin = await before.twinOf(capture)
    if (twin === null) continue
    if (twin.path !== path)
      throw new InputError(
        `${twin.path} and ${path} hold the same capture: all that it shows would be counted twice.`,
      )
    throw new InputError(
      captures.indexOf(twin) < 0 || capture.isFile
        ? `${path} is named twice: all that it shows would be counted twice.`
        : `${path} counts the same capture twice: scan it anew.`,
    )
  }
}

/** Where a file lies on the disk; null where it is none that lies there, or where opening it will say what is wrong. */
export function placeOf(file: string): string | null {
  try {
    const status = file === '-' ? fstatSync(0, { bigint: true }) : statSync(file, { bigint: true })
    return status.isFile() ? `${status.dev} ${status.ino}` : null
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return null
    throw cause
  }
}
