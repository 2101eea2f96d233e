import { expect, test } from 'vitest'
import { detect, request } from '../../../test/support/decoded-tree.ts'
import { Rng } from '../../../tools/bench/rng.ts'
import { Detector } from '../detector.ts'

const home = { name: 'home', lat: 59.92511, lon: 10.75934, cells: [], bssids: [] }
const detector = new Detector({ name: 'x', identifiers: new Map(), places: [home] })
const rng = new Rng('rows')

function told(body: string): string[] {
  return detect(detector, request('/v', ['Content-Type: application/json'], body)).detections.flatMap(
    ({ confidence, reasons }) => [confidence, ...reasons.slice(1)],
  )
}

function random(count: number): number[] {
  return Array.from({ length: count }, () => rng.whole(100_000, 9_999_999) / 100_000)
}

const chance = ['possible', 'but it is two of many numbers in a list, of which some are so near by chance']

test('two neighbours in a long list of numbers are only possible', () => {
  for (const pair of [
    [59.92533, 10.75978],
    [10.75978, 59.92533],
    [59.92533, 3.5, 10.75978],
  ])
    for (const [before, behind] of [
      [60, 60],
      [0, 100],
      [100, 0],
    ] as const) {
      const list = [...random(before), ...pair, ...random(behind)]
      for (const body of [JSON.stringify({ d: list }), JSON.stringify(list, null, 1), list.join(' ')])
        expect(told(body)).toEqual(chance)
    }
})

test('points of a way, short lists, rows of a table and what is named are as sure as ever', () => {
  const point = (at: number): number[] => [59.92011 + at / 10_000, 10.75434 + at / 10_000]
  const steps = Array.from({ length: 80 }, (_, at) => at)
  for (const body of [
    JSON.stringify({ d: steps.flatMap(point) }),
    JSON.stringify({ d: steps.flatMap((at) => [...point(at), rng.whole(0, 90)]) }),
    JSON.stringify({ d: [...random(10), 59.92511, 10.75934, ...random(10)] }),
    JSON.stringify({ d: [random(60), [59.92511, 10.75934], random(60)] }),
    JSON.stringify({ d: random(60), lat: 59.92511, lon: 10.75934, e: random(60) }),
    [...steps.map(() => random(5).join(',')), '1,59.92511,10.75934,3,4', ...steps.map(() => random(5))].join(
      '\n',
    ),
  ])
    expect(told(body)[0], body.slice(0, 80)).toBe('certain')
})
