import { expect, test } from 'vitest'
import type { Observation, Transmission } from '../../assess/types.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import type { Protection } from '../../core/protection.ts'
import type { Flow } from '../../stream/types.ts'
import { countedOnce } from './counted-once.ts'
import type { CaptureSummary } from '../scan-result.ts'

const instant = (sec: number): { sec: number; nsec: number } => ({ sec, nsec: 0 })

type Shown = readonly [protection: Protection, serverAddress: string, fields: string]

/** Numbers of the files whose sends count, of files that show one send each: how it travelled, where to, and its values. */
function counted(...files: readonly Shown[]): number[] {
  const sendings = files.map(([protection, serverAddress], capture) => ({
    transmission: {
      capture,
      exchange: 1,
      at: instant(50),
      recipient: 'r1',
      protection,
      summary: { method: 'GET', path: '/x' },
    } as Transmission,
    flow: { transport: 'tcp', clientPort: 1, communityId: '' } as Flow,
    clientAddress: '192.168.1.2',
    clientPort: 1,
    serverPort: 80,
    serverAddress,
  }))
  const observations = files.flatMap(([, , fields], capture) =>
    Array.from(
      fields,
      (detail) =>
        ({
          capture,
          exchange: 1,
          identifier: 'imei',
          normal: '1',
          chain: [{ detail }],
        }) as unknown as Observation,
    ),
  )
  const captures = files.map(
    (_, at) => ({ path: `${at}`, format: 'har', first: instant(0), last: instant(100) }) as CaptureSummary,
  )
  const transmissions = sendings.map(({ transmission }) => transmission)
  return countedOnce(
    { observations, transmissions },
    sendings,
    captures,
    null,
    new AnomalyLog(),
  ).transmissions.map(({ capture }) => capture)
}

const [atHome, away] = ['192.168.1.1', '203.0.113.9']

test.each<[string, readonly Shown[], number[]]>([
  [
    'two',
    [
      ['tls', away, 'a'],
      ['tls', away, 'a'],
    ],
    [0],
  ],
  [
    'two, of which one travelled as all can read it',
    [
      ['tls', away, 'a'],
      ['plaintext', away, 'a'],
    ],
    [1],
  ],
  [
    'the same, by a log that names no address',
    [
      ['tls', '', 'a'],
      ['plaintext', '', 'a'],
    ],
    [1],
  ],
  [
    'the same, in the network of a server',
    [
      ['tls', away, 'a'],
      ['plaintext', atHome, 'a'],
    ],
    [0],
  ],
  [
    'two, of which one shows more',
    [
      ['tls', away, 'a'],
      ['tls', away, 'ab'],
    ],
    [1],
  ],
  [
    'two that show different fields',
    [
      ['tls', away, 'a'],
      ['tls', away, 'b'],
    ],
    [0, 1],
  ],
  [
    'three',
    [
      ['tls', away, 'a'],
      ['tls', away, 'a'],
      ['tls', away, 'a'],
    ],
    [0],
  ],
  [
    'three, each of which would count before another',
    [
      ['tls', atHome, 'a'],
      ['plaintext', atHome, 'a'],
      ['plaintext', away, 'a'],
    ],
    [2],
  ],
])('%s', (_, files, expected) => {
  expect(counted(...files)).toEqual(expected)
})
