import { expect, test } from 'vitest'
import { testFlow } from '../../../test/support/playbook.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { UnrecognisedParser } from '../unrecognised/index.ts'
import { heardBefore, isTurn, Sniff } from './first-bytes.ts'
import { Route } from './route.ts'

function originOf(frame: number): RunOrigin {
  const origin = new RunOrigin()
  origin.frame = frame
  return origin
}

function kept(...runs: readonly (readonly [string, number])[]): Sniff {
  const sniff = new Sniff()
  for (const [text, frame] of runs) {
    const bytes = Buffer.from(`-${text}-`)
    sniff.add(bytes, 1, 1 + text.length, originOf(frame), false)
  }
  return sniff
}

test('keeps bytes behind those before, each run with its start and an origin of its own', () => {
  const sniff = new Sniff()
  const bytes = Buffer.from('..GET')
  const origin = originOf(7)
  sniff.add(bytes, 2, 3, origin, false)
  origin.frame = 8
  sniff.add(bytes, 3, 5, origin, true)
  bytes.fill(0)
  origin.frame = 0
  expect(sniff.buf.toString('latin1', 0, sniff.length)).toBe('GET')
  expect(sniff.starts).toEqual([0, 1])
  expect(sniff.origins.map(({ frame }) => frame)).toEqual([7, 8])
  expect(sniff.turns).toEqual([false, true])
})

test('it is another turn where the other direction spoke since', () => {
  const route = new Route(testFlow('tcp'))
  expect(isTurn(route, 0)).toBe(false)
  route.setSniff(0, kept(['a', 1]))
  expect(isTurn(route, 0)).toBe(false)
  route.setSniff(1, kept(['b', 2]))
  expect(isTurn(route, 0)).toBe(true)
  expect(isTurn(route, 1)).toBe(false)
  route.setSniff(0, kept(['a', 1], ['c', 3]))
  expect(isTurn(route, 0)).toBe(false)
  expect(isTurn(route, 1)).toBe(true)
})

test('where bytes are searched already, what searches them knows of turns, and of what was said last', () => {
  const route = new Route(testFlow('tcp'))
  route.unknown = {
    waits: (direction: number) => direction === 1,
    lastOf: (direction: number) => Buffer.from(direction === 1 ? 'of the server' : 'of the client'),
  } as unknown as UnrecognisedParser
  expect([isTurn(route, 0), isTurn(route, 1)]).toEqual([false, true])
  expect(heardBefore(route, 0).toString()).toBe('of the server')
  expect(heardBefore(route, 1).toString()).toBe('of the client')
})

test('what was heard before is what is kept of the other direction, and nothing where it said nothing', () => {
  const route = new Route(testFlow('tcp'))
  route.setSniff(1, kept(['ready', 1]))
  expect(heardBefore(route, 0).toString()).toBe('ready')
  expect(heardBefore(route, 1)).toHaveLength(0)
})
