import type { Manifest } from '../case/manifest.ts'
import { shellWord } from '../core/shell-word.ts'
import { limitsDigest } from './case/limits-digest.ts'
import { dataNames } from './data-files.ts'
import { build, version } from './version.ts'

/**
 * By what a bundle shows that another build of varde made its results, as the end of a sentence about them; null where nothing in it
 * shows that. A signer can write what he wants there: it explains a difference, and excuses none.
 */
function otherBuild({ engine, settings }: Manifest): string | null {
  if (engine.version !== version) return `varde ${engine.version} made them, and this is ${version}`
  const own = new Set(dataNames())
  const others = [
    // Absent in older bundles: nothing is known of them then.
    ...(settings !== undefined && settings.limits !== limitsDigest() ? ['other limits'] : []),
    ...(own.size === engine.data.length && engine.data.every((name) => own.has(name))
      ? []
      : ['other data sets']),
  ]
  if (others.length > 0) return `another build of varde ${version} made them, with ${others.join(' and ')}`
  return engine.build !== undefined && build !== '' && engine.build !== build
    ? `another build of varde ${version} made them`
    : null
}

/** What is said before the differences of results of `path` that do not come out again; nothing where this build made them. */
export function otherBuildLines(manifest: Manifest, path: string): string[] {
  const other = otherBuild(manifest)
  return other === null
    ? []
    : [
        `its results are not what this build derives: ${other}. Builds find otherwise in the same packets: that alone shows no change, and rules none out. The build that made them can derive them again; varde report ${shellWord(path)} reads ${holdsSlices(manifest) ? 'what they say' : 'its captures anew'}`,
      ]
}

/** Whether its captures are not in it: then a result is all that can be read. */
function holdsSlices({ recipes }: Manifest): boolean {
  return recipes.some(({ slices }) => slices !== undefined)
}
