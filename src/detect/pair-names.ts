import type { Node } from '../decode/types.ts'

/**
 * Names that stand beside their values instead of in front of them: `{"name":"imsi","value":…}`,
 * `<string name="imsi">…</string>`, and `{"imsi":{"value":…}}`, where the name is one step up.
 */

const valueKeys: ReadonlySet<string> = new Set(['value', 'val', 'v', 'content', 'data', 'text', 'string'])
/** Keys whose values are names. The probe looks for them in front of names of identifiers. */
export const nameKeys: readonly string[] = [
  'name',
  'key',
  'k',
  'n',
  'type',
  'field',
  'attr',
  'attribute',
  'param',
  'property',
  'id',
  'label',
]
const nameKeySet: ReadonlySet<string> = new Set(nameKeys)
/** How far apart both may stand. */
const distanceMax = 3
const nameBytesMax = 64

/** For each value that may be named so among these nodes: the names, nearest first. */
export function pairNames(nodes: readonly Node[]): ReadonlyMap<Node, readonly string[]> {
  const names = new Map<Node, readonly string[]>()
  for (const { children } of nodes) {
    for (const [at, node] of children.entries()) {
      const isXml = node.step.step === 'xml'
      if (!isXml && !valueKeys.has(node.key.toLowerCase())) continue
      const found = isXml ? namesInElement(children, at) : [...namesBeside(children, at), nameAbove(node)]
      if (found.length > 0) names.set(node, found)
    }
  }
  return names
}

function namesBeside(children: readonly Node[], at: number): string[] {
  const group = groupOf(children[at] as Node)
  const names: string[] = []
  for (let distance = 1; distance <= distanceMax; distance++)
    for (const beside of [children[at - distance], children[at + distance]])
      if (beside !== undefined && isName(beside) && groupOf(beside) === group)
        names.push(beside.bytes.toString('utf8'))
  return names
}

/** Elements of one path follow each other: only the attributes right in front are of the same. */
function namesInElement(children: readonly Node[], at: number): string[] {
  const group = groupOf(children[at] as Node)
  const names: string[] = []
  for (let before = at - 1; before >= Math.max(0, at - distanceMax); before--) {
    const beside = children[before] as Node
    if (!/\/@[^/]*$/.test(beside.step.detail) || groupOf(beside) !== group) break
    if (isName(beside)) names.push(beside.bytes.toString('utf8'))
  }
  return names
}

function isName({ key, bytes }: Node): boolean {
  return bytes.length <= nameBytesMax && nameKeySet.has(key.toLowerCase())
}

/** Path of the object or element that a value stands in. An attribute belongs to its element as its text does. */
function groupOf({ step: { step, detail } }: Node): string {
  if (step === 'xml') return detail.replace(/\/@[^/]*$/, '')
  return detail.slice(0, Math.max(0, detail.lastIndexOf('.')))
}

function nameAbove(node: Node): string {
  const above = groupOf(node)
  return above.slice(above.lastIndexOf('.') + 1).replace(/\[\d+\]$/, '')
}

/**
 * The key with the name of the object or element above in front: `router_mac` for `{"router":{"mac":…}}`. What stands in
 * a list goes by its plural (`wlans_mac` for `{"wlan":[{"mac":…}]}`): a phone has one radio of its own and hears many.
 */
export function keyWithAbove({ step: { step, detail } }: Node, key: string): string {
  const match = (step === 'xml' ? elementAbove : objectAbove).exec(detail)
  if (match === null) return key
  const [, name, listed] = match as unknown as [string, string, string | undefined]
  return `${name}${listed === undefined || /(?:s|list)$/i.test(name) ? '' : 's'}_${key}`
}

const objectAbove = /([\w-]{1,40})(?:"\])?(\[\d+\])?(?:\.\w[\w-]*|\["[^"]*"\])(?:\[\d+\])?$/
const elementAbove = /(?:^|[/:])([\w-]{1,40})\/[^/]+$/
