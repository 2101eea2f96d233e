import { contactsText } from '../assess/contact-words.ts'
import { isOpenedByProxy } from '../assess/on-this-side.ts'
import { recipientName } from '../assess/recipient-name.ts'
import type { CaptureSummary, ScanResult } from '../pipeline/scan-result.ts'
import { count as countText } from '../correlate/words.ts'
import { isEncrypted } from '../core/protection.ts'
import { refusedUnnamed } from '../core/refused-unnamed.ts'
import { grouped } from '../core/grouped.ts'
import type { Observation, Transmission } from '../assess/types.ts'
import type { Masker } from './masking/masker.ts'
import { printable } from './writing/printable.ts'

/** Whether a file holds entries (HAR, flows, logs); else it holds packets. */
export function holdsEntries(capture: CaptureSummary): boolean {
  return capture.format !== 'pcap' && capture.format !== 'pcapng'
}

/** What the numbers of places in a capture count. */
export function placeWord(result: ScanResult, capture: number): 'frame' | 'entry' {
  const one = result.captures[capture]
  return one !== undefined && holdsEntries(one) ? 'entry' : 'frame'
}

/** A number of entries in words: `1 entry`, `1,204 entries`. */
export function entriesText(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'entry' : 'entries'}`
}

/** How bytes travelled that could be read all the same, and why they could. */
export function protectionText(result: ScanResult, transmission: Transmission): string {
  const { protection, capture, summary } = transmission
  if (summary.isSealedByProgram === true) return 'encrypted by the program itself, and opened with its key'
  const why =
    placeWord(result, capture) === 'entry' ? 'recorded in the app or a proxy' : whyReadable(result, capture)
  const how = protection.toUpperCase()
  return isOpenedByProxy(transmission)
    ? `encrypted as far as a proxy (${how}), which can read it and is asked to hand it on in clear text; ${why}`
    : `encrypted on the way (${how}); ${why}`
}

/** Whether the bytes of an observation lie encrypted in its capture, and were opened with keys. Where it may be either, they are not called so. */
export function liesEncrypted(
  result: ScanResult,
  { protection, capture }: Pick<Observation, 'protection' | 'capture'>,
): boolean {
  return (
    isEncrypted(protection) &&
    placeWord(result, capture) === 'frame' &&
    result.coverage.decryption.connections > 0 &&
    !isWrittenDecrypted(result, capture)
  )
}

/** Whether packets of a capture were written by a program that decrypted them. */
function isWrittenDecrypted({ anomalies }: ScanResult, capture: number): boolean {
  return anomalies.some(
    ({ capture: of, tally }) => of === capture && tally.code.code === 'stream.tcp.decrypted',
  )
}

/** Why encrypted packets of a capture could be read: which of several connections it was of is not kept. */
function whyReadable(result: ScanResult, capture: number): string {
  const { keys } = result
  if (keys === null || (keys.secrets === 0 && keys.payloadKeys !== undefined)) return 'recorded decrypted'
  return isWrittenDecrypted(result, capture)
    ? 'recorded decrypted, or read with the keys'
    : 'read with the keys'
}

/** Why a report has nothing to go by, as the start of a sentence. */
export function nothingToRead(result: ScanResult): string {
  const { entries } = result.coverage
  if (entries === null || entries.total === 0) {
    return result.coverage.summary.payload === 0
      ? 'The capture holds no traffic that could be looked at'
      : 'None of the traffic in the capture could be read'
  }
  const all = entriesText(entries.total)
  const telling = Object.values(entries.read).reduce((sum, count) => sum + count, 0)
  if (telling === 0)
    return `No contact with a server could be read from ${entries.total === 1 ? 'the one entry' : `any of the ${all}`}`
  const some = telling === entries.total ? all : `${grouped(telling)} of ${all}`
  const [tell, them] = telling === 1 ? ['tells', 'it'] : ['tell', 'them']
  if (isOfResolver(result))
    return `${some} ${tell} who asked for which name and when; nothing is known of what was then sent`
  return `${some} ${tell} who was contacted and when; no content was recorded with ${them}`
}

/** How many contents of messages a recorder left out, or never keeps. */
export function unseenContents({ coverage }: ScanResult): number {
  if (coverage.entries === null) return 0
  const { notRecorded, other } = coverage.entries
  return notRecorded.entries + notRecorded.bodies + (other[refusedUnnamed] ?? 0)
}

/** What a verdict of “nothing found” does not cover, since it never was in the file. */
export function unseenContent(result: ScanResult): string {
  if (unseenContents(result) === 0) return ''
  return ' What was not recorded can hold more.'
}

/** Lines on what of entries could not be read, or never was in the file. */
export function entryUnread(result: ScanResult): string[] {
  const { entries, file } = result.coverage
  if (entries === null) return []
  const lines: string[] = []
  const { notRecorded } = entries
  if (notRecorded.bodies > 0) {
    const bytes =
      notRecorded.bodyBytes > 0 ? `${countText(notRecorded.bodyBytes, 'byte')} at least` : 'of unknown size'
    const are = notRecorded.bodies === 1 ? 'body was' : 'bodies were'
    lines.push(
      `${grouped(notRecorded.bodies)} ${are} not recorded or cut by the recorder (${bytes}): never seen.`,
    )
  }
  if (notRecorded.entries > 0) {
    lines.push(
      `${entriesText(notRecorded.entries)} of logs ${notRecorded.entries === 1 ? 'names' : 'name'} a contact or a head only: bodies were never seen.`,
    )
  }
  for (const [what, count] of Object.entries(entries.other))
    lines.push(`${entriesText(count)} left out: ${printable(what)}.`)
  if (entries.duplicate > 0)
    lines.push(`${entriesText(entries.duplicate)} came more than once: counted once.`)
  if (file.unread > 0 && file.entries > 0)
    lines.push(`${countText(file.unread, 'byte')} of the file could not be read.`)
  return lines
}

/** Device and apps of each file that names them. */
export function recordedTexts(result: ScanResult): string[] {
  return result.captures.flatMap(({ path, recorded }) => {
    if (recorded === null) return []
    const { device, apps } = recorded
    const kind = [device['manufacturer'], device['model']].filter((word) => word !== undefined).join(' ')
    const system = [device['platform'], device['osVersion']].filter((word) => word !== undefined).join(' ')
    const phone = [kind, system, device['runTarget']].filter((text) => text !== undefined && text !== '')
    const list = apps.slice(0, 5).map((app) => [app.name || app.id, app.version].filter(Boolean).join(' '))
    if (apps.length > 5) list.push(`${apps.length - 5} more`)
    const parts = [
      ...(phone.length === 0 ? [] : [`recorded on ${phone.join(', ')}`]),
      ...(list.length === 0 ? [] : [`apps: ${list.join(', ')}`]),
    ]
    return parts.length === 0 ? [] : [printable(`${path}: ${parts.join('; ')}`)]
  })
}

/** The same for the JSON document. */
export function recordedValue(
  recorded: CaptureSummary['recorded'],
  masker: Masker,
): Record<string, unknown> | null {
  if (recorded === null) return null
  const device = Object.entries(recorded.device).map(([name, value]) => [name, masker.hide(value)])
  return {
    device: Object.fromEntries(device) as Record<string, string>,
    apps: recorded.apps.map((app) => ({ id: app.id, name: masker.hide(app.name), version: app.version })),
  }
}

/** Whether all that was read are logs of resolvers. */
function isOfResolver({ captures }: ScanResult): boolean {
  return captures.every(({ format }) => format === 'dns-queries')
}

const namesShownMax = 12

/** The names that were asked for, where logs of resolvers are all there is: no recipient says them there. */
export function namesAsked(result: ScanResult): string[] {
  const { dnsNames } = result
  if (!isOfResolver(result) || dnsNames.length === 0) return []
  const all = `${countText(dnsNames.length, 'name')} ${dnsNames.length === 1 ? 'was' : 'were'} asked for`
  const shown = dnsNames.slice(0, namesShownMax).map((name) => printable(name))
  const rest = dnsNames.length - shown.length
  return [
    rest > 0
      ? `${all}, such as ${shown.join(', ')}; all stand in --json (dnsNames).`
      : `${all}: ${shown.join(', ')}.`,
  ]
}

const appsShownMax = 12
const hostsShownMax = 4

/** Whom the apps contacted by the device's own log, the busiest first, and what of that was seen otherwise. */
export function deviceSays(result: ScanResult): string[] {
  const byApp = new Map<string, { contacts: number; lookups: number; hosts: Set<string> }>()
  const names = new Set(result.dnsNames)
  let servers = 0
  let seen = 0
  let asked = 0
  for (const recipient of result.recipients) {
    if (recipient.apps.length === 0) continue
    servers++
    if (recipient.flows > 0) seen++
    else if (names.has(recipient.host)) asked++
    const host = recipientName(recipient)
    for (const { app, contacts, lookups } of recipient.apps) {
      const known = byApp.get(app) ?? { contacts: 0, lookups: 0, hosts: new Set() }
      known.contacts += contacts
      known.lookups += lookups
      known.hosts.add(host)
      byApp.set(app, known)
    }
  }
  if (byApp.size === 0) return []
  const apps = [...byApp].sort(
    ([left, { contacts: leftCount }], [right, { contacts: rightCount }]) =>
      rightCount - leftCount || (left < right ? -1 : 1),
  )
  const lines = apps.slice(0, appsShownMax).map(([app, { contacts, lookups, hosts }]) => {
    const shown = [...hosts].slice(0, hostsShownMax).join(', ')
    const rest = hosts.size > hostsShownMax ? ` and ${hosts.size - hostsShownMax} more` : ''
    return printable(
      `${app === '' ? 'an app that is not named' : app}: ${contactsText(contacts, lookups)} ${lookups === 0 ? 'with' : 'for'} ${shown}${rest}`,
    )
  })
  if (apps.length > appsShownMax) lines.push(`… and ${apps.length - appsShownMax} more apps: see --json.`)
  const others = servers - seen - asked
  const all = `${grouped(servers)} ${servers === 1 ? 'server' : 'servers'}`
  const sights = [
    { count: seen, how: 'seen in traffic, too' },
    { count: asked, how: 'asked for by name there, too, and not seen' },
  ]
    .filter(({ count }) => count > 0)
    .map(
      ({ count, how }, at) =>
        `${grouped(count)} ${at === 0 ? `of these ${all} ` : ''}${count === 1 ? 'was' : 'were'} ${how.replace('there', at === 0 ? 'in traffic' : 'there')}`,
    )
  const elsewhere =
    others === servers
      ? `Nothing else that was read shows ${servers === 1 ? 'this' : 'these'} ${all}.`
      : `${sights.join('; ')}; ${grouped(others)} only here.`
  lines.push(`${elsewhere} A log of the device never says what was sent.`)
  return lines
}
