import { expect, test, vi } from 'vitest'
import { countedTree } from '../../test/support/counted-tree.ts'
import { context, profileOf, request } from '../../test/support/decoded-tree.ts'
import { decode } from '../decode/decode.ts'
import type { DecodeInput } from '../decode/types.ts'
import { Detector } from './detector.ts'

/** What a message costs to look at grows as it does, however many values stand side by side in it. */

const detector = new Detector(null)
const json = ['Content-Type: application/json']
const list = (item: (at: number) => string, count: number, separator = ','): string =>
  Array.from({ length: count }, (_, at) => item(at)).join(separator)

/** Steps from node to node that it takes. */
function stepsFor(input: DecodeInput, by: Detector = detector): number {
  const { root, steps } = countedTree(decode(input).root)
  by.detect(root, context)
  return steps()
}

const octets = (at: number): string =>
  `02:00:5e:10:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 0xff).toString(16).padStart(2, '0')}`

test('what is said around fields of an adapter is looked for once', () => {
  const readsOf = (count: number): number => {
    const { root } = decode(
      request('/v1/open', json, `[${list(() => '{"hardware_id":"a375db57ef62d1c5"}', count)}]`),
    )
    const body = root.children.find(({ part }) => part === 'body')?.bytes as Buffer
    const read = vi.spyOn(body, 'toString')
    detector.detect(root, { ...context, host: 'api.branch.io' })
    return read.mock.calls.length
  }
  expect(readsOf(1_000)).toBe(readsOf(100))
})

test.each<[string, (count: number) => DecodeInput]>([
  ['a path', (count) => request(`/${list(() => 'ab', count, '/')}?imei=356938035643809`)],
  ['radios', (count) => request('/', json, `[${list((at) => `{"ssid":"a","mac":"${octets(at)}"}`, count)}]`)],
  ['cells', (count) => request('/', json, `[${list((at) => `{"cell_id":${21_004_290 + at}}`, count)}]`)],
  ['numbers', (count) => request('/', json, `[${list(() => '{"number":"+4799900137"}', count)}]`)],
])('%s', (_, input) => {
  const [once, twice] = [stepsFor(input(500)), stepsFor(input(1_000))]
  expect(twice).toBeLessThan(once * 2.3)
})

test('places of a profile that stand side by side, each with its own name', () => {
  const home = { name: 'home', lat: 59.91, lon: 10.75, cells: [], bssids: [] }
  const atHome = new Detector({ ...profileOf({}), places: [home] })
  const form = (count: number): DecodeInput =>
    request(
      '/',
      [],
      list(() => 'lat=59.911491&lon=10.757933', count, '&@&'),
    )
  const [once, twice] = [stepsFor(form(500), atHome), stepsFor(form(1_000), atHome)]
  expect(twice).toBeLessThan(once * 2.3)
})
