import { createHash } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { context, detect, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { limits } from '../../core/limits.ts'
import { decode } from '../../decode/decode.ts'
import type { Node } from '../../decode/types.ts'
import { Detector } from '../detector.ts'
import { earnedBy, SaltAccount } from './salt-account.ts'

const { captureSaltTrialsMin, captureSaltTrialsPerByteMax, saltTrialsMax, saltTrialsMin } = limits.detect
const rootOf = (body: string): Node => decode(request('/', [], body)).root

/** Trials of so many messages with this root, each of which takes all that it may. */
function trialsOf(account: SaltAccount, root: Node, messages: number): number {
  let sum = 0
  for (let count = 0; count < messages; count++) {
    const trials = account.allow(root, 0)
    account.settle(earnedBy(root), trials)
    sum += trials
  }
  return sum
}

test('short messages, however many, cost what their bytes earn and a stock', () => {
  const root = rootOf('{"a":1}')
  const bytes = root.children.reduce((sum, part) => sum + part.bytes.length, 0)
  const full = captureSaltTrialsMin / saltTrialsMin
  const account = new SaltAccount(1)
  expect(trialsOf(account, root, full)).toBe(full * saltTrialsMin)
  const before = full * saltTrialsMin
  for (const messages of [10_000, 20_000])
    expect(before + trialsOf(account, root, messages)).toBeLessThan(
      captureSaltTrialsMin + (full + 30_000) * bytes * captureSaltTrialsPerByteMax,
    )
  account.forget()
  expect(account.allow(root, 0)).toBe(saltTrialsMin)
})

test('a long message is tried in full, whatever others took; an answer has no part in the stock', () => {
  const account = new SaltAccount(1)
  const short = rootOf('{"a":1}')
  trialsOf(account, short, 20_000)
  expect(account.allow(rootOf('a'.repeat(saltTrialsMin)), 0)).toBe(saltTrialsMin)
  const unused = new SaltAccount(1)
  expect(unused.allow(short, 1)).toBeLessThan(saltTrialsMin)
  expect(trialsOf(unused, short, 1)).toBe(saltTrialsMin)
})

test('a profile of many values is tried in full, up to a bound', () => {
  expect([1, 30, 80, 5_000].map((texts) => new SaltAccount(texts).most)).toEqual([
    saltTrialsMin,
    saltTrialsMin,
    51_200,
    saltTrialsMax,
  ])
})

test('what is not tried for want of stock is said of what is sent, and not of answers', () => {
  const token = createHash('sha256').update('other').digest('hex')
  const fields = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`n${at}`, `s4lt${at}x`]))
  const input = request('/', [], JSON.stringify({ token, ...fields }))
  const detector = new Detector(profileOf({ imei: ['357184092641738'], imsi: ['242010739182646'] }))
  const allow = vi.spyOn(SaltAccount.prototype, 'allow').mockReturnValue(100)
  const reached = ([0, 1] as const).map(
    (direction) => detect(detector, input, { ...context, direction }).limits,
  )
  allow.mockRestore()
  expect(reached).toEqual([['detect.captureSaltTrialsMax'], []])
})
