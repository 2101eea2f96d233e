import { eventAnomalies } from '../anomalies.ts'
import { EventCollector } from '../collector.ts'
import { shifted } from '../time-text.ts'
import type { DeviceEventKind, EventImporter } from '../types.ts'

/**
 * `dumpsys power`: the last time the phone woke and slept, "so many ms ago", counted from when the dump was written. The
 * count stands still while the phone is suspended: it is right of a wake-up after which the phone is still awake, and of the
 * sleep before that where the dump names both on a clock that goes on (since Android 13). Others are left out, and it is said.
 */
export const eventImporter: EventImporter = {
  name: 'power',
  title: 'dumpsys power: the last wake-up and the last sleep',
  probe: (head) =>
    /^[ \t]*POWER MANAGER \(dumpsys power\)/m.test(head) || /^[ \t]*mWakefulness=/m.test(head) ? 2 : 0,
  read(text, context) {
    const found = new EventCollector('power')
    const isAwake = /^[ \t]*mWakefulness=Awake\b/m.test(text)
    const wake = timeIn(text, 'mLastWakeTime')
    const sleep = timeIn(text, 'mLastSleepTime')
    const wakeAgo = isAwake ? wake?.agoMs : undefined
    const wokeAt = timeIn(text, 'mLastGlobalWakeTimeRealtime')?.at
    const sleptAt = timeIn(text, 'mLastGlobalSleepTimeRealtime')?.at
    const isOrdered = wokeAt !== undefined && sleptAt !== undefined && sleptAt <= wokeAt
    const sleepAgo = wakeAgo !== undefined && isOrdered ? wakeAgo + wokeAt - sleptAt : undefined
    const add = (field: string, kind: DeviceEventKind, agoMs: number): void =>
      found.add(shifted({ sec: Math.floor(context.writtenAt), nsec: 0 }, -agoMs), kind, field)
    found.record()
    if (wakeAgo === undefined) found.ignore()
    else add('mLastWakeTime', 'screen-on', wakeAgo)
    found.record()
    if (sleep === null || sleepAgo === undefined) found.ignore()
    else add('mLastSleepTime', 'screen-off', sleepAgo)
    if ((wake !== null && wakeAgo === undefined) || (sleep !== null && sleepAgo === undefined))
      found.note(eventAnomalies.suspended, 0)
    if (wakeAgo !== undefined && context.saysWrittenAt !== true) found.note(eventAnomalies.countedBack, 0)
    return found.finish()
  },
}

/** A time that `dumpsys power` names, in milliseconds of its clock, and how long ago it says that was; null where it never was. */
function timeIn(text: string, field: string): { at: number; agoMs: number | undefined } | null {
  const match = new RegExp(`^[ \\t]*${field}=(\\d+) \\((now|(\\d+) ms ago|in \\d+ ms)\\)`, 'm').exec(text)
  const at = Number(match?.[1] ?? 0)
  if (at === 0) return null
  const told = match?.[2] === 'now' ? '0' : match?.[3]
  return { at, agoMs: told === undefined ? undefined : Number(told) }
}
