import { closeSync } from 'node:fs'
import type { ArchiveMember } from '../case/bundle/archive.ts'
import { checkBundle } from '../case/bundle/verify-bundle.ts'
import { textOfUtf8 } from '../case/bytes.ts'
import { caseArchiveKind } from '../case/case-archive.ts'
import { marksName, parseFacts } from '../case/case-facts.ts'
import type { CaseFacts } from '../case/case-facts.ts'
import { DamagedFileError } from '../case/keys/sealed-file.ts'
import { readLedger } from '../case/ledger.ts'
import { ledgerName, manifestName } from '../case/manifest.ts'
import type { Manifest, Recipe } from '../case/manifest.ts'
import { InputError } from '../core/errors.ts'
import { reading } from '../core/read-error.ts'
import { shellWord } from '../core/shell-word.ts'
import { textOf } from '../core/json-value.ts'
import { isRegularFile, mount, readHead } from '../pipeline/reading/open-file.ts'
import { printable } from '../report/writing/printable.ts'
import { startsAsZip } from '../source/archives/zip.ts'
import { directoryIn, openBundle, sourceOf } from './open-bundle.ts'
import { tell } from './output.ts'

/** A bundle whose parts are read as if they lay in a folder of its name. */
export interface MountedBundle {
  readonly facts: CaseFacts
  /** What its result is derived from; names of parts. */
  readonly recipe: Recipe
  /** It holds the captures themselves, whole: all follows from them. Else its result is what there is. */
  readonly isWhole: boolean
  /** Its values are marks. */
  readonly isRedacted: boolean
  /** What its captures and files of events were called, by the name of the part. */
  readonly names: ReadonlyMap<string, string>
}

const damagesTold = 3
/** Where the name of the first file stands in a zip archive (APPNOTE 4.3.7). */
const nameStart = 30

/** Whether a file is a bundle, also a damaged one, as far as its names show. */
export function isBundle(path: string): boolean {
  return reading(path, () => {
    if (!isRegularFile(path)) return false
    const head = readHead(path)
    if (!startsAsZip(head)) return false
    const file = openBundle(path)
    try {
      const names = directoryIn(sourceOf(file, path))?.members.map(({ name }) => name) ?? []
      return (
        caseArchiveKind(names) === 'bundle' ||
        head.toString('latin1', nameStart, nameStart + manifestName.length) === manifestName
      )
    } finally {
      closeSync(file)
    }
  })
}

/**
 * Checks a bundle, and has its parts read as files below its path from then on: nothing is unpacked, nothing is written. What holds,
 * and what nobody but `varde verify` has looked at, is said on standard error. Throws a DamagedFileError that names what does
 * not hold, and an InputError for one without a result.
 */
export function mountBundle(path: string): MountedBundle {
  const file = openBundle(path)
  const source = sourceOf(file, path)
  const { manifest, signature, members, discrepancies } = checkBundle(source)
  if (discrepancies.length > 0 || manifest === null) {
    closeSync(file)
    const told = discrepancies.slice(0, damagesTold).map(({ part, what }) => `${part}: ${what}`)
    const rest = discrepancies.length - told.length
    throw new DamagedFileError(
      `${path} does not hold, and nothing of it is read: ${told.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}. varde verify ${shellWord(path)} names all.`,
    )
  }
  const recipe = recipeOf(manifest)
  if (recipe === null || (recipe.captures.length === 0 && manifest.redaction === undefined)) {
    closeSync(file)
    throw new InputError(
      `${path} holds no result that is derived from a capture: there is nothing in it to read.`,
    )
  }
  // It stays open for the life of the process, as its parts may be asked for until the end.
  mount(path, (name) => {
    const member = members.get(name)
    return member === undefined
      ? null
      : {
          size: member.bytes,
          modifiedMs: Date.parse(manifest.sealedAt),
          read: (into, offset, length, position) => {
            const wanted = Math.max(0, Math.min(length, member.bytes - position))
            const bytes = wanted === 0 ? noBytes : source.read(member.start + position, wanted)
            into.set(bytes, offset)
            return bytes.length
          },
          close: () => undefined,
        }
  })
  const textIn = (name: string): string => {
    const member: ArchiveMember | undefined = members.get(name)
    return member === undefined ? '' : textOfUtf8(source.read(member.start, member.bytes))
  }
  const isRedacted = manifest.redaction !== undefined
  const isWhole = !isRedacted && recipe.slices === undefined
  tell(
    `varde: ${printable(path)}: every byte holds as the key ${signature?.fingerprint ?? ''} signed it; ${
      isWhole ? 'what it holds is read anew' : 'the result in it is its maker’s'
    }, and varde verify ${printable(shellWord(path))} checks the rest.\n`,
  )
  return {
    facts: factsOf(manifest, textIn(marksName)),
    recipe,
    isWhole,
    isRedacted,
    names: namesIn(textIn(ledgerName), recipe),
  }
}

/** From what its result is derived; of a redacted one, which holds nothing of it, the result alone. Null where it has none. */
function recipeOf({ recipes, parts, redaction }: Manifest): Recipe | null {
  const [recipe] = recipes
  if (recipe !== undefined || redaction === undefined) return recipe ?? null
  const result = parts.find(({ name }) => /^results\/[^/]+\/scan\.json$/.test(name))
  return result === undefined
    ? null
    : { result: result.name, captures: [], profile: null, keys: [], events: [] }
}

const noBytes = new Uint8Array(0)

/** What the bundle says of its case: beyond the manifest the law that it is about. */
function factsOf({ case: { name, device, timeZone } }: Manifest, marks: string): CaseFacts {
  return { ...parseFacts(marks), name, device, timeZone: timeZone ?? '' }
}

/** Names of files as they were added to a case, where its ledger tells them: that of an encrypted one does not. */
function namesIn(ledger: string, { captures, events }: Recipe): Map<string, string> {
  const names = new Map(
    readLedger(ledger).records.flatMap(({ act, details }) =>
      act === 'add' && textOf(details['name']) !== ''
        ? [[textOf(details['digest'] ?? details['sha256']), textOf(details['name'])] as const]
        : [],
    ),
  )
  return new Map(
    [...captures, ...events].flatMap((part) => {
      const name = names.get(/[0-9a-f]{64}/.exec(part)?.[0] ?? '')
      return name === undefined ? [] : [[part, name]]
    }),
  )
}
