import type { Command } from 'commander'
import { InputError } from '../../core/errors.ts'
import { networkAddress } from '../../pipeline/reading/network-source.ts'
import type { LiveOptions } from '../../pipeline/reading/network-source.ts'
import { printable } from '../../report/writing/printable.ts'
import { tell } from '../output.ts'

/** When a capture that comes over the network is over. */
export interface NetworkFlags {
  readonly packets?: number
  readonly seconds?: number
  readonly idle?: number
}

/** Adds the options of captures that come over the network. */
export function addNetworkOptions(command: Command): Command {
  return command
    .option('--packets <count>', 'network source: end after so many packets', countOption('packets'))
    .option('--seconds <count>', 'network source: end after so many seconds', countOption('seconds'))
    .option('--idle <count>', 'network source: end after so many seconds without a byte', countOption('idle'))
}

/** How a network source ends; null where there is none. */
export function liveOptions(files: readonly string[], flags: NetworkFlags): LiveOptions | null {
  const sources = files.filter((file) => networkAddress(file) !== null)
  if (sources.length === 0) {
    const given = (['packets', 'seconds', 'idle'] as const).find((name) => flags[name] !== undefined)
    if (given !== undefined) throw new InputError(`--${given} is for network sources: a file ends by itself.`)
    return null
  }
  if (files.length > 1)
    throw new InputError(
      `${sources[0]} is scanned alone: while another source is read, nobody would listen to it.`,
    )
  const { packets, seconds, idle } = flags
  return {
    ...(packets === undefined ? {} : { packets }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(idle === undefined ? {} : { idleSeconds: idle }),
    onState: (text) => tell(`varde: ${printable(text)} (Ctrl-C ends the capture)\n`),
  }
}

/** A whole number above 0, at most what a timer can wait for. */
function countOption(name: string): (text: string) => number {
  return (text) => {
    const count = Number(text)
    if (!/^\d{1,7}$/.test(text) || count < 1 || count > 2_000_000)
      throw new InputError(`--${name} ${text}: give a number from 1 to 2000000.`)
    return count
  }
}
