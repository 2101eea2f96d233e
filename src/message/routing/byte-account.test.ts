import { expect, test } from 'vitest'
import { testFlow } from '../../../test/support/playbook.ts'
import { verdicts } from '../../core/verdict.ts'
import { newMessageCounts } from '../message-counts.ts'
import { ByteAccount } from './byte-account.ts'
import { Route } from './route.ts'

test('counts bytes of every fate, and what is in no sum not', () => {
  const counts = newMessageCounts()
  const account = new ByteAccount(counts)
  for (const key of Object.keys(counts) as (keyof typeof counts)[]) counts[key] = 1
  expect(account.counted).toBe(8)
})

test('work aside changes what is counted of the bytes being given by as much as was given to it, not by what it counts', () => {
  const counts = newMessageCounts()
  const account = new ByteAccount(counts)
  counts.readBytes = 10
  const said = account.aside(testFlow('udp'), 4, () => {
    counts.limitBytes += 300
    return 'done'
  })
  expect([said, account.counted, counts.limitBytes]).toEqual(['done', 14, 300])
  account.aside(testFlow('udp'), 0, () => {
    counts.readBytes += 7
  })
  expect(account.counted).toBe(14)
})

test('the flows around the one that works aside owe what it was given and not what it counted', () => {
  const counts = newMessageCounts()
  const account = new ByteAccount(counts)
  const outermost = testFlow('tcp')
  const outer = testFlow('tcp', { outer: outermost })
  const inner = testFlow('tcp', { outer })
  for (const flow of [outermost, outer, inner]) flow.parser = new Route(flow)
  account.aside(inner, 5, () => {
    counts.readBytes += 30
  })
  const owed = [outermost, outer, inner].map((flow) => (flow.parser as Route).uncountedBytes)
  expect(owed).toEqual([-25, -25, 0])
})

test.each([
  [verdicts.undecryptable, 'undecryptableBytes'],
  [verdicts.unrecognised, 'unrecognisedSkippedBytes'],
  [verdicts.limit, 'limitBytes'],
] as const)('bytes for a direction that is over count under its verdict (%i: %s)', (kind, key) => {
  for (const verdict of [kind, kind | verdicts.bothDirections]) {
    const counts = newMessageCounts()
    expect(new ByteAccount(counts).under(verdict, 9)).toBe(verdict)
    expect(counts).toEqual({ ...newMessageCounts(), [key]: 9 })
  }
})
