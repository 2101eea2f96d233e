import { eventAnomalies } from '../anomalies.ts'
import { EventCollector } from '../collector.ts'
import { shifted } from '../time-text.ts'
import type { DeviceEventKind, EventImporter } from '../types.ts'

/** Fields of `dumpsys power` that say how long ago something was. */
const fields: readonly (readonly [string, DeviceEventKind])[] = [
  ['mLastWakeTime', 'screen-on'],
  ['mLastSleepTime', 'screen-off'],
]

/**
 * `dumpsys power`: the last time the phone woke and slept, "so many ms ago", counted from when the dump was written.
 * Times that only count from the start of the phone say nothing by themselves and are left out.
 */
export const eventImporter: EventImporter = {
  name: 'power',
  title: 'dumpsys power: the last wake-up and the last sleep',
  probe: (head) =>
    /^[ \t]*POWER MANAGER \(dumpsys power\)/m.test(head) || /^[ \t]*mWakefulness=/m.test(head) ? 2 : 0,
  read(text, context) {
    const found = new EventCollector('power')
    let isCounted = false
    for (const [field, kind] of fields) {
      const match = new RegExp(`^[ \\t]*${field}=\\d+ \\((\\d+) ms ago\\)`, 'm').exec(text)
      found.record()
      if (match === null) found.ignore()
      else {
        isCounted = true
        found.add(shifted({ sec: Math.floor(context.writtenAt), nsec: 0 }, -Number(match[1])), kind, field)
      }
    }
    if (isCounted && context.saysWrittenAt !== true) found.note(eventAnomalies.countedBack, 0)
    return found.finish()
  },
}
