import { expect, test } from 'vitest'
import { limits } from '../../core/limits.ts'
import { labels } from './secret-label.ts'
import type { SecretLabel } from './secret-label.ts'
import { SecretTable } from './secret-table.ts'

const random = (fill: number): Buffer => Buffer.alloc(32, fill)

/** Adds a secret of a connection whose random is all `fill`. */
function put(
  table: SecretTable,
  label: SecretLabel,
  fill: number,
  secret: Buffer = Buffer.alloc(32, 9),
): string {
  return table.add(random(fill), labels.get(label) as number, secret, secret.length)
}

test('gives the randoms of those of which no hello was seen, the newest first', () => {
  const label = 'SERVER_TRAFFIC_SECRET_0'
  const fills = Array.from({ length: 100 }, (_, index) => index)
  const table = new SecretTable()
  for (const fill of fills) put(table, label, fill)
  put(table, 'CLIENT_RANDOM', 200, Buffer.alloc(48, 9))
  for (const fill of fills) if (fill % 2 === 1) table.claim(random(fill), 0)
  table.claim(random(201), 0)
  const left = fills.filter((fill) => fill % 2 === 0).toReversed()
  expect([...table.unclaimed(label)]).toEqual(left.map(random))
  expect([...table.unclaimed('CLIENT_TRAFFIC_SECRET_0')]).toEqual([])
  expect(put(table, label, 99, Buffer.alloc(32, 1))).toBe('further')
  expect([...table.unclaimed(label)]).toEqual(left.map(random))
})

test('gives the same from the last one on whose hello was seen, and anew for each capture', () => {
  const label = 'SERVER_TRAFFIC_SECRET_0'
  const table = new SecretTable()
  for (const fill of [0, 1, 2, 3, 4, 5, 6]) put(table, label, fill)
  const order = (): number[] => [...table.nearest(label)].map((bytes) => bytes.readUInt8(0))
  expect(order()).toEqual([6, 5, 4, 3, 2, 1, 0])
  table.claim(random(6), 0)
  table.claim(random(2), 0)
  expect(order()).toEqual([3, 1, 4, 0, 5])
  table.claim(random(200), 0)
  expect(order()).toEqual([3, 1, 4, 0, 5])
  expect([...table.nearest('CLIENT_TRAFFIC_SECRET_0')]).toEqual([])
  table.beginCapture()
  expect(order()).toEqual([6, 5, 4, 3, 2, 1, 0])
  expect([...table.unclaimed(label)]).toHaveLength(7)
})

test('keeps all secrets that contradict each other, up to a limit', () => {
  const master = (byte: number): Buffer => Buffer.alloc(48, byte)
  const table = new SecretTable()
  const said = [1, 2, 1, 2].map((byte) => put(table, 'CLIENT_RANDOM', 1, master(byte)))
  expect(said).toEqual(['first', 'further', 'known', 'known'])
  expect(table.size).toBe(2)
  expect(table.find('CLIENT_RANDOM', random(1))).toEqual(master(2))
  expect(table.findAll('CLIENT_RANDOM', random(1))).toEqual([master(2), master(1)])
  expect(table.findAll('CLIENT_RANDOM', random(2))).toEqual([])
  const many = new SecretTable()
  const all = Array.from({ length: 12 }, (_, index) => put(many, 'CLIENT_RANDOM', 1, master(index)))
  expect(many.size).toBe(limits.message.keySecretsOfOneMax)
  expect(all.filter((one) => one === 'full')).toHaveLength(4)
})

test('gives a copy that stays as it is', () => {
  const table = new SecretTable()
  put(table, 'CLIENT_RANDOM', 1, Buffer.alloc(48, 1))
  const secret = table.find('CLIENT_RANDOM', random(1))
  secret?.fill(0)
  expect(table.find('CLIENT_RANDOM', random(1))).toEqual(Buffer.alloc(48, 1))
})

test('holds many connections', () => {
  const table = new SecretTable()
  const of = (index: number): Buffer => {
    const bytes = Buffer.alloc(32)
    bytes.writeUInt32BE(index)
    return bytes
  }
  const code = labels.get('CLIENT_TRAFFIC_SECRET_0') as number
  for (let index = 0; index < 20_000; index++) table.add(of(index), code, of(index * 3), 32)
  expect(table).toMatchObject({ size: 20_000, connections: 20_000 })
  for (const index of [0, 1, 31, 32, 33, 16_383, 16_384, 19_999])
    expect(table.find('CLIENT_TRAFFIC_SECRET_0', of(index))).toEqual(of(index * 3))
  expect(table.find('CLIENT_TRAFFIC_SECRET_0', of(20_000))).toBeNull()
})
