import type { Command } from 'commander'
import { addCaseAdd } from './case/add.ts'
import { addCaseBundle } from './case/bundle.ts'
import { addCaseInit } from './case/init.ts'
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
  addCaseScan(group)
  addCaseSeal(group)
  addCaseShow(group)
  addCaseVerify(group, setExit)
  addCaseBundle(group)
}
