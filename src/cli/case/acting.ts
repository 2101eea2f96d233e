import { userInfo } from 'node:os'
import { requireCase, sweepUnfinished } from '../../case/case-folder.ts'
import type { Acting } from '../../case/case-folder.ts'
import { printable } from '../../report/printable.ts'
import { writeAll } from '../output.ts'
import { version } from '../version.ts'

/** Who acts on a case, as every command about cases is told. */
export interface WhoFlags {
  readonly by?: string
}

/** Refuses what is no case, and ends what others had begun in it. */
export function open(folder: string): void {
  requireCase(folder)
  sweepUnfinished(folder)
}

/** Who acts, by the flags. */
export function actingBy(flags: WhoFlags): Acting {
  return { by: flags.by ?? userInfo().username, version, now: () => new Date().toISOString() }
}

/** Prints lines, with whatever they hold made inert. */
export function say(text: string): Promise<void> {
  return writeAll(process.stdout, `${text.split('\n').map(printable).join('\n')}\n`)
}
