/**
 * The address of a radio behind a word in the name by which a client is known to its broker (MQTT, 3.1.3.1), and in the topics
 * that it asks for: `phone-02005e10531a`. Programs make these names of what numbers their device.
 */
import { objectionOf } from '../../core/objections.ts'
import { hexValues } from '../../core/signs/digit-values.ts'
import type { Node } from '../../decode/types.ts'
import { identifier as wifiMac } from '../identifiers/wifi-mac.ts'
import type { Detection } from '../types.ts'

/** What the device is called in front of it: of others the radio is not the phone's. */
const words = 'phone mobile android handset tablet device dev mac wifi wlan kiosk terminal'.split(' ')
const named = new RegExp(`(?:^|[/._-])(?:${words.join('|')})[-_]([0-9a-f]{12}|[0-9A-F]{12})$`)
const clientFields: ReadonlySet<string> = new Set(['client-id', 'topic'])
const nameBytesMax = 256
const hexChars = 12

/** The address in the name of a client, or in a level of a topic; null where none stands there. */
function macOfClient(node: Node): { readonly value: string; readonly start: number } | null {
  if (node.part !== 'head' || node.bytes.length > nameBytesMax || !isNameOrTopic(node)) return null
  const text = node.bytes.toString('latin1')
  const value = named.exec(text)?.[1] ?? ''
  return value === '' ? null : { value, start: text.length - hexChars }
}

function isNameOrTopic(node: Node): boolean {
  const { step, key, parent } = node
  if (step.step === 'header') return clientFields.has(key.toLowerCase())
  if (step.step !== 'path') return false
  const head = parent?.parent
  return head?.step.step === 'head' && head.bytes.subarray(0, publish.length).equals(publish)
}

/** How a message on a topic begins, which stands for the target of a request. */
const publish: Buffer = Buffer.from('PUBLISH ')

/** The same as what was detected; null for none. */
export function clientMac(node: Node): Detection | null {
  const found = macOfClient(node)
  const normal = found === null ? '' : wifiMac.normalise(found.value)
  if (found === null || normal === '' || wifiMac.fault(normal) !== '' || wifiMac.placeholder(normal) !== '')
    return null
  return {
    identifier: wifiMac.name,
    value: found.value,
    normal,
    node,
    start: found.start,
    end: found.start + hexChars,
    writtenAs: '',
    confidence: 'possible',
    by: `recogniser:${wifiMac.name}`,
    reasons: [
      `it stands behind a word for a device in ${node.step.step === 'path' ? 'a topic' : `the field "${node.key}"`}`,
      wifiMac.proof,
      objectionOf('12 hex digits may be any number that a program made'),
      wifiMac.remark(normal),
    ],
  }
}

const [hyphen, underline] = [45, 95]
const lastWords: readonly Buffer[] = words.map((word) => Buffer.from(word))

/** True where `buf[start, end)`, a word with its hyphens, ends so: for the quick look. */
export function endsInClientMac(buf: Buffer, start: number, end: number): boolean {
  const at = end - hexChars - 1
  if (at <= start || (buf[at] !== hyphen && buf[at] !== underline)) return false
  for (let digit = at + 1; digit < end; digit++)
    if ((hexValues[buf[digit] as number] as number) > 15) return false
  return lastWords.some(
    (word) => at - word.length >= start && word.equals(buf.subarray(at - word.length, at)),
  )
}
