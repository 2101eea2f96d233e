import type { AnomalyCode } from '../../core/anomaly.ts'
import { eventAnomalies } from './anomalies.ts'
import type { DeviceEventKind } from './types.ts'

/** What one line of the event log says. */
export interface LogMark {
  readonly kind?: DeviceEventKind
  readonly note?: string
  /** The event was so long before the line was written. */
  readonly agoMs?: number
  /** What is odd about it, where it is no event. */
  readonly oddity?: AnomalyCode
  readonly anchor?: { readonly offsetMs: number; readonly uncertaintyMs: number }
}

/** States that only their change makes an event, by what they are of. */
export type LogMemory = Map<string, number | string>

/** Reads the values of one line. */
export type TagRule = (values: readonly string[], memory: LogMemory) => readonly LogMark[]

interface Tag {
  readonly number: number
  readonly name: string
  /** API levels in which the tag is defined: 24 is Android 7.0, 26 8.0, 28 9, 29 10, 30 11, 31 12, 33 13, 34 14, 35 15, 36 16. */
  readonly api: readonly [number, number]
  readonly rule: TagRule
}

const none: readonly LogMark[] = []

function mark(kind: DeviceEventKind, note = ''): readonly LogMark[] {
  return [{ kind, note }]
}

/** An event where the value changes from one known state to another; the first state seen is no event. */
function change(
  memory: LogMemory,
  name: string,
  value: number,
  toTrue: DeviceEventKind,
  toFalse: DeviceEventKind,
): readonly LogMark[] {
  const before = memory.get(name)
  memory.set(name, value)
  if (before === undefined || before === value) return none
  return mark(value === 0 ? toFalse : toTrue)
}

/** Who tells of the lock screen. Each has a state of its own: one still has the old one where another has the new. */
const keyguards = { manager: 'keyguard of the window manager', bar: 'keyguard of the status bar' } as const

function keyguard(memory: LogMemory, who: keyof typeof keyguards, showing: number): readonly LogMark[] {
  return change(memory, keyguards[who], showing, 'lock', 'unlock')
}

/**
 * The keyguard tag has had three shapes: (showing, aod, goingAway, reason) at first, then with the display before, then
 * with `occluded` before the reason. They are told apart by their number of values.
 */
const setKeyguardShown: TagRule = (values, memory) => {
  if (values.length === 4) return keyguard(memory, 'manager', Number(values[0]))
  if (values.length < 5) return none
  // Another display (a car, a projector) is not the phone's lock.
  return Number(values[0]) === 0 ? keyguard(memory, 'manager', Number(values[1])) : none
}

const procStart: TagRule = (values) => {
  const [user, , , process, type, component] = values
  if (process === undefined) return none
  const name = process + userOf(user)
  return mark(
    'process-start',
    type === undefined
      ? name
      : `${name} (${type}${component === undefined || component === '' ? '' : ` ${component}`})`,
  )
}

const procEnd: TagRule = ([user, , process], memory) => {
  if (process === undefined) return none
  const name = process + userOf(user)
  return [...(memory.get(inFront) === name ? leaveFront(memory) : none), ...mark('process-stop', name)]
}

/** An app of a work profile or a second user is another one than that of the owner, with data of its own. */
function userOf(user: string | undefined): string {
  return user !== undefined && /^[1-9]\d{0,8}$/.test(user) ? `, user ${user}` : ''
}

/** Which app is in front, in the memory. */
const inFront = 'app in front'

/**
 * An activity is on the screen now: its component is `package/class`. Its app comes to the front where another one was
 * there: an app shows one activity after the other while it is used.
 */
const activityResumed: TagRule = (values, memory) => {
  const component = values.find((value) => value.includes('/'))
  if (component === undefined) return none
  const app = component.slice(0, component.indexOf('/')) + userOf(values[0])
  if (memory.get(inFront) === app) return none
  const left = leaveFront(memory)
  memory.set(inFront, app)
  return [...left, ...mark('app-start', app)]
}

/** The app in front is there no more. */
function leaveFront(memory: LogMemory): readonly LogMark[] {
  const app = memory.get(inFront)
  memory.delete(inFront)
  return app === undefined ? none : mark('app-stop', String(app))
}

/** An app that is there when the screen is on again comes to the front anew. */
function screen(memory: LogMemory, isOn: boolean): readonly LogMark[] {
  return isOn ? mark('screen-on') : [...mark('screen-off'), ...leaveFront(memory)]
}

/**
 * Pairs of key and value (MetricsProto): category 757, type 758 (1 open, 2 close); the categories 198 screen and 196 lock
 * screen.
 */
const multiAction: TagRule = (values, memory) => {
  const pairs = new Map<string, string>()
  for (let at = 0; at + 1 < values.length; at += 2) pairs.set(values[at] as string, values[at + 1] as string)
  const isOpen = pairs.get('758') === '1'
  const isClose = pairs.get('758') === '2'
  if (!isOpen && !isClose) return none
  if (pairs.get('757') === '198') return screen(memory, isOpen)
  if (pairs.get('757') !== '196' || !isOpen) return none
  // Where the others know that it was open, and none of them said yet that it is closed.
  const states = Object.values(keyguards).flatMap((name) => memory.get(name) ?? [])
  return states.length > 0 && states.every((state) => state === 0) ? mark('lock') : none
}

/** Milliseconds as a bare number, or as the descriptive form writes them: `184ms`, `9.184s`. */
function millisecondsOf(text: string): number | null {
  const [, value, unit] = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(text) ?? []
  if (value === undefined) return null
  return unit === 's' ? Math.round(Number(value) * 1_000) : Number(value)
}

/** From the kernel to Android it takes seconds, minutes with a password before; later it is Android that starts anew. */
const bootMsMax = 30 * 60_000

/**
 * Tags of the event log that say something about triggers, with their numbers in /system/etc/event-log-tags. Read in the
 * tables of a Nokia 7 plus (Android 9) and of a phone with Android 16; in between, what AOSP's history shows.
 */
const tags: readonly Tag[] = [
  {
    // The value is milliseconds since the kernel started, without those that the phone slept.
    number: 3000,
    name: 'boot_progress_start',
    api: [24, 36],
    rule: ([text], memory) => {
      memory.delete(inFront)
      const ms = millisecondsOf(text ?? '')
      if (ms === null) return [{ oddity: eventAnomalies.noTime }]
      return ms > bootMsMax
        ? [{ oddity: eventAnomalies.softRestart }]
        : [{ kind: 'boot', agoMs: Math.max(0, ms) }]
    },
  },
  {
    // 2: keyguard done, in older builds.
    number: 70000,
    name: 'screen_toggled',
    api: [24, 36],
    rule: ([state], memory) =>
      state === '1' || state === '0' ? screen(memory, state === '1') : state === '2' ? mark('unlock') : none,
  },
  {
    number: 2728,
    name: 'power_screen_state',
    api: [24, 36],
    rule: ([state], memory) => (state === '1' || state === '0' ? screen(memory, state === '1') : none),
  },
  {
    // (state, keyguardShowing, occluded, bouncerShowing, secure, currentlyInsecure). A call over the lock screen sets
    // `occluded` and leaves `keyguardShowing` as it is.
    number: 36004,
    name: 'sysui_status_bar_state',
    api: [24, 36],
    rule: (values, memory) => (values.length < 2 ? none : keyguard(memory, 'bar', Number(values[1]))),
  },
  { number: 30067, name: 'am_set_keyguard_shown', api: [29, 29], rule: setKeyguardShown },
  { number: 30067, name: 'wm_set_keyguard_shown', api: [30, 36], rule: setKeyguardShown },
  { number: 524292, name: 'sysui_multi_action', api: [24, 31], rule: multiAction },
  { number: 30006, name: 'am_restart_activity', api: [24, 29], rule: activityResumed },
  { number: 30006, name: 'wm_restart_activity', api: [30, 36], rule: activityResumed },
  { number: 30007, name: 'am_resume_activity', api: [24, 29], rule: activityResumed },
  { number: 30007, name: 'wm_resume_activity', api: [30, 36], rule: activityResumed },
  { number: 30043, name: 'am_set_resumed_activity', api: [26, 29], rule: activityResumed },
  { number: 30043, name: 'wm_set_resumed_activity', api: [30, 36], rule: activityResumed },
  { number: 30014, name: 'am_proc_start', api: [24, 36], rule: procStart },
  { number: 30011, name: 'am_proc_died', api: [24, 36], rule: procEnd },
  { number: 30023, name: 'am_kill', api: [24, 36], rule: procEnd },
  {
    // (status, health, present, plugged, technology)
    number: 2723,
    name: 'battery_status',
    api: [24, 36],
    rule: (values, memory) =>
      values.length < 4
        ? none
        : change(memory, 'plugged', Number(values[3]) === 0 ? 0 : 1, 'charger-on', 'charger-off'),
  },
  {
    // (server, round trip ms, offset ms): how far the phone's clock was off.
    number: 50080,
    name: 'ntp_success',
    api: [24, 36],
    rule: ([, trip, offset]) =>
      Number.isFinite(Number(offset)) && Number.isFinite(Number(trip)) && offset !== undefined
        ? [{ anchor: { offsetMs: Number(offset), uncertaintyMs: Math.max(1, Number(trip) / 2) } }]
        : none,
  },
]

/** How the values of a line are read, by the name of its tag. */
export const tagRules: ReadonlyMap<string, TagRule> = new Map(tags.map((tag) => [tag.name, tag.rule]))

/** A phone whose table lacks a name prints the number in brackets. */
export const numberedTags: ReadonlyMap<number, string> = new Map(tags.map((tag) => [tag.number, tag.name]))

/**
 * Names that are defined at an API level: what the table says of levels, which no reader asks for.
 * @internal
 */
export function tagsOfApi(level: number): string[] {
  return tags.filter(({ api: [from, to] }) => level >= from && level <= to).map(({ name }) => name)
}
