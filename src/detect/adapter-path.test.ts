import { expect, test } from 'vitest'
import { request } from '../../test/support/decoded-tree.ts'
import { decode } from '../decode/decode.ts'
import type { Node } from '../decode/types.ts'
import { adapterPath, isAt } from './adapter-path.ts'

const { root } = decode(
  request(
    '/v1/9f2c/open?id=a%2Cb&tag=c',
    ['Content-Type: application/json', 'X-Device: d'],
    '{"device":{"id":"e","ids":["f","g"]},"events":[{"user":{"id":"h"}},[1,"i"]],"my.user":{"id":"j"}}',
  ),
)

function* nodesOf(node: Node): Generator<Node> {
  yield node
  for (const child of node.children) yield* nodesOf(child)
}

function valuesAt(path: string): string[] {
  const at = adapterPath(path)
  return [...nodesOf(root)].filter((node) => isAt(node, at)).map(({ bytes }) => bytes.toString())
}

test.each([
  ['id', ['e', 'h', 'j', 'a,b']],
  ['tag', ['c']],
  ['device.id', ['e']],
  ['user.id', ['h', 'j']],
  ['events.id', []],
  ['ids[1]', ['g']],
  ['ids[2]', []],
  ['$.events[1][1]', ['i']],
  ['$.device.id', ['e']],
  ['header:x-device', ['d']],
  ['header:X-Devic', []],
  ['segment:1', ['9f2c']],
  ['segment:7', []],
  ['pb:1.19', []],
])('%s stands where it says', (path, values) => {
  expect(valuesAt(path).toSorted()).toEqual(values.toSorted())
})
