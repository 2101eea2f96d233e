import { limits } from '../core/limits.ts'
import { valueNumber } from '../core/value-number.ts'
import type { Part } from '../message/types.ts'
import { Budget } from './budget.ts'
import { codingName, parseCodings } from './coding.ts'
import type { Encoding, Hint, Piece, Role } from './encoding.ts'
import { certainty } from './encoding.ts'
import { encodings } from './encodings.gen.ts'
import { joinedFields } from './joined-fields.ts'
import { nameText } from './known-names.ts'
import { shortened } from './member-path.ts'
import { KnownPieces, piecedBytesMax } from './known-pieces.ts'
import { PlainValues, plainBytesMax } from './plain-values.ts'
import { Shape } from './shape.ts'
import type { DecodeInput, DecodeResult, Node, PartName, PieceOf, Step } from './types.ts'

/** A node while the tree grows. */
class TreeNode implements Node {
  readonly parent: Node | null
  readonly order: number
  readonly step: Step
  readonly key: string
  readonly bytes: Buffer
  readonly part: PartName
  readonly spanStart: number
  readonly spanEnd: number
  children: readonly TreeNode[] = noChildren
  explained?: readonly number[]
  seams?: readonly number[]
  pieces?: readonly Node[]
  pieceOf?: PieceOf
  number = 0
  /** True where `bytes` are the very bytes of the span, so that ranges in it are ranges on the wire. */
  readonly isExact: boolean
  readonly role: Role
  readonly contentType: string
  readonly coding: string
  /** Encodings between the message's own parts and this node. */
  readonly depth: number

  constructor(
    parent: Node | null,
    order: number,
    step: Step,
    key: string,
    bytes: Buffer,
    part: PartName,
    spanStart: number,
    spanEnd: number,
    isExact: boolean,
    role: Role,
    contentType: string,
    coding: string,
    depth: number,
  ) {
    this.parent = parent
    this.order = order
    this.step = step
    this.key = key
    this.bytes = bytes
    this.part = part
    this.spanStart = spanStart
    this.spanEnd = spanEnd
    this.isExact = isExact
    this.role = role
    this.contentType = contentType
    this.coding = coding
    this.depth = depth
  }
}

/** Shorter rows of one byte are text like any. */
const repetitionBytesMin = 48
/** What comes out of one character in a row in base64; a row of one character has this period, too. */
const period = 3

/** One byte, or three, over and over: they hide nothing, and formats that nest find themselves in them without end. */
function isRepetition(bytes: Buffer): boolean {
  // The first byte says it of nearly all.
  if (bytes.length < repetitionBytesMin || bytes[0] !== bytes[period]) return false
  return bytes.subarray(period).equals(bytes.subarray(0, -period))
}

const { nameCharactersMax } = limits.decode
const noChildren: readonly TreeNode[] = []
const noNames: ReadonlySet<string> = new Set()
/** Texts found by their length alone may be chance, and cells are read in their table, too: they account for nothing. */
const chanceSteps: ReadonlySet<string> = new Set(['sized-text', 'quoted-cells'])
const empty: Buffer = Buffer.alloc(0)
/** Shorter values hold no encoding. */
const expandedBytesMin = 3

/**
 * Decodes a message to its tree: root → head (target, fields), body, trailer → what they contain, breadth first, so
 * that a budget that runs out cuts the deepest values and not the last fields. Total; deterministic; bounded by
 * `limits.decode`, and what was cut is named in the result. `expandedMax`: bytes that it may expand to, see
 * `ExpansionAccount`.
 */
export function decode(
  input: DecodeInput,
  expandedMax: number = limits.decode.expandedBytesMax,
): DecodeResult {
  return new Decoder(expandedMax).run(input)
}

/**
 * The same without what is in `texts`, nodes of the tree that {@link decode} made of the same input: they are there, and are
 * empty. What all else needs is left for it.
 */
export function decodeBeside(
  texts: readonly Node[],
  input: DecodeInput,
  expandedMax: number = limits.decode.expandedBytesMax,
): DecodeResult {
  return new Decoder(expandedMax, new Set(texts.map(nameInTree))).run(input)
}

/**
 * The same of a part of a value of a decoded message, as if it were a body of its own. The root of what is given is a node below
 * `parent`, which does not know it as a child.
 */
export function decodePart(
  parent: Node,
  step: Step,
  part: ValuePart,
  expandedMax: number = limits.decode.expandedBytesMax,
): DecodeResult {
  return new Decoder(expandedMax).part(parent, step, part)
}

/**
 * The same of all values side by side in a value of a decoded message that has more of them than fit into its tree: some at a
 * time, each time under a copy of `node`, and the last few of the time before once more.
 */
export function* decodeValues(
  node: Node,
  expandedMax: number = limits.decode.expandedBytesMax,
): Generator<DecodeResult> {
  if (!(node instanceof TreeNode)) return
  const all = new Decoder(expandedMax, noNames, limits.decode.sideBySideMax)
  const children = all.alone(node)
  for (let from = 0; from < children.length; from += valuesAtOnce - valuesAgain) {
    yield new Decoder(expandedMax).some(node, children.slice(from, from + valuesAtOnce), all.reached)
    if (from + valuesAtOnce >= children.length) return
  }
}

const valuesAtOnce = 2_048
/** More than one record has, of those that say things of each other. */
const valuesAgain = 64

/** A part of a value, and what is read in front of it: the head of a table that it has rows of, in place of as many bytes there. */
export interface ValuePart {
  readonly start: number
  readonly end: number
  readonly head: Buffer
}

/**
 * The same of `bytes` that a value of a decoded message stands for by what its own bytes do not tell (a key that is sent
 * beside it): the root of what is given is a node below `parent`, which does not know it as a child.
 */
export function decodeInside(parent: Node, step: Step, bytes: Buffer, expandedMax: number): DecodeResult {
  return new Decoder(expandedMax).inside(parent, step, bytes)
}

/** Of all messages: what it knows of a value is true in each. */
const plainValues: PlainValues = new PlainValues()
const knownPieces: KnownPieces = new KnownPieces()

/** Steps that undo what a message's `Content-Encoding` may say. */
const codingSteps: ReadonlySet<string> = new Set([
  'gzip',
  'zlib',
  'deflate',
  'br',
  'zstd',
  'bzip2',
  'xz',
  'lzma',
  'snappy',
  'lzfse',
  'aws-chunked',
])

/** What mails declare in the same way, and others write without a word. */
const transferCodings: ReadonlySet<string> = new Set(['base64', 'quoted-printable'])

class Decoder {
  private readonly budget: Budget
  private readonly queue: TreeNode[] = []
  private readonly shape = new Shape()
  /** Encodings that a node may be in, from the surest to the least. */
  private readonly candidates: Encoding[] = []
  private readonly sure: number[] = []
  /** Names of the nodes that stay empty, see {@link decodeBeside}. */
  private readonly closed: ReadonlySet<string>

  constructor(expandedMax: number, closed: ReadonlySet<string> = noNames, nodesMax?: number) {
    this.budget = new Budget(expandedMax, nodesMax)
    this.closed = closed
  }

  run(input: DecodeInput): DecodeResult {
    const { head, trailer, target } = input
    const root = this.node(null, 0, { step: 'message', detail: '' }, '', empty, 'head', 0, 0, 'value')
    const top: TreeNode[] = []
    if (head.length > 0) top.push(this.head(root, top.length, head, 'head', target))
    let body: TreeNode | null = null
    if (input.body.length > 0) {
      body = this.body(root, top.length, input)
      this.queue.push(body)
      top.push(body)
    }
    if (trailer.length > 0) top.push(this.head(root, top.length, trailer, 'trailer', ''))
    root.children = top
    this.expandAll()
    if (body !== null) this.compareCodings(body)
    return this.resultOf(root)
  }

  /** What stands below a value of a message that was decoded. */
  inside(parent: Node, step: Step, bytes: Buffer): DecodeResult {
    return this.below(parent, step, bytes, parent.spanStart, parent.spanEnd, false, '')
  }

  /** What stands in a part of such a value. */
  part(parent: Node, step: Step, { start, end, head }: ValuePart): DecodeResult {
    const { spanStart, spanEnd } = parent
    const isExact = parent instanceof TreeNode && parent.isExact
    const contentType = parent instanceof TreeNode ? parent.contentType : ''
    const own = parent.bytes.subarray(start, end)
    const bytes = head.length === 0 ? own : Buffer.concat([head, own])
    const from = spanStart + start - head.length
    return isExact
      ? this.below(parent, step, bytes, from, spanStart + end, true, contentType)
      : this.below(parent, step, bytes, spanStart, spanEnd, false, contentType)
  }

  /** Limits that kept values out which stand side by side, by name. */
  get reached(): readonly string[] {
    return this.budget.limits.filter((limit) => limit !== 'joinedFieldsMax')
  }

  /** All that is side by side in `node`, and nothing further. */
  alone(node: TreeNode): readonly TreeNode[] {
    const copy = copyOf(node, node.parent, node.order)
    this.expand(copy)
    return copy.children.filter(({ seams }) => seams === undefined)
  }

  /** What stands in some of the values of `node`. `reached`: limits that kept more of them out. */
  some(node: TreeNode, values: readonly TreeNode[], reached: readonly string[]): DecodeResult {
    const root = copyOf(node, node.parent, node.order)
    const children = values.map((value, order) => copyOf(value, root, order))
    this.budget.nodes += values.length + 1
    for (const limit of reached) this.budget.reach(limit)
    this.queue.push(...children)
    this.join(root, children)
    root.children = children
    this.expandAll()
    return this.resultOf(root)
  }

  private below(
    parent: Node,
    step: Step,
    bytes: Buffer,
    start: number,
    end: number,
    isExact: boolean,
    contentType: string,
  ): DecodeResult {
    const { part, key } = parent
    const order = parent.children.length
    const depth = encodingsAbove(parent) + 1
    const root = new TreeNode(
      parent,
      order,
      step,
      key,
      bytes,
      part,
      start,
      end,
      isExact,
      'body',
      contentType,
      '',
      depth,
    )
    this.budget.nodes++
    this.queue.push(root)
    this.expandAll()
    return this.resultOf(root)
  }

  private expandAll(): void {
    for (let next = 0; next < this.queue.length; next++) this.expand(this.queue[next] as TreeNode)
  }

  private resultOf(root: TreeNode): DecodeResult {
    const { budget } = this
    return {
      root,
      nodes: budget.nodes,
      transforms: budget.transforms,
      expandedBytes: budget.expandedBytes,
      limits: budget.limits,
      tolerated: budget.tolerated,
      damaged: budget.damaged,
      unread: budget.unread,
    }
  }

  private node(
    parent: TreeNode | null,
    order: number,
    step: Step,
    key: string,
    bytes: Buffer,
    part: PartName,
    start: number,
    end: number,
    role: Role,
    contentType = '',
    coding = '',
  ): TreeNode {
    this.budget.nodes++
    return new TreeNode(parent, order, step, key, bytes, part, start, end, true, role, contentType, coding, 0)
  }

  private body(root: TreeNode, order: number, input: DecodeInput): TreeNode {
    const { body, contentType, contentEncoding } = input
    const isClosed = this.closed.size > 0 && this.closed.has(String(order))
    const bytes = isClosed ? empty : body.buf.subarray(body.start, body.end)
    const coding = parseCodings(contentEncoding).join(', ')
    const step = { step: 'body', detail: '' }
    return this.node(root, order, step, '', bytes, 'body', 0, bytes.length, 'body', contentType, coding)
  }

  /** A head or trailer: one node for all of it, and below it the target and each field. */
  private head(
    root: TreeNode,
    order: number,
    part: Part,
    name: 'head' | 'trailer',
    target: string,
  ): TreeNode {
    const bytes = part.buf.subarray(part.start, part.end)
    const head = this.node(root, order, { step: name, detail: '' }, '', bytes, name, 0, bytes.length, 'value')
    const children: TreeNode[] = []
    let at = 0
    if (name === 'head') {
      at = this.target(head, bytes, children, target)
    }
    while (at < bytes.length) {
      if (this.budget.nodesLeft <= 0) {
        this.budget.reach('nodesMax')
        break
      }
      const end = fieldEnd(bytes, at)
      this.field(head, bytes, at, end, name, children)
      at = end
    }
    head.children = children
    for (const child of children) this.queue.push(child)
    this.join(head, children)
    return head
  }

  /** The request target as a node; returns where the fields start. */
  private target(head: TreeNode, bytes: Buffer, children: TreeNode[], target: string): number {
    const lineEnd = bytes.indexOf(0x0a)
    const line = lineEnd < 0 ? bytes.length : lineEnd + 1
    // Most heads have the target behind the method; where a protocol has no start line it is found by its text.
    if (target !== '') {
      const method = bytes.indexOf(0x20)
      const start = bytes.indexOf(target, method >= 0 && method < line ? method + 1 : 0, 'latin1')
      if (start >= 0) {
        const end = start + target.length
        const value = bytes.subarray(start, end)
        children.push(
          this.node(
            head,
            children.length,
            { step: 'target', detail: '' },
            '',
            value,
            'head',
            start,
            end,
            'target',
          ),
        )
      }
    }
    const colon = bytes.indexOf(0x3a)
    const blank = bytes.indexOf(0x20)
    // `Name: value` has its colon before the first blank; a start line has a blank first.
    const isStartLine = blank >= 0 && blank < line && (colon < 0 || blank < colon)
    return isStartLine || target !== '' ? line : 0
  }

  private field(
    head: TreeNode,
    bytes: Buffer,
    start: number,
    end: number,
    part: 'head' | 'trailer',
    children: TreeNode[],
  ): void {
    let last = end
    while (last > start && (bytes[last - 1] as number) <= 0x20) last--
    if (last === start) return
    let first = start
    while (first < last && bytes[first] !== 0x3a) first++
    let key = ''
    if (first < last) {
      key = shortened(nameText(bytes, start, first, 'latin1').trim(), nameCharactersMax)
      first++
    } else first = start
    while (first < last && (bytes[first] as number) <= 0x20) first++
    if (first === last) return
    const value = bytes.subarray(first, last)
    children.push(
      this.node(
        head,
        children.length,
        { step: 'header', detail: key },
        key,
        value,
        part,
        first,
        last,
        'header',
      ),
    )
  }

  /** Tries the encodings on a node from the surest to the least; the first that accounts for all of it is the last. */
  private expand(node: TreeNode): void {
    if (node.bytes.length < expandedBytesMin || isRepetition(node.bytes)) return
    const { shape, budget } = this
    // Where a limit is near, it has to be seen which try reaches it.
    const mayBeKnown =
      node.contentType === '' &&
      node.coding === '' &&
      node.depth < limits.decode.depthMax &&
      budget.hasRoomFor(node.bytes.length)
    // Cookies, tokens and targets do, whole; of bodies few do.
    const mayComeAgain = mayBeKnown && node.part === 'head'
    if (mayBeKnown && node.bytes.length <= (mayComeAgain ? piecedBytesMax : plainBytesMax)) {
      const number = valueNumber(node.bytes, node.key)
      node.number = number
      const tried = plainValues.transformsOf(node.bytes, node.role, node.key, number)
      if (tried >= 0 && budget.takeTransforms(tried)) return
      const known = mayComeAgain ? knownPieces.of(node.bytes, node.role, node.key, number) : null
      if (known !== null && budget.takeKnown(known)) {
        const children: TreeNode[] = []
        for (const piece of known.pieces) this.addChild(node, piece, children)
        this.join(node, children)
        node.children = children
        if (known.explained !== undefined) node.explained = known.explained
        return
      }
    }
    const { transforms, expandedBytes } = budget
    shape.scan(node.bytes)
    if (shape.start === shape.end) return
    const hint: Hint = {
      shape,
      role: node.role,
      key: node.key,
      contentType: node.contentType,
      coding: node.coding,
    }
    let count = 0
    for (let index = 0; index < encodings.length; index++) {
      const encoding = encodings[index] as Encoding
      const sure = encoding.probe(node.bytes, hint)
      if (sure === certainty.no) continue
      let at = count++
      for (; at > 0 && (this.sure[at - 1] as number) < sure; at--) {
        this.sure[at] = this.sure[at - 1] as number
        this.candidates[at] = this.candidates[at - 1] as Encoding
      }
      this.sure[at] = sure
      this.candidates[at] = encoding
    }
    let children: TreeNode[] | null = null
    const made: Piece[] = []
    let isWhole = false
    let explained: number[] | undefined
    for (let at = 0; at < count; at++) {
      const candidate = this.candidates[at] as Encoding
      if (node.depth >= limits.decode.depthMax) {
        if ((this.sure[at] as number) > certainty.run) budget.reach('depthMax')
        break
      }
      if (budget.nodesLeft <= 0) {
        budget.reach('nodesMax')
        break
      }
      const decoded = candidate.decode(node.bytes, hint, budget)
      if (typeof decoded === 'string') continue
      children ??= []
      for (const piece of decoded.pieces) {
        if (budget.nodesLeft <= 0) {
          budget.reach('nodesMax')
          break
        }
        this.addChild(node, piece, children)
        if (mayComeAgain) made.push(piece)
        if (!decoded.isWhole && !chanceSteps.has(piece.step)) (explained ??= []).push(piece.start, piece.end)
      }
      isWhole = decoded.isWhole
      if (isWhole) break
    }
    if (children === null) {
      if (mayBeKnown && budget.isUntold && budget.expandedBytes === expandedBytes)
        plainValues.offer(node.bytes, node.role, node.key, budget.transforms - transforms, node.number)
      return
    }
    node.children = children
    if (isWhole) explained = undefined
    if (explained !== undefined) node.explained = explained
    if (mayComeAgain && budget.isUntold)
      knownPieces.offer(
        node.bytes,
        node.role,
        node.key,
        {
          pieces: made,
          explained,
          transforms: budget.transforms - transforms,
          expandedBytes: budget.expandedBytes - expandedBytes,
        },
        node.number,
      )
    this.join(node, children)
  }

  /** Adds to the children of a container what some of them are together, see {@link joinedFields}. */
  private join(parent: TreeNode, children: TreeNode[]): void {
    if (children.length < 2) return
    for (const { step, key, bytes, seams, of } of joinedFields(children, this.budget)) {
      const start = of.reduce((least, { spanStart }) => Math.min(least, spanStart), Number.POSITIVE_INFINITY)
      const end = of.reduce((most, { spanEnd }) => Math.max(most, spanEnd), 0)
      const { part } = parent
      const joined = new TreeNode(
        parent,
        children.length,
        step,
        key,
        bytes,
        part,
        start,
        end,
        false,
        'value',
        '',
        '',
        parent.depth + 1,
      )
      joined.seams = seams
      joined.pieces = of
      for (let at = 0; at < of.length; at++) {
        const piece = children[(of[at] as Node).order] as TreeNode
        piece.pieceOf = { joined, isFirst: at === 0, isLast: at === of.length - 1 }
      }
      this.budget.nodes++
      children.push(joined)
      this.queue.push(joined)
    }
  }

  private addChild(node: TreeNode, piece: Piece, children: TreeNode[]): void {
    this.budget.nodes++
    const isClosed = this.closed.size > 0 && this.closed.has(`${nameInTree(node)}.${children.length}`)
    const child = new TreeNode(
      node,
      children.length,
      { step: piece.step, detail: piece.detail },
      shortened(piece.key ?? node.key, nameCharactersMax),
      isClosed ? empty : piece.bytes,
      node.part,
      node.isExact ? node.spanStart + piece.start : node.spanStart,
      node.isExact ? node.spanStart + piece.end : node.spanEnd,
      node.isExact && piece.isExact,
      piece.role,
      piece.contentType,
      piece.coding,
      node.depth + 1,
    )
    children.push(child)
    this.queue.push(child)
  }

  /** Says where a body's codings are not those that it declares. */
  private compareCodings(body: TreeNode): void {
    const declared = body.coding === '' ? [] : body.coding.split(', ')
    for (let node = body.children[0]; node !== undefined; node = node.children[0]) {
      const { step, detail } = node.step
      if (transferCodings.has(step) && declared.at(-1) === step) {
        declared.pop()
        continue
      }
      if (!codingSteps.has(step)) break
      const expected = declared.pop()
      const name = codingName(step)
      if (expected === undefined) this.budget.tolerate(`${step} not declared`)
      else if (codingName(expected) !== name) this.budget.tolerate(`${expected} declared but ${step}`)
      if (detail !== '') this.budget.damage(`${step} ${detail}`)
    }
    const missing = declared.pop()
    if (missing !== undefined) this.budget.tolerate(`${missing} declared but plain`)
  }
}

/** The node without what is in it, below another one. */
function copyOf(node: TreeNode, parent: Node | null, order: number): TreeNode {
  const { step, key, bytes, part, spanStart, spanEnd, isExact, role, contentType, coding, depth } = node
  return new TreeNode(
    parent,
    order,
    step,
    key,
    bytes,
    part,
    spanStart,
    spanEnd,
    isExact,
    role,
    contentType,
    coding,
    depth,
  )
}

/** Which child of which child of the root it is: the same in each tree of the same input. */
function nameInTree(node: Node): string {
  const orders: number[] = []
  for (let at: Node = node; at.parent !== null; at = at.parent) orders.push(at.order)
  return orders.reverse().join('.')
}

/** Encodings between the parts of the message, which are below its root, and the node. */
function encodingsAbove(node: Node): number {
  let depth = -1
  for (let at = node.parent; at !== null; at = at.parent) depth++
  return Math.max(0, depth)
}

/** Behind the line end of the field at `start`, with its folded lines (RFC 9112 section 5.2). */
function fieldEnd(bytes: Buffer, start: number): number {
  let at = start
  for (;;) {
    const end = bytes.indexOf(0x0a, at)
    if (end < 0) return bytes.length
    at = end + 1
    const next = bytes[at]
    if (next !== 0x20 && next !== 0x09) return at
  }
}
