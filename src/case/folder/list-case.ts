import type { CaseFiles } from './case-files.ts'
import { resultsOf } from './case-results.ts'
import { itemKinds, itemsOf } from './case-items.ts'
import { detailsOf, recordsOf } from './custody.ts'
import type { CustodyRecord } from '../ledger.ts'
import { readRecordings, recordingsOf } from '../recordings.ts'
import { actsAfter, sealsOf, sealsPlace } from '../seal.ts'

/** A file, result or seal of a case, with what the ledger says of its coming. */
export interface ListedPart {
  readonly kind: 'evidence' | 'events' | 'profile' | 'keys' | 'result' | 'report' | 'seal'
  /** Path in the case. */
  readonly path: string
  /** As the ledger knows it; of a result that of scan.json. '' where it says nothing. */
  readonly digest: string
  readonly bytes: number
  /** When and by whom, from the ledger; '' where it does not know the part. */
  readonly at: string
  readonly by: string
  /** Version that made it. */
  readonly version: string
  /** Name of the file that was added; '' where there is none. */
  readonly name: string
  /** Of a capture that is a file of a recording which one; absent of others. */
  readonly recording?: PlaceInRecording
}

/** Which of the recordings of a case a file belongs to, which of its files it is, and how many these are; all from 1. */
export interface PlaceInRecording {
  readonly number: number
  readonly file: number
  readonly files: number
}

/** A case in a list of cases, as far as it can be told without its passphrase. */
export interface ListedCase {
  readonly folder: string
  readonly state: 'clear' | 'encrypted' | 'forgotten' | 'unreadable'
  /** '' where it is encrypted. */
  readonly name: string
  /** Files of evidence, and captures in them: of a recording in several files one. */
  readonly evidence: number
  readonly captures: number
  readonly results: number
  readonly acts: number
  readonly lastAt: string
  /** Name of the last seal, '' where there is none; and how many acts came after it. */
  readonly seal: string
  readonly actsAfterSeal: number
  /** Why it could not be read; '' where it could. */
  readonly problem: string
}

/** Which files of a case are those of recordings, by their paths. */
export function placesInRecordings(files: CaseFiles): ReadonlyMap<string, PlaceInRecording> {
  return new Map(
    recordingsOf(files).flatMap((own, index) =>
      own.map((path, at) => [path, { number: index + 1, file: at + 1, files: own.length }] as const),
    ),
  )
}

/** What is in a case, in order of kind and name. */
export function listCase(files: CaseFiles): ListedPart[] {
  const records = recordsOf(files.folder)
  const recordings = placesInRecordings(files)
  const part = (
    kind: ListedPart['kind'],
    path: string,
    bytes: number,
    made: CustodyRecord | undefined,
    digest: unknown,
  ): ListedPart => {
    const name = made === undefined ? '' : detailsOf(files, made)['name']
    return {
      kind,
      path,
      bytes,
      digest: typeof digest === 'string' ? digest : '',
      at: made?.at ?? '',
      by: made?.by ?? '',
      version: made?.version ?? '',
      name: typeof name === 'string' ? name : '',
    }
  }
  const items = itemKinds.flatMap((kind) =>
    itemsOf(files, kind).map(({ path, digest, bytes }) => {
      const made = records.find(
        ({ act, details }) => act === 'add' && (details['digest'] ?? details['sha256']) === digest,
      )
      const recording = recordings.get(path)
      return { ...part(kind, path, bytes, made, digest), ...(recording === undefined ? {} : { recording }) }
    }),
  )
  const results = resultsOf(files).map(({ key }) => {
    const made = records.find(({ act, details }) => act === 'scan' && details['key'] === key)
    const bytes = files
      .namesIn(`results/${key}`)
      .reduce((sum, name) => sum + files.bytesOf(`results/${key}/${name}`), 0)
    const digests = (made?.details['files'] ?? {}) as Record<string, unknown>
    return part('result', `results/${key}`, bytes, made, digests['scan.json'] ?? made?.details['result'])
  })
  const reports = files
    .reports()
    .map((path) => part('report', path, files.bytesOf(path), undefined, undefined))
  const seals = sealsOf(files).map((name) => {
    const path = `${sealsPlace}/${name}`
    const made = records.find(({ details }) => details['file'] === name)
    return part('seal', path, files.bytesOf(path), made, made?.details['digest'])
  })
  return [...items, ...results, ...reports, ...seals]
}

/** A case as it stands in a list, locked where it is encrypted. */
export function summaryOf(files: CaseFiles, state: 'clear' | 'encrypted' | 'forgotten'): ListedCase {
  const records = recordsOf(files.folder)
  const seal = sealsOf(files).at(-1) ?? ''
  const evidence = itemsOf(files, 'evidence').map(({ path }) => path)
  const joined = readRecordings(recordingsOf(files), evidence)
  return {
    folder: files.folder,
    state,
    name: files.isLocked ? '' : files.facts.name,
    evidence: evidence.length,
    captures: evidence.length - joined.reduce((sum, own) => sum + own.length - 1, 0),
    results: resultsOf(files).length,
    acts: records.length,
    lastAt: records.at(-1)?.at ?? '',
    seal,
    actsAfterSeal: seal === '' ? 0 : actsAfter(seal, records).length,
    problem: '',
  }
}
