import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { eventImporters } from '../event-importers.gen.ts'
import { importEvents } from './read-events.ts'
import { fixedZone } from './zone.ts'

const context = { path: 'log.txt', near: 1_772_625_600, zone: fixedZone(0), writtenAt: 1_772_625_600 }

/** A time far above what a linear search needs for this text, and far below what a quadratic one does. */
const millisecondsMax = 5_000

/** In the lines behind it a separator of lines (U+2028) is a character as any other. */
const events = '--------- beginning of events\n'

test.each([
  ['blank lines', '\n'.repeat(1_000_000)],
  ['a blank line', ' '.repeat(1_000_000)],
  ['digits behind time=', `time=${'1'.repeat(1_000_000)}\n`],
  [
    'blank lines in a report of the power manager',
    `POWER MANAGER (dumpsys power)\n${'\n'.repeat(1_000_000)}`,
  ],
  ['blank lines in a history', `Battery History (1% used)\n${' \n'.repeat(500_000)}`],
  ['sections of a report', `== dumpstate: 2026-03-04 12:00:00\n${'DUMP OF SERVICE power:\n'.repeat(60_000)}`],
  [
    'flags in one line of a check-in',
    `9,0,i,vers,36\n9,h,0:TIME:1772602800000\n9,h,10${',+S'.repeat(200_000)}\n`,
  ],
  [
    'flags in one line of a history',
    `Battery History (1% used)\n 0 (10) RESET:TIME: 2026-03-04-07-40-00\n +1s (2) 083${' +screen'.repeat(200_000)}\n`,
  ],
  ['blank lines in statistics of use', `Last 24 hour events\n${'\r\n'.repeat(500_000)}`],
  ['blanks in the heading of a line', `${events}[ 1${' '.repeat(200_000)}]\n`],
  ['blanks behind a time', `${events}03-04 12:00:00.000${' '.repeat(200_000)}a\u2028b\n`],
  ['blanks behind seconds', `${events}1772625600.000${' '.repeat(200_000)}a\u2028b\n`],
  ['blanks behind seconds since the start', `${events}12.000${' '.repeat(200_000)}a\u2028b\n`],
  [
    'names of a time, and carriage returns, in lines of several dumps',
    `== dumpstate: 2026-03-04 12:00:00\n{${'"event_time":1,'.repeat(100_000)}\n${'\rtime=1'.repeat(100_000)}\n`,
  ],
])('%s are read in linear time, whoever is asked', (_, text) => {
  const started = processorTime()
  for (const importer of eventImporters) importer.probe(text.slice(0, 65_536))
  importEvents(text, context)
  expect(processorTime() - started).toBeLessThan(millisecondsMax)
})
