import type { Command } from 'commander'
import { addCaseAdd } from './case/add.ts'
import { addCaseBundle } from './case/bundle.ts'
import { addCasePassphrase } from './case/change-passphrase.ts'
import { addCaseEvents } from './case/events.ts'
import { addCaseExport } from './case/export.ts'
import { addCaseForget } from './case/forget.ts'
import { addCaseInit } from './case/init.ts'
import { addCaseList } from './case/list.ts'
import { addCaseRedact } from './case/redact.ts'
import { addCaseReveal } from './case/reveal.ts'
import { addCaseRescan } from './case/rescan.ts'
import { addCaseScan } from './case/scan.ts'
import { addCaseSeal } from './case/seal.ts'
import { addCaseShow } from './case/show.ts'
import { addCaseVerify } from './case/verify.ts'

/** Adds `varde case`: a folder that keeps evidence, results and the record of every act. */
export function addCase(program: Command, setExit: (code: number) => void): void {
  const group = program
    .command('case')
    .description(
      'Keep evidence, results and a record of every act in a folder, and bundle them to be checked by others.',
    )
  addCaseInit(group)
  addCaseAdd(group)
  addCaseEvents(group)
  addCaseScan(group)
  addCaseRescan(group)
  addCaseSeal(group)
  addCaseList(group)
  addCaseShow(group)
  addCaseVerify(group, setExit)
  addCaseBundle(group)
  addCaseRedact(group)
  addCaseReveal(group)
  addCaseExport(group)
  addCasePassphrase(group)
  addCaseForget(group)
}
