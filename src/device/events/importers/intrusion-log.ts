import { jsonText } from '../../../core/json-text.ts'
import { recordOf } from '../../../core/json-value.ts'
import type { JsonRecord } from '../../../core/json-value.ts'
import { eventAnomalies } from '../anomalies.ts'
import { EventCollector, eachRecord } from '../collector.ts'
import { parseEpoch } from '../time-text.ts'
import type { DeviceEventKind, EventImporter } from '../types.ts'

/**
 * Security log keys and tags (android.app.admin.SecurityLog, system event-log-tags 210001 to 210046) that are events
 * here. `null`: known, and no event.
 */
const securityKinds: Readonly<Record<string, DeviceEventKind | null>> = {
  app_process_start: 'process-start',
  keyguard_dismissed: 'unlock',
  keyguard_dismiss_auth_attempt: null,
  keyguard_secured: 'lock',
  os_startup: 'boot',
  os_shutdown: 'power-off',
  wifi_disconnection: 'network-down',
  package_installed: 'update-installed',
  package_updated: 'update-installed',
  package_uninstalled: null,
}

const tagNames: Readonly<Record<number, string>> = {
  210005: 'app_process_start',
  210006: 'keyguard_dismissed',
  210007: 'keyguard_dismiss_auth_attempt',
  210008: 'keyguard_secured',
  210009: 'os_startup',
  210010: 'os_shutdown',
  210011: 'logging_started',
  210012: 'logging_stopped',
  210015: 'log_buffer_size_critical',
  210037: 'wifi_connection',
  210038: 'wifi_disconnection',
  210041: 'package_installed',
  210042: 'package_updated',
  210043: 'package_uninstalled',
}

const gaps: ReadonlySet<string> = new Set(['logging_stopped', 'log_buffer_size_critical'])
const frame: ReadonlySet<string> = new Set(['event_id', 'event_time', 'event_type', 'timestamp'])

/**
 * Steps of joining a network and failures have the key of a join, too: `event_type` tells them apart (SecurityLog of
 * Android 13 and later), or `success` in the first form. Neither, as where the values stand in an array: it is told by
 * the array's second value.
 */
function joinOf(details: JsonRecord | null): DeviceEventKind | null {
  const { event_type: type, success } = details ?? {}
  if (type === 'DISCONNECTED') return 'network-down'
  if (typeof type === 'string') return type === 'CONNECTED' ? 'network-up' : null
  return success === false || success === 0 || success === 'false' ? null : 'network-up'
}

/** A record of the older form. Of several times the first is taken, by the lookahead: none is tried again. */
const olderRecord = /^\s*\{(?=([^\n]*?"event_time"))\1[^\n]*"tag"\s*:\s*2100\d\d/

/**
 * The Intrusion Log of Android's Advanced Protection (Android 16): one object a line, security events with times in
 * nanoseconds. Rotated files overlap: the same event is taken once. Its DNS and connection events are traffic, not
 * events of the device.
 */
export const eventImporter: EventImporter = {
  name: 'intrusion-log',
  title: 'Intrusion Log of Android 16 (Advanced Protection), also the enterprise security log',
  probe: (head) =>
    /"(security_event|dns_event|connect_event)"\s*:\s*\{/.test(head) || olderRecord.test(head) ? 2 : 0,
  read(text) {
    const found = new EventCollector('intrusion-log')
    const seen = new Set<string>()
    eachRecord(text, found, (record, number, line) => {
      const event = recordOf(record['security_event']) ?? (record['tag'] === undefined ? null : record)
      if (event === null) {
        found.ignore()
        return
      }
      const name =
        typeof event['tag'] === 'number'
          ? (tagNames[event['tag']] ?? '')
          : (Object.keys(event).find((key) => !frame.has(key)) ?? '')
      if (gaps.has(name)) found.note(eventAnomalies.dropped, number, name)
      const details = recordOf(event[name])
      const kind =
        name === 'wifi_connection'
          ? joinOf(details)
          : Object.hasOwn(securityKinds, name)
            ? securityKinds[name]
            : undefined
      if (kind === undefined || kind === null) {
        found.ignore()
        return
      }
      // Nanoseconds do not fit a double: the digits are taken from the text.
      const digits = /"event_time"\s*:\s*"?(\d+)/.exec(line)?.[1]
      const at = digits === undefined ? null : parseEpoch(digits)
      if (at === null) {
        found.note(eventAnomalies.noTime, number)
        return
      }
      const key = `${digits} ${name} ${jsonText(details)}`
      if (seen.has(key)) {
        found.ignore()
        return
      }
      seen.add(key)
      const what = details?.['process'] ?? details?.['package_name'] ?? details?.['package'] ?? ''
      found.add(at, kind, typeof what === 'string' ? what : '')
    })
    return found.finish()
  },
}
