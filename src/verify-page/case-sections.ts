import { bundleClockLines } from '../case/clock-jumps.ts'
import type { CustodyRecord } from '../case/ledger.ts'
import type { BundleSignature, Manifest } from '../case/manifest.ts'
import { grouped } from '../core/grouped.ts'
import { element, points, section, table, terms } from './dom.ts'

/** How names that people gave are shown: in full, or with numbers in them masked. */
export type ShownName = (name: string) => string

/** Digests name files, and no person. */
const digests = /(\b[0-9a-f]{40,}\b)/

/** What the bundle says of itself. */
export function caseSection(
  manifest: Manifest,
  signature: BundleSignature | null,
  shown: ShownName,
): HTMLElement {
  return section(
    'case',
    'The case',
    terms([
      ['case', shown(manifest.case.name)],
      ['device', shown(manifest.case.device)],
      ['time zone', manifest.case.timeZone],
      ['bundled', `${manifest.sealedAt} (by the clock of that machine)`],
      ['operator', shown(manifest.operator)],
      ['engine', `varde ${manifest.engine.version}`],
      ['data', manifest.engine.data.join('; ')],
      ['host', `${manifest.host.system}, ${manifest.host.runtime}`],
      ['Merkle root', element('code', {}, manifest.merkleRoot)],
      ['signature', signature === null ? '' : signature.algorithm],
    ]),
    table(
      `Parts of the bundle (${manifest.parts.length})`,
      ['Part', 'Bytes', 'SHA-256'],
      manifest.parts.map(({ name, bytes, sha256 }) => [name, grouped(bytes), element('code', {}, sha256)]),
    ),
  )
}

/** Every act on the case. */
export function ledgerSection(
  records: readonly CustodyRecord[],
  manifest: Manifest,
  shown: ShownName,
): HTMLElement {
  const doubts = bundleClockLines(records, manifest)
  return section(
    'ledger',
    'Ledger',
    element(
      'p',
      {},
      'Who did what with the evidence, and when. Each record holds the hash of the one before it, so none can be changed, left out or slipped in.',
    ),
    table(
      `Acts (${records.length})`,
      ['#', 'When', 'Act', 'Who', 'Version', 'About'],
      records.map(({ sequence, at, act, by, version, details }) => [
        String(sequence),
        at,
        act,
        by,
        version,
        element('code', {}, detailsText(details, shown)),
      ]),
    ),
    ...(doubts.length === 0 ? [] : [points(doubts.map((doubt) => `${doubt.replace(/^t/, 'T')}.`))]),
  )
}

function detailsText(details: CustodyRecord['details'], shown: ShownName): string {
  return JSON.stringify(details)
    .split(digests)
    .map((piece, index) => (index % 2 === 0 ? shown(piece) : piece))
    .join('')
}
