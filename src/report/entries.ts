import type { CaptureSummary, ScanResult } from '../pipeline/scan.ts'
import { grouped } from './grouped.ts'
import type { Masker } from './masker.ts'
import { printable } from './printable.ts'

/** Whether a file holds entries (HAR, flows, logs); else it holds packets. */
export function holdsEntries(capture: CaptureSummary): boolean {
  return capture.format !== 'pcap' && capture.format !== 'pcapng'
}

/** What the numbers of places in a capture count. */
export function placeWord(result: ScanResult, capture: number): 'frame' | 'entry' {
  const one = result.captures[capture]
  return one !== undefined && holdsEntries(one) ? 'entry' : 'frame'
}

export function entriesText(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'entry' : 'entries'}`
}

/** How bytes travelled that could be read all the same. */
export function protectionText(protection: string): string {
  return `encrypted on the way (${protection.toUpperCase()}); read with the keys, or by whoever recorded it inside`
}

/** Why a report has nothing to go by, as the start of a sentence. */
export function nothingToRead(result: ScanResult): string {
  const total = result.coverage.entries?.total ?? 0
  if (total === 0) return 'The capture holds no traffic that could be looked at'
  return `${entriesText(total)} tell who was contacted and when; no content was recorded with ${total === 1 ? 'it' : 'them'}`
}

/** What a verdict of “nothing found” does not cover, since it never was in the file. */
export function unseenContent(result: ScanResult): string {
  const unseen = result.coverage.entries?.notRecorded
  if (unseen === undefined || unseen.entries + unseen.bodies === 0) return ''
  return ' What was not recorded can hold more: see below.'
}

/** Lines on what of entries could not be read, or never was in the file. */
export function entryUnread(result: ScanResult): string[] {
  const { entries, file } = result.coverage
  if (entries === null) return []
  const lines: string[] = []
  const { notRecorded } = entries
  if (notRecorded.bodies > 0) {
    const bytes =
      notRecorded.bodyBytes > 0 ? `${grouped(notRecorded.bodyBytes)} bytes at least` : 'of unknown size'
    const are = notRecorded.bodies === 1 ? 'body was' : 'bodies were'
    lines.push(
      `${grouped(notRecorded.bodies)} ${are} not recorded or cut by the recorder (${bytes}): never seen.`,
    )
  }
  if (notRecorded.entries > 0) {
    lines.push(
      `${entriesText(notRecorded.entries)} of logs name a contact or a head only: bodies were never seen.`,
    )
  }
  for (const [what, count] of Object.entries(entries.other))
    lines.push(`${entriesText(count)} left out, being no contact with a server: ${printable(what)}.`)
  if (entries.duplicate > 0)
    lines.push(`${entriesText(entries.duplicate)} came more than once: counted once.`)
  if (file.unread > 0 && file.entries > 0)
    lines.push(`${grouped(file.unread)} bytes of the file could not be read.`)
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
