import { expect, test } from 'vitest'
import { identifiers } from '../detect/identifiers.gen.ts'
import { weightOf } from './severity.ts'

test('every identifier has its weight: only what describes without naming is light', () => {
  expect(identifiers.map((one) => one.name).filter((name) => weightOf(name) === 1)).toEqual([
    'build',
    'device-model',
  ])
})
