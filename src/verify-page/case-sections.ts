import type { CustodyRecord } from '../case/ledger.ts'
import type { BundleSignature, Manifest } from '../case/manifest.ts'
import { grouped } from '../report/grouped.ts'
import { element, section, table, terms } from './dom.ts'

/** What the bundle says of itself. */
export function caseSection(manifest: Manifest, signature: BundleSignature | null): HTMLElement {
  return section(
    'case',
    'The case',
    terms([
      ['case', manifest.case.name],
      ['device', manifest.case.device],
      ['time zone', manifest.case.timeZone],
      ['sealed', `${manifest.sealedAt} (by the clock of that machine)`],
      ['operator', manifest.operator],
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
export function ledgerSection(records: readonly CustodyRecord[]): HTMLElement {
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
        element('code', {}, JSON.stringify(details)),
      ]),
    ),
  )
}
