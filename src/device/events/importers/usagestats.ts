import { secondsOf } from '../../../core/time.ts'
import type { Instant } from '../../../core/time.ts'
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
  1: 'app-start',
  15: 'screen-on',
  16: 'screen-off',
  17: 'lock',
  18: 'unlock',
  23: 'app-stop',
  26: 'power-off',
}

/**
 * DEVICE_STARTUP by name and number. It is written when the statistics of a user are opened: at the first unlock after the
 * phone started (since Android 11), hours after it where nobody was there.
 */
const startups: ReadonlySet<string> = new Set(['DEVICE_STARTUP', '27'])

/** The shutdown is written then, too, with the time up to which the statistics were saved: as it ended, where it was orderly. */
const shutdownNote = 'when the statistics were last saved'

/** What is in front when these are over comes there anew. */
const leavingFront: ReadonlySet<DeviceEventKind> = new Set(['screen-off', 'power-off'])

/** Within as many seconds the next activity of an app comes, where the one before it goes first (up to Android 9). */
const changeSeconds = 1

/** `dumpsys usagestats`: the last 24 hours, times to the second. The best witness of unlocks that needs no preparation. */
export const eventImporter: EventImporter = {
  name: 'usagestats',
  title: 'dumpsys usagestats',
  probe: (head) =>
    /^[ \t]*time="?[\p{Nd}-](?:(?!").)*"? type=[A-Z_\d]+ package=/mu.test(head)
      ? 2
      : /^[ \t]*Last 24 hour events/m.test(head)
        ? 2
        : 0,
  heading: /^\s*user=\d+\s*$/,
  read(text, context) {
    const found = new EventCollector('usagestats')
    let isOwner = true
    let saidUser = false
    // An app shows one activity after the other while it is used: only the first one brings it to the front.
    let front = { app: '', activity: '' }
    // An end of the app in front, until it is known that no other activity of it comes.
    let ending: { readonly app: string; readonly at: Instant } | null = null
    const endApp = (): void => {
      if (ending !== null) found.add(ending.at, 'app-stop', ending.app)
      ending = null
    }
    eachLine(text, (line, number) => {
      const user = /^\s*user=(\d+)\b/.exec(line)?.[1]
      // A clone user repeats the events of the owner.
      if (user !== undefined) isOwner = user === '0'
      const match = /^\s*time=(?:"([^"]*)"|(\d+)) type=(\w+) package=(\S+)(?: class=(\S+))?/.exec(line)
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
      if (startups.has(name)) found.note(eventAnomalies.startUnlocked, number)
      if (kind === undefined) {
        found.ignore()
        return
      }
      const app = match[4] as string
      const activity = match[5] ?? ''
      const written = match[1] ?? match[2] ?? ''
      const at = /^\d+$/.test(written)
        ? parseEpoch(written)
        : (parseStamp(written, found.zone(context))?.at ?? null)
      if (kind === 'app-start' && ending?.app === app && at !== null && isChange(ending.at, at)) {
        front = { app, activity }
        ending = null
        found.ignore()
        found.ignore()
        return
      }
      endApp()
      const isInFront = app === front.app
      if (kind === 'app-start') front = { app, activity }
      else if (kind === 'app-stop' ? isInFront && activity === front.activity : leavingFront.has(kind))
        front = { app: '', activity: '' }
      if (kind.startsWith('app-') && isInFront && front.app === app) {
        found.ignore()
        return
      }
      if (at === null) found.note(eventAnomalies.noTime, number, written)
      else if (kind === 'app-stop' && isInFront) ending = { app, at }
      else if (kind.startsWith('app-')) found.add(at, kind, app)
      else found.add(at, kind, kind === 'power-off' ? shutdownNote : '')
    })
    endApp()
    return found.finish()
  },
}

/** Whether an app that went from the front at `end` and came at `start` only showed another activity. */
function isChange(end: Instant, start: Instant): boolean {
  return Math.abs(secondsOf(start) - secondsOf(end)) <= changeSeconds
}
