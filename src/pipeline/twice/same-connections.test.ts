import { expect, test } from 'vitest'
import type { Flow } from '../../stream/types.ts'
import { SameConnections } from './same-connections.ts'

/** Pairs of captures that are the same, of captures with connections from these ports, each to one server. */
function pairsOf(...captures: readonly (readonly number[])[]): (readonly [number, number])[] {
  const same = new SameConnections()
  for (const [capture, ports] of captures.entries()) {
    for (const clientPort of ports)
      same.flowEnded({
        isRoleGuessed: false,
        transport: 'tcp',
        clientPort: 40_000 + clientPort,
        server0: 0,
        server1: 0,
        server2: 0xffff,
        server3: 0xcb007109,
        serverPort: 443,
      } as Flow)
    same.captureEnded(capture)
  }
  return same.pairs
}

test.each<[string, readonly (readonly number[])[], (readonly [number, number])[]]>([
  [
    'the same',
    [
      [1, 2, 3],
      [3, 2, 1],
    ],
    [[0, 1]],
  ],
  [
    'most of the shorter one',
    [
      [1, 2, 3, 4, 5, 6, 7],
      [9, 3, 4, 5],
    ],
    [[0, 1]],
  ],
  [
    'half',
    [
      [1, 2, 3, 4, 5, 6],
      [3, 4, 5, 7, 8, 9],
    ],
    [],
  ],
  [
    'two only',
    [
      [1, 2],
      [1, 2],
    ],
    [],
  ],
  [
    'a port that one capture shows again and again',
    [
      [1, 2, 3],
      [1, 1, 1, 2],
    ],
    [],
  ],
  [
    'three of them',
    [
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ],
    [
      [0, 1],
      [0, 2],
      [1, 2],
    ],
  ],
  [
    'one beside another',
    [
      [1, 2, 3],
      [7, 8, 9],
      [1, 2, 3],
    ],
    [[0, 2]],
  ],
])('%s', (_, captures, expected) => {
  expect(pairsOf(...captures)).toEqual(expected)
})
