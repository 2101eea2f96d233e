import { createHash } from 'node:crypto'
import { isDay } from '../../core/day.ts'
import { limits } from '../../core/limits.ts'
import { decode } from '../../decode/decode.ts'
import { placeOf } from '../../decode/describe-chain.ts'
import type { DecodeInput, Node } from '../../decode/types.ts'
import { partMark } from '../../assess/diff/parts.ts'
import { isShortNumber } from '../../assess/linkage.ts'
import type { LimitedPlaces, TokenFacts } from '../../assess/linkage.ts'
import type { RequestWatch, WatchedRequest } from './request-watch.ts'

const charsMin = 8
const secondsPerDay = 86_400

/**
 * Collects values that could tell one device from others, with where and when they were sent: what `varde link` judges.
 * Bounded in values, and in places that are kept of each.
 */
export class TokenWatch implements RequestWatch {
  readonly tokens: Map<string, TokenFacts> = new Map()
  messages = 0
  /** Values beyond the limit in number, and sends of values beyond the one in length, which are not compared. */
  left = 0
  long = 0
  /** Requests that may never have been sent, which are not compared. */
  mayBeUnsent = 0
  private readonly device: number
  private capture = 0

  /** `device`: number of the device whose requests are shown. */
  constructor(device: number) {
    this.device = device
  }

  /** For another capture of the same device, whose connections are others: knows what this one knows, which stays as it is. */
  next(): TokenWatch {
    const watch = new TokenWatch(this.device)
    watch.capture = this.capture + 1
    watch.messages = this.messages
    watch.left = this.left
    watch.long = this.long
    watch.mayBeUnsent = this.mayBeUnsent
    for (const [digest, facts] of this.tokens) watch.tokens.set(digest, structuredClone(facts))
    return watch
  }

  request(input: DecodeInput, where: WatchedRequest): void {
    if (where.mayBeUnsent === true) {
      this.mayBeUnsent++
      return
    }
    this.messages++
    this.walk(decode(input).root, where)
  }

  private walk(node: Node, where: WatchedRequest): void {
    if (node.children.length > 0) {
      for (const child of node.children) this.walk(child, where)
      return
    }
    const { bytes } = node
    if (bytes.length < charsMin || isPublic(node)) return
    const { charsMax } = limits.link
    const text = bytes.toString('latin1', 0, charsMax)
    if (bytes.length > charsMax) {
      if (isToken(text)) this.long++
      return
    }
    const field = `${where.host} ${fieldName(node)}`
    if (isToken(text)) this.addIfLasting(text, field, where)
    else if (parted.test(text)) this.addParts(text, field, where)
  }

  /** Ids that stand in one text with marks between (`time|id|nonce`): each is a value of its own, by its place in it. */
  private addParts(text: string, field: string, where: WatchedRequest): void {
    const parts = text.split(marks)
    if (parts.length > limits.link.partsMax) return
    for (const [index, part] of parts.entries())
      if (part.length >= charsMin && isToken(part))
        this.addIfLasting(part, `${field}${partMark}${index + 1}`, where)
  }

  private addIfLasting(text: string, field: string, where: WatchedRequest): void {
    if (!isOwnTime(text, where.sec)) this.add(text, field, where)
  }

  private add(text: string, field: string, where: WatchedRequest): void {
    const digest = createHash('sha256').update(text).digest('base64').slice(0, 16)
    let facts = this.tokens.get(digest)
    if (facts === undefined) {
      if (this.tokens.size >= limits.link.tokensMax) {
        this.left++
        return
      }
      facts = {
        value: shownOf(text),
        count: 0,
        first: where.sec,
        last: where.sec,
        hosts: new Set(),
        flows: new Set(),
        days: new Set(),
        fields: new Set(),
        devices: new Set(),
        limited: new Set(),
      }
      this.tokens.set(digest, facts)
    }
    facts.count++
    facts.first = Math.min(facts.first, where.sec)
    facts.last = Math.max(facts.last, where.sec)
    keep(facts, 'hosts', where.host)
    keep(facts, 'flows', `${this.capture} ${where.flow}`)
    keep(facts, 'days', Math.floor(where.sec / secondsPerDay))
    keep(facts, 'fields', field)
    facts.devices.add(this.device)
  }
}

/** Printable, without blanks, quotes and brackets (those are sentences, code and markup), and with marks that ids have none of. */
const parted = /^[!#-;=?-Z^-z|~]+$/
const marks = /[^0-9A-Za-z_:.@+/=-]+/

function shownOf(text: string): string {
  const { keptCharsMax } = limits.link
  return text.length <= keptCharsMax ? text : `${text.slice(0, keptCharsMax)}…`
}

function keep(facts: TokenFacts, places: LimitedPlaces, value: string | number): void {
  const kept: Set<string | number> = facts[places] as Set<string | number>
  if (kept.size < limits.link.placesMax) kept.add(value)
  else if (!kept.has(value)) facts.limited.add(places)
}

/** Heads say the same of every phone of a kind: the fields of a browser are no tokens. */
function isPublic(node: Node): boolean {
  return node.step.step === 'header' && !/^(?:x-|authorization|cookie)/i.test(node.key)
}

/** The name of a field; where it has none, what it stands in: `query, without a name`, `path`, `json $[]`. */
function fieldName(node: Node): string {
  if (node.key !== '') return node.key
  const { step, parent } = placeOf(node)
  const place = step.detail.replace(/\[\d+\]/g, '[]')
  const holder = parent?.key ?? ''
  if (named.has(step.step)) return `${holder === '' ? step.step : holder}, without a name`
  return place === '' || place === '[]' ? step.step : `${step.step} ${place}`
}

/** What is made of names and values. */
const named: ReadonlySet<string> = new Set(['query', 'form', 'cookie', 'parameter'])

/** Clocks of a phone and a capture are so far apart at most, here. */
const clocksSeconds = 120

/** The time of its own request, in seconds or parts of them, or as a date: two parties that are told it share no identifier. */
function isOwnTime(text: string, sec: number): boolean {
  const isNumber = /^\d{10}(?:\d{3}){0,3}(?:\.\d+)?$/.test(text)
  const at = isNumber
    ? Number(text.slice(0, 10))
    : /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?$/.test(text)
      ? Date.parse(text) / 1_000
      : Number.NaN
  return Math.abs(at - sec) <= clocksSeconds
}

/** Letters with digits, or many digits, without blanks: ids look like this, words and versions do not. */
function isToken(text: string): boolean {
  if (isShortNumber(text))
    return new Set(text).size >= shortKindsMin && !isDay(text.replace(dayForm, '$1-$2-$3'))
  if (!/^[0-9A-Za-z_:.@+/=-]+$/.test(text)) return false
  const digits = text.replace(/[^0-9]/g, '').length
  const letters = text.replace(/[^A-Za-z]/g, '').length
  if (/^\d+(?:\.\d+)+$/.test(text) || new Set(text).size < 6) return false
  return digits >= 10 || (digits >= 3 && letters >= 3) || isDrawn(text)
}

/** Of eight or nine digits; fewer are counted, not drawn. */
const shortKindsMin = 4
const dayForm = /^((?:19|20)\d\d)(\d\d)(\d\d)$/

const drawnCharsMin = 16

/** Letters of both cases and digits in turns, as random bytes in base64 have them; names in camel case turn less often. */
function isDrawn(text: string): boolean {
  if (text.length < drawnCharsMin) return false
  let turns = 0
  for (let at = 1; at < text.length; at++) if (classOf(text, at) !== classOf(text, at - 1)) turns++
  return turns * 5 >= text.length * 2
}

function classOf(text: string, at: number): number {
  const char = text.charAt(at)
  return char >= 'a' && char <= 'z' ? 0 : char >= 'A' && char <= 'Z' ? 1 : char >= '0' && char <= '9' ? 2 : 3
}
