import { describe, expect, test } from 'vitest'
import type { Observation, Transmission } from '../../assess/types.ts'
import { connectionOf, sameSends } from './same-sends.ts'

const instant = (sec: number): { sec: number; nsec: number } => ({ sec, nsec: 0 })
const span = (
  first: number,
  last: number,
): { first: { sec: number; nsec: number }; last: { sec: number; nsec: number } } => ({
  first: instant(first),
  last: instant(last),
})

/** Sends at these seconds, the numbers of exchanges from 1. */
function sends(capture: number, path: string, ...seconds: readonly number[]): Transmission[] {
  return seconds.map(
    (sec, at) =>
      ({
        capture,
        exchange: at + 1,
        at: instant(sec),
        recipient: 'r1',
        summary: { method: 'GET', path },
      }) as Transmission,
  )
}

function valuesOf(all: readonly Transmission[], normal: string): Observation[] {
  return all.map(
    ({ capture, exchange }) => ({ capture, exchange, identifier: 'imei', normal }) as Observation,
  )
}

test.each([
  ['at the same times', sends(1, 'http://a.example/x', 10, 51, 90), span(0, 100), '1', [[0, 1]]],
  ['one more, and one less', sends(1, '/x', 10, 50, 70), span(0, 100), '1', [[0, 1]]],
  ['while the other one was recorded', sends(1, '/x', 90, 300, 400), span(80, 500), '1', [[0, 1]]],
  ['at other times', sends(1, '/x', 20, 60, 95), span(0, 100), '1', []],
  ['another path', sends(1, '/y', 10, 50, 90), span(0, 100), '1', []],
  ['another value, of another phone', sends(1, '/x', 10, 50, 90), span(0, 100), '2', []],
  ['the only one, by a clock that is a little behind', sends(1, '/x', 91), span(91, 92), '1', [[0, 1]]],
  ['behind the other, as files that follow each other', sends(1, '/x', 91, 130), span(91, 200), '1', []],
] as const)('%s', (_, second, secondSpan, value, expected) => {
  const first = sends(0, '/x', 10, 50, 90)
  const observations = [...valuesOf(first, '1'), ...valuesOf(second, value)]
  expect(
    sameSends(
      [span(5, secondSpan.last.sec === 200 ? 90 : 100), secondSpan],
      [...first, ...second],
      observations,
      () => '',
    ).map(({ files }) => files),
  ).toEqual(expected)
})

test.each<[string, string, readonly number[], number]>([
  ['what two phones have in common, once', 'device-model', [10], 0],
  ['the same, again and again at the same times', 'device-model', [10, 50, 90], 1],
  ['a value of one phone, once', 'imei', [10], 1],
])('%s', (_, identifier, seconds, expected) => {
  const all = [0, 1].flatMap((capture) => sends(capture, '/x', ...seconds))
  const observations = valuesOf(all, '1').map((one) => ({ ...one, identifier }))
  expect(sameSends([span(0, 100), span(0, 100)], all, observations, () => '')).toHaveLength(expected)
})

describe('on the same connections, by clocks that differ', () => {
  /** Sends by these connections, 61 seconds apart. */
  const over = (capture: number, since: number, connections: string): Transmission[] =>
    sends(capture, '/x', ...Array.from(connections, (_, at) => since + 61 * at))
  const between = (
    second: readonly Transmission[],
    secondConnections: string,
  ): (readonly [number, number])[] => {
    const first = over(0, 10, 'abcdef')
    const names = new Map([
      ...first.map((one, at) => [one, 'abcdef'[at]] as const),
      ...second.map((one, at) => [one, secondConnections[at]] as const),
    ])
    const observations = [...valuesOf(first, '1'), ...valuesOf(second, '1')]
    const spans = [span(0, 400), span(7_000, 9_000)]
    const found = sameSends(spans, [...first, ...second], observations, (one) => names.get(one)?.trim() ?? '')
    return found.flatMap(({ sends: same }) =>
      same.map(([left, right]) => [left.exchange, right.exchange] as const),
    )
  }

  test.each<[string, readonly Transmission[], string, (readonly [number, number])[]]>([
    [
      'all of them',
      over(1, 7_010, 'abcdef'),
      'abcdef',
      [1, 2, 3, 4, 5, 6].map((number) => [number, number] as const),
    ],
    [
      'some, from the middle on',
      over(1, 7_132, 'cd'),
      'cd',
      [
        [3, 1],
        [4, 2],
      ],
    ],
    ['other ones', over(1, 7_010, 'ghijkl'), 'ghijkl', []],
    ['ports that come again by chance', over(1, 7_010, 'abcdef'), 'kagldm', []],
    ['none that tells them apart', over(1, 7_010, 'abcdef'), '      ', []],
  ])('%s', (_, second, connections, expected) => {
    expect(between(second, connections)).toEqual(expected)
  })
})

test.each([
  ['by the same clock', 0, [1, 2, 3, 4, 5, 6, 7]],
  ['by one that is 900 seconds ahead', 900, [1, 2, 3, 4, 5, 6, 7]],
])('what no connection tells is compared beside connections, %s', (_, late, expected) => {
  // The first two over TCP; then datagrams, of which the second file has one more, at another time.
  const overTcp = (number: number): string => (number <= 2 ? `tcp ${number}` : '')
  const seconds = [10, 20, 31, 42, 53, 64, 75]
  const first = sends(0, '/x', ...seconds)
  const second = sends(1, '/x', ...seconds.map((at) => at + late), 500 + late)
  const found = sameSends(
    [span(0, 100), span(late, late + 600)],
    [...first, ...second],
    [...valuesOf(first, '1'), ...valuesOf(second, '1')],
    ({ exchange }) => overTcp(exchange),
  )
  expect(
    found.flatMap(({ sends: same }) => same.map(([left, right]) => [left.exchange, right.exchange])),
  ).toEqual(expected.map((number) => [number, number]))
})

test.each([
  [{ transport: 'tcp', clientPort: 40_000 }, '1:x'],
  [{ transport: 'tcp', clientPort: 5_060 }, ''],
  [{ transport: 'udp', clientPort: 40_000 }, ''],
] as const)('a connection of %j tells sends apart: %j', (ends, expected) => {
  expect(connectionOf({ ...ends, communityId: '1:x' })).toBe(expected)
})
