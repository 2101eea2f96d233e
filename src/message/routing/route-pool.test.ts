import { expect, test } from 'vitest'
import { testFlow } from '../../../test/support/playbook.ts'
import { verdicts } from '../../core/verdict.ts'
import { routeOn } from './route.ts'
import { RoutePool } from './route-pool.ts'

test('a flow has the same route until it is over, and another has another', () => {
  const pool = new RoutePool()
  const one = testFlow('tcp')
  const route = pool.of(one)
  expect([pool.of(one), routeOn(one), route.flow]).toEqual([route, route, one])
  expect(pool.of(testFlow('tcp', { id: 1 }))).not.toBe(route)
})

test('a route that was let go is as new for the next flow, and the one before has none', () => {
  const pool = new RoutePool()
  const before = testFlow('tcp', { isRoleGuessed: true })
  const used = pool.of(before)
  used.close(0, verdicts.limit | verdicts.bothDirections)
  pool.letGo(used)
  expect(routeOn(before)).toBeNull()
  const next = testFlow('udp', { id: 1 })
  expect(pool.of(next)).toBe(used)
  expect([used.flow, used.verdict(0), used.isMidStream]).toEqual([next, verdicts.more, false])
})

test('keeps not all that were ever let go', () => {
  const pool = new RoutePool()
  const routes = Array.from({ length: 5_000 }, (_, id) => pool.of(testFlow('tcp', { id })))
  for (const route of routes) pool.letGo(route)
  const used = new Set(routes)
  const again = routes.filter((_, id) => used.has(pool.of(testFlow('tcp', { id }))))
  expect(again).toHaveLength(4_096)
})
