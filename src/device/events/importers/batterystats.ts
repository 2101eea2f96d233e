import { compareInstants } from '../../../core/time.ts'
import { eventAnomalies } from '../anomalies.ts'
import { EventCollector, eachLine } from '../collector.ts'
import { parseEpoch, parseStamp, shifted, utcSeconds, yearNear } from '../time-text.ts'
import type { DeviceEventKind, EventImporter, ImportContext, Imported } from '../types.ts'
import type { Instant } from '../../../core/time.ts'

/** Flags of the history: short form (check-in) and long form (text) → events for on and off. */
const flags: ReadonlyMap<string, readonly [DeviceEventKind, DeviceEventKind]> = new Map([
  ['S', ['screen-on', 'screen-off']],
  ['screen', ['screen-on', 'screen-off']],
  ['BP', ['charger-on', 'charger-off']],
  ['plugged', ['charger-on', 'charger-off']],
])

/** Before the items of a line of text: a blank, the battery level; behind it, in long dumps, the states as a number. */
const lineOfText =
  /^\s+(?:(0|\+?(?:\d+d)?(?:\d+h)?(?:\d+m(?!s))?(?:\d+s)?(?:\d+ms)?) \(\d+\)|(\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})(?: \(\d+\))?) (.*)$/

/**
 * The battery history of `dumpsys batterystats`: as text (`--history`) and as check-in (`-c`). It survives reboots and
 * holds days; times are good to a second. It has no unlock.
 */
export const eventImporter: EventImporter = {
  name: 'batterystats',
  title: 'dumpsys batterystats --history, or batterystats -c',
  probe: (head) =>
    /^9,h(sp)?,\d/m.test(head) || /^[ \t]*Battery History (?:\[Format: \d+\] )?\(/m.test(head) ? 2 : 0,
  heading: /^9,\d+,\w/,
  read: (text, context) => (/^9,(h|hsp|i),/m.test(text) ? readCheckin(text) : readText(text, context)),
}

function readCheckin(text: string): Imported {
  const found = new EventCollector('batterystats')
  const pool = new Map<string, Pooled>()
  const beginning = new Beginning('Bs=')
  const starts = new Starts(found)
  const networks = new Networks(found)
  let now: Instant | null = null
  let said = false
  const say = (number: number): void => {
    if (!said) found.note(eventAnomalies.relative, number)
    said = true
  }
  eachLine(text, (line, number) => {
    if (line.startsWith('9,hsp,')) {
      const match = /^9,hsp,(\d+),(-?\d+),"?(.*?)"?$/.exec(line)
      if (match !== null) pool.set(match[1] as string, { id: Number(match[2]), text: match[3] as string })
      return
    }
    if (!line.startsWith('9,h,')) return
    found.recordOrIgnore()
    const match = /^9,h,(\d+)([:,].*)?$/.exec(line)
    if (match === null) {
      found.note(eventAnomalies.malformed, number, line)
      return
    }
    if (now !== null) now = shifted(now, Number(match[1]))
    const rest = match[2] ?? ''
    if (rest.startsWith(':')) {
      const [, command, value] = /^:((?:RESET:)?\*?\w+\*?)(?::(\d+))?/.exec(rest) ?? []
      const stamp = value === undefined ? null : parseEpoch(value)
      if (command === 'START') beginning.comes(null)
      else if (command?.startsWith('RESET') === true) beginning.comes(stamp)
      if (command === 'START') {
        starts.comes(now, number)
        networks.forget()
      } else starts.goesOn(stamp)
      // A new anchor of wall-clock time; also after the clock was set.
      if (stamp !== null) now = stamp
      else if (now === null) {
        if (command !== 'START') say(number)
      } else if (command === 'SHUTDOWN') {
        starts.shutsDown()
        found.add(now, 'power-off')
      } else if (command?.includes('OVERFLOW') === true)
        found.note(eventAnomalies.dropped, number, 'history is full')
      return
    }
    const items = rest.split(',')
    const isState = beginning.isState(items)
    starts.goesOn(null)
    for (const item of items) {
      if (item.startsWith('Wsp=')) networks.supplicant(item.slice(4), isState ? null : now)
      else if (item.startsWith('Ecn=')) {
        const { id, text: state } = pool.get(item.slice(4)) ?? unpooled
        networks.connection(id, state, isState ? null : now)
      }
    }
    if (now === null) {
      say(number)
      return
    }
    if (isState) return
    // Looked for once in a line, however many flags it has.
    let reason: string | null = null
    for (const item of items) {
      const flag = flags.get(item.slice(1))
      if (flag !== undefined && item.startsWith('+'))
        found.add(now, flag[0], (reason ??= wakeReason(rest, pool)))
      else if (flag !== undefined && item.startsWith('-')) found.add(now, flag[1])
      else if (/^[+-]Etp=/.test(item) && !beginning.isAt(now))
        found.add(now, ...topApp(item, (pool.get(item.slice(5)) ?? unpooled).text))
      else if (item.startsWith('Epi='))
        found.add(now, 'update-installed', (pool.get(item.slice(4)) ?? unpooled).text)
    }
  })
  starts.goesOn(null)
  return found.finish()
}

/**
 * Where a history begins, and begins anew, its next line names all states as they are: that the screen is on there does
 * not say that it went on. Such a line tells the state of the battery, too.
 */
class Beginning {
  private readonly battery: string
  private isOpen = true
  private at: Instant | null = null

  constructor(battery: string) {
    this.battery = battery
  }

  /** `at`: where it begins anew while the phone goes on. */
  comes(at: Instant | null): void {
    this.isOpen = true
    this.at = at
  }

  /** Whether it begins at that moment: the apps that are in front then came there before. */
  isAt(at: Instant): boolean {
    return this.at !== null && compareInstants(this.at, at) === 0
  }

  /** Whether the line with these items is such a one. */
  isState(items: readonly string[]): boolean {
    const is = this.isOpen && items.some((item) => item.startsWith(this.battery))
    this.isOpen = false
    return is
  }
}

/**
 * The starts of the phone. The clock of the history stands still while the phone is off, so that a start is written with the
 * time of the shutdown; when it was says the time that is written directly behind it.
 */
class Starts {
  private readonly found: EventCollector
  private pending: { readonly at: Instant | null; readonly line: number } | null = null
  /** What stands before: the first line of a history follows nothing that is known. */
  private before: 'nothing' | 'shutdown' | 'use' = 'nothing'

  constructor(found: EventCollector) {
    this.found = found
  }

  shutsDown(): void {
    this.before = 'shutdown'
  }

  /** A start, with the time that the clock of the history has there. */
  comes(at: Instant | null, line: number): void {
    this.settle(null)
    if (this.before === 'use') this.found.note(eventAnomalies.noShutdown, line)
    this.pending = { at, line }
    this.before = 'use'
  }

  /** Another line, or the end: `named` is the time of day that it names. */
  goesOn(named: Instant | null): void {
    if (this.before === 'nothing') this.before = 'use'
    this.settle(named)
  }

  private settle(named: Instant | null): void {
    if (this.pending === null) return
    const at = named ?? this.pending.at
    if (at === null) this.found.note(eventAnomalies.relative, this.pending.line)
    else this.found.add(at, 'boot', 'history begins anew')
    this.pending = null
  }
}

/** Of the pool of strings of a check-in: the number beside the text is a user id, of connections the type of network. */
interface Pooled {
  readonly id: number
  readonly text: string
}

const unpooled: Pooled = { id: -1, text: '' }

/** Types of network (ConnectivityManager) that carry all: mobile, Wi-Fi, WiMAX, Bluetooth, Ethernet; not a VPN, or MMS alone. */
const networkTypes: ReadonlySet<number> = new Set([0, 1, 6, 7, 9])
const wifi = 1
/** States of the supplicant, short and long, in which it joins, also another access point of the same network. */
const joining: ReadonlySet<string> = new Set(
  'auth authenticating ascing associating asced associated 4-way 4-way-handshake group group-handshake'.split(
    ' ',
  ),
)

/**
 * The networks that the phone is in. Mobile data end because the phone joined Wi-Fi: a network is lost where no other one
 * is left. The loss of Wi-Fi always counts, since it may be the one that is captured.
 */
class Networks {
  private readonly found: EventCollector
  /** By type; what is not in it is not known. */
  private readonly states: Map<number, 'up' | 'lost'> = new Map()

  constructor(found: EventCollector) {
    this.found = found
  }

  forget(): void {
    this.states.clear()
  }

  /** A state of the Wi-Fi; `at` is null where the history only says how it is, not that it changed. */
  supplicant(state: string, at: Instant | null): void {
    if (state === 'compl' || state === 'completed') this.changes(wifi, true, at)
    else if (state === 'dsc' || state === 'disconn') this.changes(wifi, false, at)
    else if (!joining.has(state) && this.states.get(wifi) === 'up') this.states.delete(wifi)
  }

  /** A state of a connection, by the type of its network. */
  connection(type: number, state: string, at: Instant | null): void {
    if (!networkTypes.has(type)) return
    if (state === 'CONNECTED') this.changes(type, true, at)
    else if (state === 'DISCONNECTED') this.changes(type, false, at)
  }

  private changes(type: number, isUp: boolean, at: Instant | null): void {
    const before = this.states.get(type)
    this.states.set(type, isUp ? 'up' : 'lost')
    const note = type === wifi ? 'Wi-Fi' : ''
    if (at === null) return
    if (isUp) this.found.add(at, 'network-up', note)
    else if (before !== 'lost' && (type === wifi || ![...this.states.values()].includes('up')))
      this.found.add(at, 'network-down', note)
  }
}

/** An app that comes to the front, or leaves it. */
function topApp(item: string, name: string): [DeviceEventKind, string] {
  return [item.startsWith('+') ? 'app-start' : 'app-stop', name]
}

function wakeReason(items: string, pool: ReadonlyMap<string, Pooled>): string {
  const index = /(?:^|,)Esw=(\d+)/.exec(items)?.[1]
  return index === undefined ? '' : (pool.get(index) ?? unpooled).text
}

/**
 * `+3d2h1m4s5ms (2) 083 …`: time since the first line, which names the date. Since Android 14 each line names the date
 * itself (`Battery History [Format: 2]`): `03-04 07:40:41.200 083 …`, without a year.
 */
function readText(text: string, context: ImportContext): Imported {
  const found = new EventCollector('batterystats')
  const beginning = new Beginning('status=')
  const starts = new Starts(found)
  const networks = new Networks(found)
  let base: Instant | null = null
  // What the year of a line that names none lies near to: the last date with a year.
  let { near } = context
  let isNamed = false
  eachLine(text, (line, number) => {
    const match = lineOfText.exec(line)
    if (match === null) return
    found.recordOrIgnore()
    const [, when = '0', date = '', items = ''] = match
    const dated = /^(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3})$/.exec(date)
    let now: Instant | null = null
    let stamped: Instant | null = null
    if (dated !== null) {
      const [month, day, hour, minute, second] = dated.slice(1, 6).map(Number) as [
        number,
        number,
        number,
        number,
        number,
      ]
      const sec = utcSeconds(
        isNamed ? yearNear(near, month, day) : yearNear(near, month, day, context.latest),
        month,
        day,
        hour,
        minute,
        second,
      )
      if (sec !== null) now = { sec: sec - found.zone(context)(sec) * 60, nsec: Number(dated[6]) * 1e6 }
    } else if (base !== null) now = shifted(base, durationMs(when))
    const [, named, ms = '0'] =
      /(?:RESET:)?TIME: ?(\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)(?:-(\d{3}))?/.exec(items) ?? []
    if (named !== undefined) {
      const stamp = parseStamp(named, found.zone(context))
      if (stamp !== null) {
        now = shifted(stamp.at, Number(ms))
        stamped = now
        base = shifted(now, -durationMs(when))
        near = now.sec
        isNamed = true
      }
    }
    const isStart = /(^| )START( |$)/.test(items)
    const words = items.split(' ')
    if (isStart) beginning.comes(null)
    else if (words.some((word) => word.startsWith('RESET'))) beginning.comes(now)
    const isState = named === undefined && !isStart && beginning.isState(words)
    if (isStart) {
      starts.comes(now, number)
      networks.forget()
    } else starts.goesOn(stamped)
    for (const item of words) {
      if (item.startsWith('wifi_suppl=')) networks.supplicant(item.slice(11), isState ? null : now)
      const [, type, state] = /^conn=(\d+):"(\w+)"/.exec(item) ?? []
      if (state !== undefined) networks.connection(Number(type), state, isState ? null : now)
    }
    if (words.includes('*OVERFLOW*')) found.note(eventAnomalies.dropped, number, 'history is full')
    if (now === null) {
      if (!isStart) found.note(eventAnomalies.relative, number)
      return
    }
    if (isState) return
    if (/(^| )SHUTDOWN( |$)/.test(items)) {
      starts.shutsDown()
      found.add(now, 'power-off')
    }
    let reason: string | null = null
    for (const item of words) {
      const flag = flags.get(item.slice(1))
      if (flag !== undefined && item.startsWith('+'))
        found.add(now, flag[0], (reason ??= /screenwake=\w+:"([^"]*)"/.exec(items)?.[1] ?? ''))
      else if (flag !== undefined && item.startsWith('-')) found.add(now, flag[1])
      else if (/^[+-]top=/.test(item) && !beginning.isAt(now))
        found.add(now, ...topApp(item, /"([^"]*)"/.exec(item)?.[1] ?? ''))
      else if (item.startsWith('pkginst='))
        found.add(now, 'update-installed', /"([^"]*)"/.exec(item)?.[1] ?? '')
    }
  })
  starts.goesOn(null)
  return found.finish()
}

function durationMs(text: string): number {
  let ms = 0
  for (const [, value, unit] of text.matchAll(/(\d+)(ms|[dhms])/g))
    ms += Number(value) * ({ d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }[unit as string] ?? 0)
  return ms
}
