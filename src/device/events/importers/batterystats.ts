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

/**
 * The battery history of `dumpsys batterystats`: as text (`--history`) and as check-in (`-c`). It survives reboots and
 * holds days; times are good to a second. It has no unlock.
 */
export const eventImporter: EventImporter = {
  name: 'batterystats',
  title: 'dumpsys batterystats --history, or batterystats -c',
  probe: (head) => (/^9,h(sp)?,\d/m.test(head) || /^[ \t]*Battery History \(/m.test(head) ? 2 : 0),
  read: (text, context) => (/^9,(h|hsp|i),/m.test(text) ? readCheckin(text) : readText(text, context)),
}

function readCheckin(text: string): Imported {
  const found = new EventCollector('batterystats')
  const pool = new Map<string, string>()
  let now: Instant | null = null
  let said = false
  const say = (number: number): void => {
    if (!said) found.note(eventAnomalies.relative, number)
    said = true
  }
  eachLine(text, (line, number) => {
    if (line.startsWith('9,hsp,')) {
      const match = /^9,hsp,(\d+),(-?\d+),"?(.*?)"?$/.exec(line)
      if (match !== null) pool.set(match[1] as string, match[3] as string)
      return
    }
    if (!line.startsWith('9,h,')) return
    found.record()
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
      // A new anchor of wall-clock time; also after the clock was set.
      if (stamp !== null) now = stamp
      else if (now === null) say(number)
      else if (command === 'START') found.add(now, 'boot', 'history begins anew')
      else if (command === 'SHUTDOWN') found.add(now, 'power-off')
      else if (command?.includes('OVERFLOW') === true)
        found.note(eventAnomalies.dropped, number, 'history is full')
      return
    }
    if (now === null) {
      say(number)
      return
    }
    // Looked for once in a line, however many flags it has.
    let reason: string | null = null
    for (const item of rest.split(',')) {
      const flag = flags.get(item.slice(1))
      if (flag !== undefined && item.startsWith('+'))
        found.add(now, flag[0], (reason ??= wakeReason(rest, pool)))
      else if (flag !== undefined && item.startsWith('-')) found.add(now, flag[1])
      else if (item === 'Wsp=compl') found.add(now, 'network-up', 'Wi-Fi')
      else if (item === 'Wsp=dsc') found.add(now, 'network-down', 'Wi-Fi')
      else if (item.startsWith('Ecn=')) {
        const state = pool.get(item.slice(4)) ?? ''
        if (state === 'CONNECTED') found.add(now, 'network-up')
        else if (state === 'DISCONNECTED') found.add(now, 'network-down')
      } else if (item.startsWith('Epi=')) found.add(now, 'update-installed', pool.get(item.slice(4)) ?? '')
    }
  })
  return found.finish()
}

function wakeReason(items: string, pool: ReadonlyMap<string, string>): string {
  const index = /(?:^|,)Esw=(\d+)/.exec(items)?.[1]
  return index === undefined ? '' : (pool.get(index) ?? '')
}

/** `+3d2h1m4s5ms (2) 083 …`: time since the first line, which names the date. Newer builds print the date itself. */
function readText(text: string, context: ImportContext): Imported {
  const found = new EventCollector('batterystats')
  let base: Instant | null = null
  eachLine(text, (line, number) => {
    const match =
      /^\s+(0|\+?(?:\d+d)?(?:\d+h)?(?:\d+m(?!s))?(?:\d+s)?(?:\d+ms)?|\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) \((\d+)\) (.*)$/.exec(
        line,
      )
    if (match === null) return
    found.record()
    const [, when, , items] = match as unknown as [string, string, string, string]
    const dated = /^(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3})$/.exec(when)
    let now: Instant | null = null
    if (dated !== null) {
      const [month, day, hour, minute, second] = dated.slice(1, 6).map(Number) as [
        number,
        number,
        number,
        number,
        number,
      ]
      const sec = utcSeconds(
        yearNear(context.near, month, day, context.latest),
        month,
        day,
        hour,
        minute,
        second,
      )
      if (sec !== null) now = { sec: sec - found.zone(context)(sec) * 60, nsec: Number(dated[6]) * 1e6 }
    } else if (base !== null) now = shifted(base, durationMs(when))
    const named = /(?:RESET:)?TIME: ?(\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)/.exec(items)?.[1]
    if (named !== undefined) {
      const stamp = parseStamp(named, found.zone(context))
      if (stamp !== null) {
        now = stamp.at
        base = shifted(stamp.at, -durationMs(dated === null ? when : '0'))
      }
    }
    if (now === null) {
      found.note(eventAnomalies.relative, number)
      return
    }
    if (/(^| )START( |$)/.test(items)) found.add(now, 'boot')
    if (/(^| )SHUTDOWN( |$)/.test(items)) found.add(now, 'power-off')
    let reason: string | null = null
    for (const item of items.split(' ')) {
      const flag = flags.get(item.slice(1))
      if (flag !== undefined && item.startsWith('+'))
        found.add(now, flag[0], (reason ??= /screenwake=\d+:"([^"]*)"/.exec(items)?.[1] ?? ''))
      else if (flag !== undefined && item.startsWith('-')) found.add(now, flag[1])
      else if (item === 'wifi_suppl=completed') found.add(now, 'network-up', 'Wi-Fi')
      else if (item === 'wifi_suppl=disconn') found.add(now, 'network-down', 'Wi-Fi')
      else if (/^conn=\d+:"CONNECTED"/.test(item)) found.add(now, 'network-up')
      else if (/^conn=\d+:"DISCONNECTED"/.test(item)) found.add(now, 'network-down')
      else if (item.startsWith('pkginst='))
        found.add(now, 'update-installed', /"([^"]*)"/.exec(item)?.[1] ?? '')
    }
  })
  return found.finish()
}

function durationMs(text: string): number {
  let ms = 0
  for (const [, value, unit] of text.matchAll(/(\d+)(ms|[dhms])/g))
    ms += Number(value) * ({ d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }[unit as string] ?? 0)
  return ms
}
