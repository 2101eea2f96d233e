import { objectionOf } from '../core/objections.ts'
import type { PayloadKey } from '../core/payload-key.ts'
import type { Node } from '../decode/types.ts'
import { adapters } from './adapters.gen.ts'
import { adapterPath, isAt } from './adapter-path.ts'
import type { AdapterPath } from './adapter-path.ts'
import type { DetectContext, FamilyResult } from './family-type.ts'
import { identifiers } from './identifiers.gen.ts'
import { digestForm } from './digests/named-digests.ts'
import type { Confidence, Detection, Dismissal, FamilyMatch } from './types.ts'

/**
 * Knowledge of one API of one company, as data: where it is, and what its fields hold. Written as one file each in
 * `adapters/`, checked and compiled by `tools/adapters.ts`.
 */
export interface Adapter {
  readonly id: string
  readonly title: string
  /** `seen` in captures, `read` in source or documentation, or only `remembered`: then it is a hint. */
  readonly basis: string
  readonly source: string
  /** Host names, in which `*` stands for one or more labels or a part of one; `*` alone: any host, where a field of `beside` is there, too. */
  readonly hosts: readonly string[]
  /** Beginnings of paths, behind `*` their ends; none: any. */
  readonly paths: readonly string[]
  /** Names of fields that all must be there on a host that is not named; the quick look sees the first. */
  readonly beside: readonly string[]
  /** Why its content cannot be read, '' where it can. */
  readonly sealed: string
  /** Keys that its programs have built in, and that are published: see `core/payload-key.ts`. */
  readonly keys: readonly AdapterKey[]
  readonly fields: readonly AdapterField[]
}

/** A published key, with key and IV in hex. */
export type AdapterKey = Pick<PayloadKey, 'cipher' | 'mode'> & {
  readonly bytes: string
  readonly iv: string | null
}

/** One field of an adapter: where it is, the kebab-case name of the identifier it holds, and why that is believed. */
export interface AdapterField {
  /** As {@link AdapterPath} has it. */
  readonly path: string
  /** What stands in front of the value inside of the field (`SN:`), '' for nothing. */
  readonly behind: string
  /** A mark: the value stands between the first of these and the next, and `behind` is all that stands before; '' for none. */
  readonly between: string
  /** How many of the parts between commas are the value; 0 for all. */
  readonly parts: number
  /** Path of the field next to it that holds the other half of the value, '' for none: coordinates. */
  readonly and: string
  readonly identifier: string
  /** What it holds where the value is not of that form, '' for nothing: an app may have given its own. */
  readonly or: string
  /** The field holds a digest of it, where it has the form of one. */
  readonly isDigest: boolean
  /** `name: literal` of a member beside it that says that the field holds none, '' for nothing. */
  readonly unless: string
  /** Path of another field whose kind it has where its value is the same, '' for none. */
  readonly like: string
  /** It holds none, though by its name or form it seems to: what is of that form is dismissed with the reason. */
  readonly isNone: boolean
  readonly reason: string
}

const anyHost = '*'

/** Names of fields by which the quick look sees the API of an adapter that a host of any name may have. */
export const adapterFields: readonly string[] = adapters.flatMap(({ beside: [first] }) =>
  first === undefined ? [] : [first.toLowerCase().replace(/[^a-z0-9]/g, '')],
)

/** A field with its path taken apart. */
interface ReadyField {
  readonly field: AdapterField
  readonly at: AdapterPath
}

/** An adapter with the pattern of its hosts and the paths of its fields, which are made when a host of its domain is first met. */
class Ready {
  readonly adapter: Adapter
  private pattern: RegExp | null = null
  private ready: readonly ReadyField[] | null = null
  private told: readonly AdapterPath[] | null = null

  constructor(adapter: Adapter) {
    this.adapter = adapter
  }

  get fields(): readonly ReadyField[] {
    this.ready ??= this.adapter.fields.map((field) => ({ field, at: adapterPath(field.path) }))
    return this.ready
  }

  knows(host: string): boolean {
    this.pattern ??= hostPattern(this.adapter.hosts.filter((one) => one !== anyHost))
    return this.pattern.test(host)
  }

  /** On a host that is not named the message itself says whose it is. */
  isToldBy(nodes: readonly Node[]): boolean {
    const { hosts, beside } = this.adapter
    if (!hosts.includes(anyHost)) return false
    this.told ??= beside.map(adapterPath)
    return this.told.every((path) => nodes.some((node) => isAt(node, path)))
  }
}

/** Adapters by the last two labels of their hosts; those whose domain is open stand under ''. Made at first use. */
let byDomain: Map<string, Ready[]> | null = null

function readyFor(host: string): readonly Ready[] {
  if (byDomain === null) {
    byDomain = new Map([['', []]])
    for (const adapter of adapters) {
      const ready = new Ready(adapter)
      for (const domain of new Set(adapter.hosts.map(domainOf))) {
        const known = byDomain.get(domain)
        if (known === undefined) byDomain.set(domain, [ready])
        else known.push(ready)
      }
    }
    const open = byDomain.get('') ?? []
    for (const [domain, own] of byDomain) byDomain.set(domain, [...new Set([...own, ...open])])
  }
  return byDomain.get(domainOf(host)) ?? byDomain.get('') ?? []
}

/** The last two labels, '' where they are open. */
function domainOf(host: string): string {
  const last = host.lastIndexOf('.')
  const domain = host.slice(host.lastIndexOf('.', last - 1) + 1)
  return domain.includes('*') ? '' : domain
}

const types = new Map(identifiers.map((type) => [type.name, type]))

/** Host names in lower case; `*.a.example` also stands for `a.example` itself. */
function hostPattern(hosts: readonly string[]): RegExp {
  const each = hosts.map((host) => {
    const start = host.startsWith('*.')
    const rest = (start ? host.slice(2) : host).replace(/\./g, '\\.').replace(/\*/g, '[a-z0-9.-]+')
    return start ? `(?:[a-z0-9.-]+\\.)?${rest}` : rest
  })
  return new RegExp(`^(?:${each.join('|')})$`)
}

/** True where an adapter knows the host: its messages are read in full. */
export function isAdapterHost(host: string): boolean {
  const name = host.toLowerCase()
  return readyFor(name).some((one) => one.knows(name))
}

/** Keys that programs which speak to the host have built in, and that are published, by the titles of their adapters. */
export function publishedKeysFor(host: string): readonly (PayloadKey & { readonly title: string })[] {
  const name = host.toLowerCase()
  return readyFor(name)
    .filter((one) => one.adapter.keys.length > 0 && one.knows(name))
    .flatMap(({ adapter }) =>
      adapter.keys.map(({ cipher, mode, bytes, iv }) => ({
        title: adapter.title,
        name: '',
        host: '',
        cipher,
        mode,
        bytes: Buffer.from(bytes, 'hex'),
        iv: iv === null ? null : Buffer.from(iv, 'hex'),
      })),
    )
}

/** What the adapters of the host make of a message. */
export function adapt(nodes: readonly Node[], context: DetectContext): FamilyResult {
  const detections: Detection[] = []
  const dismissals: Dismissal[] = []
  const families: FamilyMatch[] = []
  const empty: Node[] = []
  const denials = new Denials()
  const values = new Values(nodes)
  const host = context.host.toLowerCase()
  let target: string | null = null
  for (const one of readyFor(host)) {
    const { adapter } = one
    if (adapter.paths.length > 0 && !isOnPath((target ??= targetOf(nodes)), adapter.paths)) continue
    if (!one.knows(host) && !one.isToldBy(nodes)) continue
    const before = detections.length
    for (const node of nodes) {
      for (const { field, at } of one.fields) {
        if (!isAt(node, at)) continue
        if (denials.deny(field, node)) {
          const reason = `${field.path} of ${adapter.title}: "${field.unless}" beside it says that it is none`
          dismissals.push({ identifier: field.identifier, value: node.bytes.toString('utf8'), node, reason })
          empty.push(node)
          continue
        }
        if (field.isNone) {
          const none = readNone(adapter, field, node)
          if (none === null) continue
          dismissals.push(none)
          empty.push(node)
          continue
        }
        if (isSaidInFront(adapter, field, node)) continue
        for (const read of readField(adapter, kindOf(adapter, field, node, values), node)) {
          if ('reason' in read) dismissals.push(read)
          else detections.push(read)
        }
      }
    }
    const sealed = adapter.sealed !== '' && isSealed(nodes) ? adapter.sealed : ''
    if (detections.length > before || sealed !== '') families.push(match(adapter, context, sealed))
  }
  return { families, detections, dismissals, empty }
}

/** `sealed`: why the body could not be read, whatever was read beside it; '' where it could. */
function match(adapter: Adapter, context: DetectContext, sealed: string): FamilyMatch {
  const isHint = adapter.basis === 'remembered'
  return {
    family: adapter.id,
    title: adapter.title,
    confidence: isHint ? 'possible' : 'probable',
    by: 'content',
    reasons: [`${context.host} is an endpoint of ${adapter.title} (${adapter.source})`],
    counterEvidence:
      sealed === ''
        ? []
        : [`${sealed}; it may carry identifiers, and a comparison of runs (varde diff) may show which`],
  }
}

/** A sealed body may come in an envelope: `{"data":…,"sign":…}`. So many named texts are no envelope. */
const openFieldsMin = 4
/** And what is sealed in one is longer than what names a device. */
const sealedLengthMin = 20
const printable = /^[\t\n\r -~\u00a0-\uffff]*$/

/** There is a body, and it is not plain: some versions and some hosts of a sealed API send JSON. */
function isSealed(nodes: readonly Node[]): boolean {
  const body = nodes.find(({ step }) => step.step === 'body')
  if (body === undefined || body.bytes.length === 0) return false
  const fields = nodes.filter(
    ({ part, key, bytes }) => part === 'body' && key !== '' && printable.test(bytes.toString('utf8')),
  )
  if (fields.length === 0) return true
  return fields.length < openFieldsMin && fields.some(({ bytes }) => bytes.length >= sealedLengthMin)
}

const targetBytesMax = 512

/** The target without the server that it may name; '' where there is none. */
function targetOf(nodes: readonly Node[]): string {
  return (
    nodes
      .find(({ step }) => step.step === 'target')
      ?.bytes.toString('latin1', 0, targetBytesMax)
      .replace(/^[a-z]+:\/\/[^/]*/, '')
      .replace(/^\/{2,}/, '/') ?? ''
  )
}

/** The target begins with one of the paths, or is one that ends so. */
function isOnPath(target: string, paths: readonly string[]): boolean {
  const [before = ''] = target.split('?', 1)
  return paths.some((path) =>
    path.startsWith('*') ? before.endsWith(path.slice(1)) : target.startsWith(path),
  )
}

/** Of the nodes behind `node`, before another of its own path, the one at `path`; of a single pair also in front: some write the longitude first. */
function nextAt(node: Node, own: AdapterPath, path: AdapterPath): Node | undefined {
  const beside = node.parent?.children ?? []
  for (const step of [1, -1]) {
    for (let at = node.order + step; at >= 0 && at < beside.length; at += step) {
      const other = beside[at] as Node
      if (isAt(other, own)) return undefined
      if (isAt(other, path)) return other
    }
  }
  return undefined
}

/** The field's text as far as it is the value, and at which byte that begins; '' where it is none. */
function textOf({ behind, between, parts }: AdapterField, node: Node): { value: string; start: number } {
  const text = node.bytes.toString('utf8')
  const mark = between === '' ? -1 : text.indexOf(between)
  const isAny = mark !== -1 && behind === ''
  const front = isAny ? text.slice(0, mark + between.length) : behind + between
  if (!text.startsWith(front)) return { value: '', start: 0 }
  const end = between === '' ? -1 : text.indexOf(between, front.length)
  const value = text.slice(front.length, end === -1 ? undefined : end)
  const start = Buffer.byteLength(front)
  return { value: parts === 0 ? value : value.split(',', parts).join(','), start }
}

/** So much is looked at in the text around a field. */
const aroundBytesMax = 65_536

/** What is said around fields of one message, looked for once in each text: a list may have thousands of them. */
class Denials {
  private readonly said: Map<string, Map<Node, boolean>> = new Map()

  deny(field: AdapterField, node: Node): boolean {
    const { unless } = field
    const { parent } = node
    if (unless === '' || parent === null) return false
    const around = this.said.get(unless) ?? new Map<Node, boolean>()
    this.said.set(unless, around)
    const isDenied = around.get(parent) ?? isSaidIn(parent, unless)
    around.set(parent, isDenied)
    return isDenied
  }
}

/** A literal is no value of its own: it is looked for in the text around. */
function isSaidIn({ bytes }: Node, unless: string): boolean {
  const [name = '', literal = ''] = unless.split(': ')
  const said = new RegExp(`(?<![\\w])${name}"?\\s*[:=]\\s*"?${literal}(?![\\w])`)
  return said.test(bytes.toString('latin1', 0, aroundBytesMax))
}

/** Values of fields of one message, gathered once for each path. */
class Values {
  private readonly nodes: readonly Node[]
  private readonly known: Map<string, ReadonlySet<string>> = new Map()

  constructor(nodes: readonly Node[]) {
    this.nodes = nodes
  }

  has(path: string, { bytes }: Node): boolean {
    const values = this.known.get(path) ?? this.gather(path)
    return values.has(bytes.toString('latin1', 0, fieldBytesMax))
  }

  private gather(path: string): ReadonlySet<string> {
    const at = adapterPath(path)
    const found = this.nodes.filter((node) => isAt(node, at))
    const values = new Set(found.map(({ bytes }) => bytes.toString('latin1', 0, fieldBytesMax)))
    this.known.set(path, values)
    return values
  }
}

/** The field with the kind of the one that it is like, where both have the same value. */
function kindOf(adapter: Adapter, field: AdapterField, node: Node, values: Values): AdapterField {
  const { like, path } = field
  if (like === '' || !values.has(like, node)) return field
  const other = adapter.fields.find((one) => one.path === like)
  return other === undefined ? field : { ...other, path, reason: `the same value as ${like}` }
}

/** A digest under a name that is known to hold one. */
function readDigest(
  adapter: Adapter,
  { path, identifier, reason }: AdapterField,
  node: Node,
  { value, start }: ReturnType<typeof textOf>,
  { normal, title, isNothing }: NonNullable<ReturnType<typeof digestForm>>,
): readonly (Detection | Dismissal)[] {
  if (isNothing) {
    const why = `${path} of ${adapter.title}: the digest of nothing, or of a value that says there is none`
    return [{ identifier, value, node, reason: why }]
  }
  return [
    {
      identifier,
      value,
      normal,
      node,
      start,
      end: start + Buffer.byteLength(value),
      writtenAs: title,
      confidence: adapter.basis === 'remembered' ? 'possible' : 'probable',
      by: `adapter:${adapter.id}`,
      reasons: [
        `${path} of ${adapter.title} holds a digest of the ${types.get(identifier)?.title ?? identifier}: ${reason} (${adapter.source})`,
        `it has the length of ${title}`,
      ],
    },
  ]
}

/** A text in front of the value says what it is: then it is not what else the field may hold. */
function isSaidInFront(adapter: Adapter, { path, behind }: AdapterField, node: Node): boolean {
  return (
    behind === '' &&
    adapter.fields.some(
      (other) => other.behind !== '' && other.path === path && readField(adapter, other, node).length > 0,
    )
  )
}

/** What an adapter knows to be no identifier; null where the field is not even of its form. */
function readNone(
  adapter: Adapter,
  { path, identifier, reason }: AdapterField,
  node: Node,
): Dismissal | null {
  const value = node.bytes.toString('utf8', 0, fieldBytesMax)
  const place = path.startsWith('segment:') ? 'the path' : path
  if (node.bytes.length > fieldBytesMax || types.get(identifier)?.normalise(value) === '') return null
  return {
    identifier,
    value,
    node,
    reason: `${place} of ${adapter.title} holds none: ${reason} (${adapter.source})`,
  }
}

/** Longer ones hold no single value. */
const fieldBytesMax = 4_096

/** What a field says: of a value in two halves a detection for each. */
function readField(adapter: Adapter, field: AdapterField, node: Node): readonly (Detection | Dismissal)[] {
  if (node.bytes.length > fieldBytesMax) return []
  const other = field.and === '' ? undefined : nextAt(node, adapterPath(field.path), adapterPath(field.and))
  if (field.and !== '' && other === undefined) return []
  const own = textOf(field, node)
  const { value, start } = own
  if (field.isDigest) {
    const form = digestForm(value.trim())
    if (form !== null) return readDigest(adapter, field, node, own, form)
  }
  const text = other === undefined ? value : `${value},${other.bytes.toString('utf8')}`
  const type = [field.identifier, field.or]
    .map((name) => types.get(name))
    .find((one) => one !== undefined && one.normalise(text) !== '')
  if (type === undefined) return []
  const normal = type.normalise(text)
  const placeholder = type.placeholder(normal)
  if (placeholder !== '') {
    const reason = `${field.path} of ${adapter.title}: ${placeholder}`
    return [{ identifier: type.name, value, node, reason }]
  }
  const fault = type.fault(normal)
  const isHint = adapter.basis === 'remembered'
  const confidence: Confidence = isHint || fault !== '' ? 'possible' : 'probable'
  const found: Detection = {
    identifier: type.name,
    value,
    normal,
    node,
    start,
    end: start + Buffer.byteLength(value),
    writtenAs: '',
    confidence,
    by: `adapter:${adapter.id}`,
    reasons: [
      `${field.path} of ${adapter.title} holds the ${type.title}: ${field.reason} (${adapter.source})`,
      fault === '' ? type.proof : objectionOf(fault),
    ].filter((reason) => reason !== ''),
  }
  if (other === undefined) return [found]
  const half = { node: other, value: other.bytes.toString('utf8'), start: 0, end: other.bytes.length }
  return [found, { ...found, ...half }]
}
