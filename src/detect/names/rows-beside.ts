import type { Node } from '../../decode/types.ts'

/** A value in a member of a list of objects: the list, the number of the member, and the path in it. */
const member = /^(.*)\[\d+\](\.[^[\]]+)$/
/** How far beside a value those of other members are looked for. */
const besideMax = 48

/** Values at the same place in other members of the list, which are not the same. */
export function othersInList(node: Node): Node[] {
  const [, list, path] = member.exec(node.step.detail) ?? []
  if (list === undefined || path === undefined || node.step.step !== 'json') return []
  return (node.parent?.children ?? [])
    .slice(Math.max(0, node.order - besideMax), node.order + besideMax)
    .filter(({ step, bytes }) => {
      const [, otherList, otherPath] = member.exec(step.detail) ?? []
      return otherList === list && otherPath === path && !bytes.equals(node.bytes)
    })
}
