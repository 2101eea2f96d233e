import type { CaseFiles } from './folder/case-files.ts'
import { itemsOf } from './folder/case-items.ts'
import { detailsOf, record, recordsOf } from './folder/custody.ts'
import type { Acting } from './folder/custody.ts'

/** The act that says anew in which time zone an event file was written. */
export const zoneAct = 'event-zone'

/** Time zones of the case's event files whose times name none, by path in the case, as the ledger has them last. */
export function eventZonesOf(files: CaseFiles): Record<string, string> {
  const zones = new Map<unknown, string>()
  for (const one of recordsOf(files.folder)) {
    if (one.act !== 'add' && one.act !== zoneAct) continue
    const { digest, zone } = detailsOf(files, one)
    if (typeof zone === 'string') zones.set(digest, zone)
  }
  return Object.fromEntries(
    itemsOf(files, 'events').flatMap(({ path, digest }) => {
      const zone = zones.get(digest)
      return zone === undefined ? [] : [[path, zone]]
    }),
  )
}

/** Records the zone of an event file that the case has, where it is another than before. */
export function keepEventZone(
  files: CaseFiles,
  { path, digest }: { readonly path: string; readonly digest: string },
  zone: string,
  acting: Acting,
): void {
  if (eventZonesOf(files)[path] !== zone) record(files, zoneAct, { digest }, acting, { zone })
}
