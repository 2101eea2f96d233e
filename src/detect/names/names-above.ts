import type { Node } from '../../decode/types.ts'

/** What a node goes by, and all that it stands under: keys and the parts of paths, from the inside out. */
export function* namesAbove(node: Node): Generator<string> {
  for (let at: Node | null = node; at !== null; at = at.parent)
    for (const name of [at.key, ...at.step.detail.split(/[.[\]]+/)]) if (name !== '') yield name
}
