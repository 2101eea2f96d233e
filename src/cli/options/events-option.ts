import type { Command, Option } from 'commander'
import { repeatable } from './repeatable.ts'

/** `--events` of the commands that scan: files of device events. */
export function eventsOption(): Option {
  return repeatable(
    '--events <file>',
    'what happened to the phone (log, table, bug report; see varde events show --formats), to say when and why it sends',
  )
}

/** Adds what says how the times of device events are read. */
export function addEventTimes(command: Command): Command {
  return command
    .option('--events-zone <zone>', 'time zone of event times that name none: Europe/Oslo or +01:00')
    .option(
      '--clock-offset <seconds>',
      'add to the phone’s times to get the capture’s; otherwise it is found',
    )
}
