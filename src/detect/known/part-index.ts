import type { Node } from '../../decode/types.ts'

/** Children by where their bytes stand, for each node that was asked. */
const indexes = new WeakMap<Node, readonly Node[]>()

/**
 * The first child whose bytes begin in `node.bytes[start, end)`; undefined where there is none. A node may be asked for each
 * of its places, so its children are put in order once.
 */
export function childIn(node: Node, start: number, end: number): Node | undefined {
  const first = node.bytes.byteOffset + start
  const last = node.bytes.byteOffset + end
  const children = indexes.get(node) ?? indexOf(node)
  let low = 0
  for (let high = children.length; low < high; ) {
    const middle = (low + high) >> 1
    if (offsetOf(children[middle]) < first) low = middle + 1
    else high = middle
  }
  let found = children[low]
  if (found === undefined || offsetOf(found) >= last) return undefined
  for (let at = low + 1; at < children.length && offsetOf(children[at]) < last; at++)
    if ((children[at] as Node).order < found.order) found = children[at] as Node
  return found
}

/** True where all of `node.bytes[start, end)` stands in a child that begins in front of it, or with it. */
export function isInChild(node: Node, start: number, end: number): boolean {
  const first = node.bytes.byteOffset + start
  const children = indexes.get(node) ?? indexOf(node)
  let low = 0
  for (let high = children.length; low < high; ) {
    const middle = (low + high) >> 1
    if (offsetOf(children[middle]) <= first) low = middle + 1
    else high = middle
  }
  const before = children[low - 1]
  return before !== undefined && offsetOf(before) + before.bytes.length >= first + end - start
}

/** Those whose bytes are the node's own: what was decoded stands elsewhere. */
function indexOf(node: Node): readonly Node[] {
  const index = node.children
    .filter(({ bytes }) => bytes.buffer === node.bytes.buffer)
    .sort((one, other) => offsetOf(one) - offsetOf(other))
  indexes.set(node, index)
  return index
}

function offsetOf(node: Node | undefined): number {
  return node === undefined ? Number.POSITIVE_INFINITY : node.bytes.byteOffset
}
