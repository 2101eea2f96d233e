import { middleOf } from './captures/middle-of.ts'
import { readUntilWise } from './captures/read-until-wise.ts'
import { resultOf } from './join-captures.ts'
import { noteKeys } from './reading/gather-keys.ts'
import type { CapturePlace, GivenCapture } from './reading/joined-files.ts'
import { leaving } from './reading/left-out-files.ts'
import type { LeftOut } from './reading/left-out-files.ts'
import { inRecordedOrder } from './reading/recording-order.ts'
import type { ScanOptions } from './scan-options.ts'
import type { ScanResult } from './scan-result.ts'
import { TwinFinder, named, twinAnomaly } from './twice/twin-captures.ts'

/**
 * Reads the captures one after the other and says what was found. Of the files of a recording those that hold nothing, or are gone by
 * now, are said and left out.
 */
export async function scan(given: readonly GivenCapture[], options: ScanOptions): Promise<ScanResult> {
  const leftOut: LeftOut[] = []
  const leavesOut = leaving(leftOut)
  const places: CapturePlace[] = []
  for (const one of given) places.push(typeof one === 'string' ? one : await inRecordedOrder(one, leavesOut))
  const { captures, shared, log } = await readUntilWise(places, options, leavesOut)
  for (const { code, path } of leftOut) log.note(code, 0, path)
  const { keys, detector } = shared
  const keyFacts = noteKeys(keys, log, detector.keyUses())
  const hasKeys = (options.keyFiles ?? []).length > 0 || !keys.isEmpty || keys.payload.keys.length > 0
  const events = (await options.events?.(middleOf(captures))) ?? null
  for (const { code, line, detail } of events?.oddities ?? [])
    log.note(code, 0, line === 0 ? detail : `line ${line}${detail === '' ? '' : `: ${detail}`}`)
  const twins = new TwinFinder()
  for (const capture of named(captures.map(({ summary }) => summary))) {
    const twin = await twins.twinOf(capture)
    if (twin !== null) log.note(twinAnomaly, 0, `${twin.path} and ${capture.path}`)
  }
  return resultOf(captures, shared, hasKeys ? keyFacts : null, events, log)
}
