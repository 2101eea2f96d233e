import { expect, test } from 'vitest'
import { limits } from '../../core/limits.ts'
import { eventAnomalies } from './anomalies.ts'
import { EventCollector } from './collector.ts'

test('events beyond the room for them are left out, and that is said once', () => {
  const { eventsMax } = limits.device
  const found = new EventCollector('a test')
  const add = (count: number, start: number): void => {
    for (let index = 0; index < count; index++)
      found.add({ sec: 1_772_600_000 + 5 * (start + index), nsec: 0 }, 'unlock')
  }
  add(eventsMax, 0)
  expect(found.finish()).toMatchObject({ oddities: [] })
  add(3, eventsMax)
  const { events, oddities } = found.finish()
  expect(events).toHaveLength(eventsMax)
  expect(oddities.map(({ code }) => code)).toEqual([eventAnomalies.tooMany])
})
