import type { Node } from '../../decode/types.ts'
import { identifier as imeiType } from '../identifiers/imei.ts'
import { identifier as imsiType } from '../identifiers/imsi.ts'
import { columnAt } from '../names/text-members.ts'
import type { Detection } from '../types.ts'

/**
 * An IMSI by what stands beside it: nothing in its digits but the country's code proves one, so that it is told where an
 * IMEI stands in the same list (`<imei>|<imsi>|…`, `["<imei>","<imsi>"]`) or in a field beside that says little of
 * itself (`{"d":"<imei>","s":"<imsi>"}`), as programs write that hide what they send.
 */

/** Two phones' numbers and two cards': among more numbers of that length these are chance. */
const numbersMax = 4
/** A longer text with an IMEI in it is a document. */
const listBytesMax = 4_096
/** So far beside the IMEI fields are looked at. */
const fieldsAway = 16
/** Names that say little are short, or of the card. */
const shortNameMax = 3
const nameOfCard = /^sim|sim\d?$|^subs?(?:criber)?$/i
/** Short names of other things: places in lists, people, moments. */
const otherNames: ReadonlySet<string> = new Set(
  'id uid gid pid cid tid aid sid mid fid oid rid bid nid eid vid ts ref sku ean upc seq num no nr qty amt sum txn req msg'.split(
    ' ',
  ),
)

const item = /(?<![0-9A-Za-z.+_-])\d{15}(?![0-9A-Za-z._-])/g
const whole = /^\s*\d{15}\s*$/

/** What stands beside the IMEIs that a message shows, which `isNamed` has no other name for. */
export function imsisBeside(imeis: readonly Detection[], isNamed: (node: Node) => boolean): Detection[] {
  const found = new Map<string, Detection>()
  const seen = new Set<Node>()
  for (const { node, start, end, confidence } of imeis) {
    const isWhole = end - start >= node.bytes.toString('latin1').trim().length
    const group = isWhole ? node.parent : node
    if (group === null || seen.has(group) || (isWhole && !mayName(node, isNamed))) continue
    seen.add(group)
    const numbers = isWhole ? numbersInFields(group, node) : numbersInText(node)
    if (numbers.length > numbersMax) continue
    for (const one of numbers) {
      if (!isImsi(one.value)) continue
      if (isWhole && (isSameField(one.node, node) || !saysLittle(one.node.key, isNamed(one.node)))) continue
      const beside = confidence === 'possible' ? 'what may be an IMEI' : 'an IMEI'
      found.set(
        `${one.value} ${one.node.spanStart} ${one.node.step.step} ${one.start}`,
        detection(one, beside),
      )
    }
  }
  return [...found.values()]
}

interface Numbered {
  readonly node: Node
  readonly value: string
  readonly start: number
}

function numbersInText(node: Node): Numbered[] {
  if (node.bytes.length > listBytesMax) return []
  const text = node.bytes.toString('latin1')
  const numbers = Array.from(text.matchAll(item), ({ 0: value, index: start }) => ({ node, value, start }))
  return numbers.filter(({ value, start }) => {
    const column = columnAt(text, start)
    return isItem(text, start, start + value.length) && (column === '' || saysLittle(column, false))
  })
}

/** Stands between signs, and not among words. */
function isItem(text: string, start: number, end: number): boolean {
  return (
    !wordAhead.test(text.slice(Math.max(0, start - besideMax), start)) && !wordBehind.test(text.slice(end))
  )
}

const besideMax = 8
const wordAhead = /[A-Za-z] +$/
const wordBehind = /^ +[A-Za-z]/

function numbersInFields(group: Node, node: Node): Numbered[] {
  const { order } = node
  return group.children.slice(Math.max(0, order - fieldsAway), order + fieldsAway).flatMap((field) => {
    if (field.bytes.length > listBytesMax) return []
    const text = field.bytes.toString('latin1')
    if (field.step.step !== node.step.step || !whole.test(text)) return []
    return [{ node: field, value: text.trim(), start: text.search(/\d/) }]
  })
}

function isImsi(digits: string): boolean {
  const isPhone = imeiType.normalise(digits) !== '' && imeiType.fault(digits) === ''
  return !isPhone && imsiType.fault(digits) === '' && imsiType.placeholder(digits) === ''
}

function saysLittle(key: string, isNamed: boolean): boolean {
  if (nameOfCard.test(key)) return true
  if (isNamed || otherNames.has(key.toLowerCase())) return false
  return key.length <= shortNameMax || /^\d+$/.test(key)
}

/** By its name it may be an IMEI: the number of an app is none, though its digits may add up. */
function mayName(node: Node, isNamed: (node: Node) => boolean): boolean {
  return isNamed(node) || nameOfDevice.test(node.key) || saysLittle(node.key, false)
}

const nameOfDevice = /^(?:device|phone|dev|terminal)/i

/** The same field of another object in one list: what one is, the other is. */
function isSameField(one: Node, other: Node): boolean {
  const [path, otherPath] = [one.step.detail, other.step.detail].map((detail) =>
    detail.replace(/\[\d+\]/g, ''),
  )
  return one !== other && path === otherPath && !one.step.detail.endsWith(']')
}

function detection({ node, value, start }: Numbered, beside: string): Detection {
  return {
    identifier: imsiType.name,
    value,
    normal: value,
    node,
    start,
    end: start + value.length,
    writtenAs: '',
    confidence: 'possible',
    by: `recogniser:${imsiType.name}`,
    reasons: [`it stands beside ${beside}`, imsiType.proof],
  }
}
