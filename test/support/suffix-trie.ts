import type { SuffixTrie } from '../../tools/build-data.ts'

/** Where tldts has its trie, and one as it is there: the rules `uk`, `co.uk`, `*.ck`, `!www.ck`, and a private `blog.uk`. */
export const suffixTriePath = 'dist/cjs/src/data/trie.js'

export const suffixTrie: SuffixTrie = {
  // The rules' root, uk, co.uk, ck, *.ck; the exceptions' root, ck, www.ck; blog.uk.
  nodeFlags: [0, 1, 1, 0, 1, 0, 0, 1, 2],
  edgeStart: [0, 2, 4, 4, 5, 5, 6, 7, 7, 7],
  edgeChild: [1, 3, 2, 8, 4, 6, 7],
  edgeLength: [2, 2, 2, 4, 1, 2, 3],
  labelText: 'ukckcoblog*ckwww',
  rulesRoot: 0,
  exceptionsRoot: 5,
}

/** The module. */
export const suffixTrieText: string = `module.exports = ${JSON.stringify(suffixTrie)}`
