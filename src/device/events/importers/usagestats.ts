import { eventAnomalies } from '../anomalies.ts'
import { EventCollector, eachLine } from '../collector.ts'
import { parseEpoch, parseStamp } from '../time-text.ts'
import type { DeviceEventKind, EventImporter } from '../types.ts'

/** android.app.usage.UsageEvents.Event: by name, and by number where the dump prints none. */
const kinds: Readonly<Record<string, DeviceEventKind>> = {
  MOVE_TO_FOREGROUND: 'app-start',
  ACTIVITY_RESUMED: 'app-start',
  MOVE_TO_BACKGROUND: 'app-stop',
  ACTIVITY_STOPPED: 'app-stop',
  SCREEN_INTERACTIVE: 'screen-on',
  SCREEN_NON_INTERACTIVE: 'screen-off',
  KEYGUARD_SHOWN: 'lock',
  KEYGUARD_HIDDEN: 'unlock',
  DEVICE_SHUTDOWN: 'power-off',
  DEVICE_STARTUP: 'boot',
  1: 'app-start',
  15: 'screen-on',
  16: 'screen-off',
  17: 'lock',
  18: 'unlock',
  23: 'app-stop',
  26: 'power-off',
  27: 'boot',
}

/** `dumpsys usagestats`: the last 24 hours, times to the second. The best witness of unlocks that needs no preparation. */
export const eventImporter: EventImporter = {
  name: 'usagestats',
  title: 'dumpsys usagestats',
  probe: (head) =>
    /^[ \t]*time="?[\p{Nd}-][^"\n]*"? type=[A-Z_\d]+ package=/mu.test(head)
      ? 2
      : /^[ \t]*Last 24 hour events/m.test(head)
        ? 2
        : 0,
  read(text, context) {
    const found = new EventCollector('usagestats')
    let isOwner = true
    let saidUser = false
    eachLine(text, (line, number) => {
      const user = /^\s*user=(\d+)\b/.exec(line)?.[1]
      // A clone user repeats the events of the owner.
      if (user !== undefined) isOwner = user === '0'
      const match = /^\s*time=(?:"([^"]*)"|(\d+)) type=(\w+) package=(\S+)/.exec(line)
      if (match === null) return
      found.record()
      if (!isOwner) {
        if (!saidUser) found.note(eventAnomalies.otherUser, number)
        saidUser = true
        found.ignore()
        return
      }
      const name = match[3] as string
      const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
      if (kind === undefined) {
        found.ignore()
        return
      }
      const written = match[1] ?? match[2] ?? ''
      const at = /^\d+$/.test(written)
        ? parseEpoch(written)
        : (parseStamp(written, found.zone(context))?.at ?? null)
      if (at === null) found.note(eventAnomalies.noTime, number, written)
      else found.add(at, kind, kind.startsWith('app-') ? (match[4] as string) : '')
    })
    return found.finish()
  },
}
