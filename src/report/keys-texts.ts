import type { GivenKeyUse } from '../detect/hidden/given-keys.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { bytes, plural } from './phrases.ts'

/** Keys that are named with what they opened; the others are counted. */
const namedMax = 12

/** What there was to decrypt with, and what that opened: a line each for connections and for payloads; none where nothing was given. */
export function keysTexts({ keys, coverage }: Pick<ScanResult, 'keys' | 'coverage'>): string[] {
  if (keys === null) return []
  const { secrets, connections, payloadKeys } = keys
  const { decryption } = coverage
  const isOfPayloadsAlone = payloadKeys !== undefined && secrets === 0 && decryption.connections === 0
  return [
    ...(isOfPayloadsAlone
      ? []
      : [
          `keys: ${plural(secrets, 'secret')} of ${plural(connections, 'connection')}; decrypted ${bytes(decryption.bytes)} of ${plural(decryption.connections, 'connection')}`,
        ]),
    ...(payloadKeys === undefined ? [] : [payloadKeysText(payloadKeys)]),
  ]
}

/**
 * What the keys of payloads opened, in a sentence: `2 keys of payloads opened 14 values ("Example Browser 6.3" 12, key 2 2); 1 opened
 * nothing ("MTA")`.
 */
function payloadKeysText(payloadKeys: readonly GivenKeyUse[]): string {
  const titled = payloadKeys.map(({ name, payloads }, index) => ({
    title: name === '' ? `key ${index + 1}` : `"${name}"`,
    payloads,
  }))
  const used = titled.filter(({ payloads }) => payloads > 0)
  const unused = titled.filter(({ payloads }) => payloads === 0)
  const sum = used.reduce((total, { payloads }) => total + payloads, 0)
  const opened =
    used.length === 0
      ? ''
      : `${plural(used.length, 'key')} of payloads opened ${plural(sum, 'value')} (${listed(used.map(({ title, payloads }) => `${title} ${payloads}`))})`
  if (unused.length === 0) return opened
  const names = listed(unused.map(({ title }) => title))
  return opened === ''
    ? `${plural(unused.length, 'key')} of payloads opened nothing (${names})`
    : `${opened}; ${unused.length} opened nothing (${names})`
}

function listed(names: readonly string[]): string {
  const left = names.length - namedMax
  return [...names.slice(0, namedMax), ...(left > 0 ? [`${left} more`] : [])].join(', ')
}
