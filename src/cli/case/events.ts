import { basename, join } from 'node:path'
import type { Command } from 'commander'
import { addEvidence, itemsOf, refuseChanged } from '../../case/folder/case-items.ts'
import { digestOfFile } from '../../case/folder/case-files.ts'
import { eventZonesOf, keepEventZone } from '../../case/event-zones.ts'
import { requireReadable } from '../../case/folder/case-problems.ts'
import { eventAnomalies } from '../../device/events/anomalies.ts'
import { InputError } from '../../core/errors.ts'
import { shellWord } from '../../core/shell-word.ts'
import { count } from '../../correlate/words.ts'
import { notesShown } from '../../report/masking/masked-name.ts'
import { readAll, runShow } from '../events.ts'
import type { EventsFlags } from '../events.ts'
import { actingBy, open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { knownValues } from './known-values.ts'

interface CaseEventsFlags extends CaseFlags, EventsFlags {
  readonly reveal?: boolean
}

/** Adds `varde case events`. */
export function addCaseEvents(group: Command): void {
  withCaseOptions(
    group
      .command('events')
      .description(
        'Show what happened to the phone, from the event files of the case; or add files, whose form must be known (varde events show --formats).',
      )
      .argument('<folder>')
      .argument('[file...]', 'logs, tables, bug reports (zip) to be added')
      .option(
        '--zone <zone>',
        'time zone of times that name none: Europe/Oslo or +01:00; kept with files that are added',
      )
      .option('--year <year>', 'year of times that name none')
      .option('--reveal', 'show notes in full; otherwise numbers and values of the profile are masked'),
  ).action(async (folder: string, paths: string[], flags: CaseEventsFlags, command: Command) => {
    const files = await open(folder, flags)
    if (paths.length > 0) {
      // All are read before any is added: a file that says nothing of events is no event file of the case.
      const read = await readAll(paths, flags)
      for (const { path, imported } of read) {
        const { zone } = flags
        const acting = actingBy(flags, command)
        const item = addEvidence(files, path, acting, 'events', zone === undefined ? {} : { zone })
        if (zone !== undefined) keepEventZone(files, item, zone, acting)
        await say(
          `${item.isNew ? 'added' : 'known'} ${item.path} (${basename(path)}: ${imported.format}, ${count(imported.events.length, 'event')}${zone === undefined ? '' : `, times in ${zone} where they name no zone`})`,
        )
        const isZoneOpen = imported.oddities.some(({ code }) => code.code === eventAnomalies.noZone.code)
        if (zone === undefined && isZoneOpen && eventZonesOf(files)[item.path] === undefined) {
          const { timeZone } = files.facts
          await say(
            `its times name no time zone, and are taken as UTC: add it again with --zone ${timeZone === 'UTC' ? 'Europe/Oslo' : timeZone} if the phone showed the time of that zone.`,
          )
        }
      }
      return
    }
    requireReadable(files)
    for (const { path } of [...itemsOf(files, 'events'), ...itemsOf(files, 'profile')])
      refuseChanged(files, path, digestOfFile(files, path))
    const items = itemsOf(files, 'events').map(({ path }) => join(folder, path))
    const kept = Object.entries(eventZonesOf(files))
    const zones = new Map(kept.map(([path, zone]) => [join(folder, path), zone]))
    if (items.length === 0)
      throw new InputError(`${folder} has no events yet: varde case events ${shellWord(folder)} FILE.`)
    const shown = notesShown(flags.reveal === true, await knownValues(files))
    await runShow(items, { ...flags, shown, zones })
  })
}
