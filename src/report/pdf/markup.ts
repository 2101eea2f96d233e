/** An element of a page that varde wrote. */
export interface Element {
  readonly tag: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly Node[]
}

/** An element, or text with its entities resolved. */
export type Node = Element | string

const empty: ReadonlySet<string> = new Set(['meta', 'br', 'rect', 'path'])
const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

/**
 * Reads a page that varde itself wrote: every element closed, every attribute quoted, the five entities that its writer
 * makes. Captured text in it is escaped and comes out as text. Throws an Error for anything else: a fault of ours.
 */
export function parseMarkup(page: string): Element {
  const open: { tag: string; attributes: Map<string, string>; children: Node[] }[] = [
    { tag: 'page', attributes: new Map(), children: [] },
  ]
  const top = (): (typeof open)[number] => open.at(-1) as (typeof open)[number]
  let at = 0
  while (at < page.length) {
    const next = page.indexOf('<', at)
    const end = next < 0 ? page.length : next
    if (end > at) top().children.push(unescape(page.slice(at, end)))
    if (next < 0) break
    const close = page.indexOf('>', next)
    if (close < 0) throw new Error('a page ends inside a tag')
    const inside = page.slice(next + 1, close)
    at = close + 1
    if (inside.startsWith('!')) continue
    if (inside.startsWith('/')) {
      const closed = open.pop()
      if (closed === undefined || closed.tag !== inside.slice(1) || open.length === 0)
        throw new Error(`a page closes ${inside.slice(1)} inside ${closed?.tag ?? 'nothing'}`)
      top().children.push(closed)
      continue
    }
    const isClosed = inside.endsWith('/')
    const [, tag = '', rest = ''] = /^([a-z][a-z0-9]*)([^]*)$/.exec(inside.replace(/\/$/, '')) ?? []
    if (tag === '') throw new Error(`a page has the tag <${inside.slice(0, 40)}>`)
    const element = { tag, attributes: attributesOf(rest), children: [] }
    if (isClosed || empty.has(tag)) top().children.push(element)
    else open.push(element)
  }
  if (open.length !== 1) throw new Error(`a page does not close ${top().tag}`)
  return top()
}

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>()
  const rest = text.replaceAll(/\s([a-zA-Z-]+)="([^"]*)"/g, (_, name: string, value: string) => {
    attributes.set(name, unescape(value))
    return ''
  })
  if (rest.trim() !== '') throw new Error(`a page has the attributes ${text.slice(0, 60)}`)
  return attributes
}

function unescape(text: string): string {
  return text.replaceAll(/&[a-z#0-9]+;/g, (entity) => {
    const character = entities[entity]
    if (character === undefined) throw new Error(`a page has the entity ${entity}`)
    return character
  })
}

/** Whether a node is an element; else it is text. */
export function isElement(node: Node): node is Element {
  return typeof node !== 'string'
}

/** The children that are elements, in order. */
export function elementsOf(element: Element): Element[] {
  return element.children.filter(isElement)
}

/** The first element of a name, at any depth. */
export function find(element: Element, tag: string): Element | undefined {
  for (const child of elementsOf(element)) {
    const found = child.tag === tag ? child : find(child, tag)
    if (found !== undefined) return found
  }
  return undefined
}

/** All text inside, with white space as one space. */
export function textOf(node: Node): string {
  return rawText(node).replaceAll(/\s+/g, ' ').trim()
}

/** All text inside, with its white space as it is. */
export function rawText(node: Node): string {
  return isElement(node) ? node.children.map(rawText).join('') : node
}

/** The value of an attribute, '' where there is none. */
export function attribute(element: Element, name: string): string {
  return element.attributes.get(name) ?? ''
}

/** Whether the element is of a class. */
export function hasClass(element: Element, name: string): boolean {
  return attribute(element, 'class').split(' ').includes(name)
}
