import { expect, test } from 'vitest'
import { AnomalyLog } from './anomaly.ts'
import type { AnomalyCode } from './anomaly.ts'
import { limits } from './limits.ts'

const code = (name: string): AnomalyCode => ({ code: name, kind: 'malformed', sentence: 'Odd.' })

test('each kind of oddity is counted by itself, with the places where it was seen', () => {
  const log = new AnomalyLog()
  log.note(code('a.b.c'), 3, 'first')
  log.note(code('a.b.d'), 4)
  log.note(code('a.b.c'), 5)
  expect(log.count(code('a.b.c'))).toBe(2)
  expect(log.count(code('a.b.d'))).toBe(1)
  expect(log.count(code('a.b.e'))).toBe(0)
  expect([...log.tallies.values()]).toEqual([
    {
      code: code('a.b.c'),
      count: 2,
      samples: [
        { frame: 3, detail: 'first' },
        { frame: 5, detail: '' },
      ],
    },
    { code: code('a.b.d'), count: 1, samples: [{ frame: 4, detail: '' }] },
  ])
})

test('of a recording each file that is odd is known, however many they are', () => {
  const log = new AnomalyLog()
  const paths = Array.from({ length: limits.report.anomalySamplesMax + 2 }, (_, index) => `rec_${index}`)
  for (const path of paths) log.note(code('a.b.c'), 0, '', path)
  log.note(code('a.b.c'), 7, 'again', paths.at(-1))
  const { count, files, samples } = log.tallies.get('a.b.c') ?? {}
  expect(count).toBe(paths.length + 1)
  expect(files).toEqual(paths.map((path, index) => ({ path, count: index === paths.length - 1 ? 2 : 1 })))
  expect(samples?.[0]).toEqual({ frame: 0, detail: '', file: 'rec_0' })
})

test('all are counted, and the first are kept', () => {
  const log = new AnomalyLog()
  const most = limits.report.anomalySamplesMax
  for (let frame = 1; frame <= most + 10; frame++) log.note(code('a.b.c'), frame)
  expect(log.count(code('a.b.c'))).toBe(most + 10)
  const frames = log.tallies.get('a.b.c')?.samples.map(({ frame }) => frame)
  expect(frames).toEqual(Array.from({ length: most }, (_, index) => index + 1))
})
