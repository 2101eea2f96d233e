import type { Node } from '../../src/decode/types.ts'

/** The tree itself, which from now on counts how often one goes from a node to a child or to what it stands in. */
export interface CountedTree {
  readonly root: Node
  readonly steps: () => number
}

/** Work on a tree is counted rather than timed: whoever compares each node with all others takes too many steps. */
export function countedTree(root: Node): CountedTree {
  let steps = 0
  const open: Node[] = [root]
  for (const node of open) {
    open.push(...node.children)
    const children = new Proxy(node.children, {
      get(list, key, self): unknown {
        if (typeof key === 'string' && /^\d+$/.test(key)) steps++
        return Reflect.get(list, key, self)
      },
    })
    const { parent } = node
    Object.defineProperties(node, {
      children: { value: children },
      parent: {
        get(): Node | null {
          steps++
          return parent
        },
      },
    })
  }
  return { root, steps: () => steps }
}
