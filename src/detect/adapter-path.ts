import type { Node } from '../decode/types.ts'

/**
 * Where a field of an adapter stands: `key`, `parent.key`, `key[5]` (of an array), `$[1][5]` (of the document), `pb:1.19` (numbers
 * of protobuf), `header:Name`, `segment:0` (of the target). Taken apart once, for each is compared with each node of a message.
 */
export type AdapterPath =
  /** The whole of a path that a step of this name gives. */
  | { readonly by: 'detail'; readonly step: string; readonly detail: string }
  /** The name of a field of the head, in lower case. */
  | { readonly by: 'header'; readonly name: string }
  /** An element of the array that goes by a key. */
  | { readonly by: 'element'; readonly key: string; readonly end: string }
  /** A key, and what the object that holds it goes by; '' for any. */
  | { readonly by: 'key'; readonly key: string; readonly above: string }

const element = /^(.+)(\[\d+\])$/

/** Takes a path apart. */
export function adapterPath(path: string): AdapterPath {
  const behind = (mark: string): string => path.slice(mark.length)
  if (path.startsWith('pb:')) return { by: 'detail', step: 'protobuf', detail: behind('pb:') }
  if (path.startsWith('header:')) return { by: 'header', name: behind('header:').toLowerCase() }
  if (path.startsWith('segment:')) return { by: 'detail', step: 'path', detail: `[${behind('segment:')}]` }
  if (path.startsWith('$[') || path.startsWith('$.')) return { by: 'detail', step: 'json', detail: path }
  const [, key, end] = element.exec(path) ?? []
  if (key !== undefined && end !== undefined) return { by: 'element', key, end }
  const names = path.split('.')
  return { by: 'key', key: names.at(-1) ?? '', above: names.at(-2) ?? '' }
}

/** True where the field stands in this node. */
export function isAt(node: Node, path: AdapterPath): boolean {
  const { step, key } = node
  if (path.by === 'key') return key === path.key && isFieldOf(node, path.above)
  if (path.by === 'detail') return step.step === path.step && step.detail === path.detail
  if (path.by === 'element') return step.detail.endsWith(path.end) && nearestKey(node) === path.key
  return step.step === 'header' && key.length === path.name.length && key.toLowerCase() === path.name
}

/** The node is the field itself, as what its escapes stand for, and not what else it was decoded to. */
function isFieldOf(node: Node, above: string): boolean {
  const { parent, step, children } = node
  if (children.length === 1 && children[0]?.step.step === 'percent') return false
  if (above !== '') return holderIn(step.detail) === above || (parent !== null && parent.key === above)
  return parent === null || parent.key !== node.key || step.step === 'percent'
}

/** In a path such as `$.events[0].user.id` the name of the object that holds the value: what stands farther above says nothing of it. */
function holderIn(detail: string): string {
  const [holder = ''] = detail.split('.').slice(-2, -1)
  // A name that has points itself stands in brackets: of it the last part counts.
  return holder.replace(/(?:\[\d+\])+$/, '').replace(/"\]$/, '')
}

/** The key of the node, or of what it is an element or a decoding of. */
function nearestKey(node: Node): string {
  let at: Node | null = node
  while (at !== null && at.key === '') at = at.parent
  return at === null ? '' : at.key
}
