import type { ClaimResult, ClaimVerdict, DecidingTransmission } from '../assess/claims/claim.ts'
import type { SideRecording } from '../assess/side.ts'
import type { PageOptions } from './compare.ts'
import { inWords } from './finding-title.ts'
import { namesShown } from './masking/masked-name.ts'
import { inRecording, ofFile, plural } from './phrases.ts'
import { painter } from './writing/paint.ts'
import { printable, printableJson } from './writing/printable.ts'
import { fold, reportWidth, wrap } from './writing/wrap.ts'

/** The document of `varde claims --json`: `varde/claims@1`, described by docs/schema/claims.schema.json. Names of units may be serial numbers: numbers in them are masked. */
export function renderClaimsJson(results: readonly ClaimResult[], isRevealed: boolean): string {
  const shown = namesShown(isRevealed)
  return `${printableJson(
    JSON.stringify(
      {
        schema: 'varde/claims@1',
        claims: results.map(({ claim, verdict, reason, wouldTest, transmissions }) => ({
          id: claim.id,
          text: claim.text,
          by: claim.by,
          source: claim.source,
          form: claim.form,
          sender: claim.sender,
          devices: claim.devices,
          verdict,
          reason: shown(reason),
          wouldTest: shown(wouldTest),
          transmissions,
        })),
      },
      null,
      2,
    ),
  )}\n`
}

const colours: Readonly<Record<ClaimVerdict, string>> = {
  supported: '32',
  contradicted: '31',
  'not-testable': '33',
}

/** A reason with identifiers as people call them: where it lists what was carried or was to be, and where it begins with one. */
function reasonText(reason: string): string {
  return reason.replace(
    /(?<=\btransmissions? carried )[a-z, -]+(?=:)|(?<=\brequests? with )[a-z, -]+(?= (?:was|were) given up)|(?<=^|\. )[a-z]+(?:-[a-z]+)*(?= to )/g,
    (names) => inWords(names, names.split(', ')),
  )
}

/** What was given of each side, in order. */
export interface SideFiles {
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** Those that are recordings in several files. */
  readonly recordings?: Readonly<Record<'before' | 'after', readonly SideRecording[]>>
}

const framesMax = 8

/**
 * The first places of the first file that decide, and in how many others there are some: `frames 198, 330 … of day.pcap`.
 * `shown`: how names of files are shown.
 */
function decidedBy(
  transmissions: readonly DecidingTransmission[],
  files: SideFiles,
  shown: (name: string) => string,
): string {
  const placed = transmissions.filter((one) => one.frames.length > 0)
  const byFile = Map.groupBy(placed, ({ side, capture }) => `${side} ${capture}`)
  const [own = []] = byFile.values()
  const frames = own.flatMap((one) => one.frames)
  const list = `${frames.slice(0, framesMax).join(', ')}${frames.length > framesMax ? ' …' : ''}`
  const [first] = own
  const captures = [...files.before, ...files.after].map((path) => ({ path }))
  const index = first === undefined ? 0 : first.capture + (first.side === 'before' ? 0 : files.before.length)
  const recording =
    first === undefined
      ? undefined
      : files.recordings?.[first.side].find(({ capture }) => capture === first.capture)
  const file = recording === undefined ? '' : inRecording({ captures: [recording] }, 0, frames, shown)
  const rest = byFile.size < 2 ? '' : `, and in ${plural(byFile.size - 1, 'more file')}`
  return `${frames.length === 1 ? 'frame' : 'frames'} ${list}${ofFile({ captures }, index, shown)}${file}${rest}`
}

/** Each statement with its verdict, the reason, and the packets that decide it. */
export function renderClaimsTerminal(
  results: readonly ClaimResult[],
  files: SideFiles,
  options: PageOptions & { readonly isRevealed: boolean },
): string {
  const shown = namesShown(options.isRevealed)
  const width = reportWidth(options.columns)
  const paint = painter(options.hasColour)
  const lines: string[] = []
  for (const { claim, verdict, reason, wouldTest, transmissions } of results) {
    const by = claim.by === '' ? '' : ` (${printable(claim.by)})`
    lines.push(...wrap(`“${printable(claim.text)}”${by}`, width, '  '))
    lines.push(
      ...wrap(
        `  ${paint(colours[verdict], verdict.toUpperCase().replace('-', ' '))}  ${printable(shown(reasonText(reason)))}`,
        width,
        '    ',
      ),
    )
    if (transmissions.some(({ frames }) => frames.length > 0))
      lines.push(
        ...wrap(
          `    ${verdict === 'not-testable' ? 'seen in' : 'decided by'} ${decidedBy(transmissions, files, shown)}`,
          width,
          '      ',
        ),
      )
    if (wouldTest !== '')
      lines.push(...wrap(`    what would test it: ${printable(shown(wouldTest))}`, width, '      '))
    lines.push('')
  }
  return lines.flatMap((line) => fold(line, width)).join('\n')
}
