import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { aliases, kindOf } from './kinds.ts'

test('the words that mean a kind of event are those that the documentation names', () => {
  const doc = readFileSync(new URL('../../../docs/triggers.md', import.meta.url), 'utf8')
  const [, list = ''] = /These words mean the same: (.+?)\. Case, and blanks/.exec(doc) ?? []
  const told = [...list.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)
  expect(told.toSorted()).toEqual(Object.keys(aliases).toSorted())
  expect(kindOf('Screen On')).toBe('screen-on')
})
