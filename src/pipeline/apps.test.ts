import { expect, test } from 'vitest'
import type { SourceApp } from '../source/packets/apps.ts'
import { AppBook, appKey } from './apps.ts'

const program = (name: string, pid: number | null, uid: number | null = null): SourceApp => ({
  uid,
  pid,
  packageName: '',
  name,
  path: '',
})

test('what has the same names is one app, with each of its process numbers once, in order', () => {
  const book = new AppBook()
  book.addCapture(0, [program('mail', 70), program('mail', 12), program('maps', 70), program('mail', 70)])
  book.addCapture(1, [program('mail', 99), program('mail', null)])
  const ids = [1, 2, 3, 4].map((app) => book.idOf(appKey(0, app)))
  expect(ids).toEqual(['a1', 'a1', 'a2', 'a1'])
  expect([1, 2, 1].map((app) => book.idOf(appKey(1, app)))).toEqual(['a1', 'a1', 'a1'])
  expect(book.all.map(({ name, pids }) => [name, pids])).toEqual([
    ['mail', [70, 12, 99]],
    ['maps', [70]],
  ])
})

test('programs without any name are told apart by their numbers; what no capture names has no id', () => {
  const book = new AppBook()
  book.addCapture(0, [program('', 70), program('', 71), program('', 70, 10_123)])
  expect([1, 2, 3, 4].map((app) => book.idOf(appKey(0, app)))).toEqual(['a1', 'a2', 'a3', null])
  expect(book.idOf(appKey(1, 1))).toBeNull()
})
