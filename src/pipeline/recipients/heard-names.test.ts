import { expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { HeardNames, tooManyNames, tooManyQuestions } from './heard-names.ts'
import { KeptTimes } from './kept-times.ts'

const { localNamesMax } = limits.report
const { dnsAnswersMax, recipientsMax } = limits.attribute

test.each<[string, number, (heard: HeardNames, index: number) => void, (heard: HeardNames) => number]>([
  [
    'devices',
    localNamesMax,
    (heard, index) => heard.localName('host-name', '192.0.2.1', `phone-${index}`, 1),
    ({ local }) => local.length,
  ],
  [
    'questions',
    dnsAnswersMax,
    (heard, index) => heard.question(`${index}.example`, { sec: index, nsec: 0 }),
    (heard) => heard.questions.size,
  ],
  [
    'resolvers',
    recipientsMax,
    (heard, index) => heard.resolver(`${index}.example`),
    (heard) => heard.resolvers.size,
  ],
])('more names of %s than are listed are said, and none that is', (_, most, hear, size) => {
  const log = new AnomalyLog()
  const heard = new HeardNames(log)
  for (let index = 0; index < most; index++) hear(heard, index)
  hear(heard, 0)
  expect([size(heard), log.count(tooManyNames)]).toEqual([most, 0])
  hear(heard, most)
  hear(heard, most + 1)
  expect([size(heard), log.count(tooManyNames)]).toEqual([most, 2])
})

test('when names were asked for is kept where somebody wants to know', () => {
  const heard = new HeardNames(new AnomalyLog())
  heard.question('a.example', { sec: 1, nsec: 0 })
  expect(heard.questionTimes).toBeNull()
  heard.questionTimes = new KeptTimes()
  for (const sec of [2, 3]) heard.question('a.example', { sec, nsec: 500_000_000 })
  expect([...heard.questionTimes.byName]).toEqual([['a.example', [2.5, 3.5]]])
})

test('more times of questions than are kept are said', () => {
  const log = new AnomalyLog()
  const heard = new HeardNames(log)
  heard.questionTimes = new KeptTimes(2)
  for (const sec of [1, 2, 3, 4]) heard.question('a.example', { sec, nsec: 0 })
  expect(log.count(tooManyQuestions)).toBe(2)
})
