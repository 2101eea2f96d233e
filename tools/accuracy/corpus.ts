import { existsSync } from 'node:fs'
import { openAttribution } from '../../src/attribute/attribution.ts'
import { readData } from '../../src/cli/data-files.ts'
import { identifiers } from '../../src/detect/identifiers.gen.ts'
import { spell, withDigests } from '../../src/detect/indicators.ts'
import type { SpelledProfile } from '../../src/detect/spellings/spelling-file.ts'
import type { Profile } from '../../src/device/types.ts'
import { parseProfile } from '../../src/device/profile.ts'
import { scan } from '../../src/pipeline/scan.ts'
import { corpusFile } from '../../test/support/corpus.ts'
import { labelledCaptures } from './corpus-truth.ts'
import type { Label, LabelledCapture, Said } from './corpus-truth.ts'
import type { Tally } from './measure.ts'

/** One message that says a value, as it was observed. */
interface SaidOnce extends Said {
  readonly at: string
}

/** What one capture of the corpus gave. */
export interface CorpusRow {
  readonly file: string
  readonly tally: Tally
  readonly missed: readonly string[]
  readonly wrong: readonly string[]
}

/** All labelled captures that are there, scanned with or without a profile of everything that is labelled; none: not here. */
export async function corpusRows(hasProfile: boolean): Promise<CorpusRow[]> {
  const rows: CorpusRow[] = []
  const captures = labelledCaptures.filter(({ file }) => existsSync(corpusFile(file)))
  const known = hasProfile && captures.length > 0 ? spelledLabels() : null
  for (const one of captures) rows.push(judge(one, await saidIn(corpusFile(one.file), known), hasProfile))
  return rows
}

async function saidIn(path: string, known: SpelledProfile | null): Promise<(SaidOnce & { by: string })[]> {
  const result = await scan([path], {
    ...(known ?? { profile: null }),
    attribution: openAttribution(readData),
    wantsHash: false,
    onProgress: () => undefined,
  })
  const hosts = new Map(
    result.recipients.map(({ id, host, addresses }) => [id, host || (addresses[0]?.address ?? '')]),
  )
  return result.observations.map(({ identifier, normal, confidence, recipient, spans, at, by }) => ({
    kind: identifier,
    value: normal,
    confidence,
    host: hosts.get(recipient) ?? '',
    frames: spans.map(({ frame }) => frame),
    at: `${at.sec}.${at.nsec} ${spans[0]?.frame ?? 0}`,
    by,
  }))
}

/** The same profile is searched for in each capture: its spellings take as long as most of the scans. */
function spelledLabels(): SpelledProfile {
  const profile = profileOfLabels()
  return { profile, spellings: withDigests(spell(profile)) }
}

/** A profile of every labelled value that a profile can hold. */
function profileOfLabels(): Profile {
  const names = new Set<string>(identifiers.map(({ name }) => name))
  const values = new Map<string, Set<string>>()
  for (const { labels } of labelledCaptures) {
    for (const { kinds, value } of labels) {
      const [kind = ''] = kinds
      if (!names.has(kind)) continue
      const known = values.get(kind) ?? new Set()
      values.set(kind, known.add(value))
    }
  }
  const lines = [...values].map(([kind, all]) => `  ${kind}: ${JSON.stringify([...all])}`)
  return parseProfile(`name: corpus\nidentifiers:\n${lines.join('\n')}\n`, 'corpus.yaml', identifiers)
}

function isSaid({ kinds, value, host }: Label, said: Said): boolean {
  const bare = (text: string): string => text.toLowerCase().replace(/[^0-9a-z]/g, '')
  return (
    kinds.includes(said.kind) &&
    (host === '' || said.host === host) &&
    // Credentials are labelled by their beginning.
    bare(said.value).startsWith(bare(value))
  )
}

function judge(
  { file, labels, never }: LabelledCapture,
  all: readonly (SaidOnce & { by: string })[],
  hasProfile: boolean,
): CorpusRow {
  const tally: Tally = { sent: 0, found: 0, wrong: 0 }
  const missed: string[] = []
  for (const label of labels) {
    const messages = new Set(all.filter((said) => isSaid(label, said)).map(({ at }) => at))
    const found = Math.min(label.times, messages.size)
    tally.sent += label.times
    tally.found += found
    if (found === label.times) continue
    const kind = label.kinds.join(' or ')
    const reason = kind === '' ? 'no kind for it' : kind
    missed.push(`${label.value} to ${label.host}: ${label.times - found} of ${label.times} (${reason})`)
  }
  const isLabelled = (said: Said): boolean => labels.some((label) => isSaid({ ...label, host: '' }, said))
  const wrong = [
    ...never.flatMap(({ what, isIt }) =>
      all
        .filter((said) => isIt(said))
        .map(({ kind, value, host }) => `${kind} ${value} to ${host} (${what})`),
    ),
    // A value of the profile where nobody labelled it is another file's.
    ...(hasProfile
      ? all
          .filter((said) => said.by === 'profile' && !isLabelled(said))
          .map(({ kind, value, host }) => `${kind} ${value} to ${host} (of the profile, not labelled here)`)
      : []),
  ]
  tally.wrong = wrong.length
  return { file, tally, missed, wrong }
}
