import { recipientName } from '../assess/recipient-name.ts'
import type { OpaquePayload } from '../pipeline/opaque/opaque-payload.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { grouped } from '../core/grouped.ts'
import { maskedField } from './masking/masked-name.ts'
import { sealedBytes } from './mostly-unsearched.ts'
import { bytes, percent, plural } from './phrases.ts'
import { printable } from './writing/printable.ts'
import { wrap } from './writing/wrap.ts'

/** A few of them show what there is; the rest is in the JSON. */
const shownMax = 8

/** What looks encrypted and was not opened, most sent first; no lines where there is nothing. */
export function opaqueLines(result: ScanResult, width: number, isRevealed: boolean): string[] {
  if (result.opaque.length === 0) return []
  const hosts = new Map(result.recipients.map((one) => [one.id, recipientName(one)]))
  const ordered = result.opaque.toSorted((left, right) => right.count - left.count)
  const lines = ordered.slice(0, shownMax).flatMap((payload) => {
    const host = printable(hosts.get(payload.recipient) ?? '?')
    const place = printable(payload.place || payload.protocol)
    const field =
      payload.field === '' ? '' : `, “${printable(isRevealed ? payload.field : maskedField(payload.field))}”`
    return wrap(`  ${host}, ${place}${field}: ${opaqueText(payload)}`, width, '    ')
  })
  const more = ordered.length - shownMax
  return more > 0 ? [...lines, `  … and in ${plural(more, 'more place')}: see --json`] : lines
}

/** How many payloads look encrypted, how much of what was sent they are, and where the most of them stand; '' where none does. */
export function sealedText(result: ScanResult): string {
  const { opaque, recipients } = result
  const count = opaque.reduce((sum, payload) => sum + payload.count, 0)
  if (count === 0) return ''
  const sent = recipients.reduce((sum, { bytesToServer }) => sum + bytesToServer, 0)
  const sealed = sealedBytes(result)
  const share = sealed < sent ? `, ${percent(sealed, sent)} of what was sent` : ''
  return `${plural(count, 'payload')} (${bytes(sealed)}${share}) ${count === 1 ? 'was' : 'were'} searched and ${count === 1 ? 'looks' : 'look'} encrypted: what ${count === 1 ? 'it holds' : 'they hold'} is not known (${placesText(opaque, recipients)}).`
}

/** How many random values were taken for tokens, and by what; '' where none was. */
export function tokensText(result: ScanResult): string {
  const { tokenValues, tokenBytes } = result.coverage.searched
  if (tokenValues === 0) return ''
  const words =
    tokenValues === 1
      ? ['looks', 'is', 'its name, its size', 'it comes', 'it holds']
      : ['look', 'are', 'their names, their sizes', 'they come', 'they hold']
  const [look, are, names, come, hold] = words
  return `${plural(tokenValues, 'value')} (${bytes(tokenBytes)}) ${look} random and ${are} taken for tokens, signatures or keys by ${names}, or how ${come}: what ${hold} is not known.${steadyText(result)}`
}

function steadyText({ steady, recipients }: ScanResult): string {
  const count = steady.reduce((sum, payload) => sum + payload.count, 0)
  if (count === 0) return ''
  return ` ${count} of them, as long as what is encrypted, are the same each time${steady.some((payload) => payload.judged < payload.count) ? ', as far as they were compared' : ''}: they may name whoever sends them, or be the same for all (${placesText(steady, recipients)}).`
}

const namedMax = 3

/** Where the most of them stand. */
function placesText(payloads: readonly OpaquePayload[], recipients: ScanResult['recipients']): string {
  const named = payloads
    .toSorted((left, right) => right.bytes - left.bytes)
    .slice(0, namedMax)
    .map((payload) => {
      const field = payload.field === '' ? '' : `, “${maskedField(payload.field)}”`
      const recipient = recipients.find(({ id }) => id === payload.recipient)
      const host = recipient === undefined ? '?' : recipientName(recipient)
      return printable(`${host}, ${payload.place || payload.protocol}${field}`)
    })
  const more = payloads.length - named.length
  return `${named.join('; ')}${more > 0 ? `; and in ${plural(more, 'more place')}` : ''}`
}

/** Size, entropy, and what stays the same: what can be said of it without opening it. */
export function opaqueText(payload: OpaquePayload): string {
  const { count, bytesMin, bytesMax, entropyBits, distinct, judged, sameFirstBytes, written } = payload
  const size = bytesMin === bytesMax ? plural(bytesMin, 'byte') : `${bytesMin} to ${bytesMax} bytes`
  const how = written === 'bytes' ? '' : ` in ${written}`
  // Further ones are counted, and not compared.
  const first = judged < count ? `of the first ${grouped(judged)} compared` : ''
  const constancy =
    count === 1
      ? ''
      : distinct === 1
        ? `, ${first === '' ? 'the same each time' : `${first} all the same`}`
        : distinct === judged
          ? `, ${first === '' ? 'never the same' : `${first} none the same twice`}${headText(sameFirstBytes)}`
          : `, ${first === '' ? '' : `${first} `}${distinct} different${headText(sameFirstBytes)}`
  return `${plural(count, 'payload')} of ${size}${how}, ${entropyBits.toFixed(1)} bits of entropy per byte${constancy}`
}

function headText(bytes: number): string {
  return bytes < 2 ? '' : `, the first ${bytes} bytes alike`
}
