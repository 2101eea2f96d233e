import type { Node } from '../../decode/types.ts'
import { keyEndings } from './key-name.ts'

/** How far beside a value names that it needs are looked for. */
const companionsAway = 16

/** One of these names stands beside the value; true where it needs none. */
export function hasCompanion(node: Node, names: readonly string[] | undefined): boolean {
  return names === undefined || nameBeside(node, names) !== ''
}

/** One of these names is the value's, or stands beside it. */
export function insists(node: Node, name: string, names: readonly string[] | undefined): boolean {
  return names !== undefined && (names.includes(name) || nameBeside(node, names) !== '')
}

/** What one of these names beside the value says against it; '' where none stands there. */
export function besideObjection(node: Node, names: readonly string[] | undefined): string {
  const beside = names === undefined ? '' : nameBeside(node, names)
  return beside === '' ? '' : `beside "${beside}" it may be that of something else`
}

/** The key beside the value that is, or ends in, one of these names; '' for none. */
export function nameBeside(node: Node, names: readonly string[]): string {
  let field = node
  while (field.parent !== null && field.parent.key === node.key) field = field.parent
  const beside = field.parent?.children ?? []
  return (
    beside
      .slice(Math.max(0, field.order - companionsAway), field.order + companionsAway)
      .find((other) => other !== field && keyEndings(other.key).some((ending) => names.includes(ending)))
      ?.key ?? ''
  )
}
