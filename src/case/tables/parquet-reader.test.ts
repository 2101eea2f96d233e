import { afterAll, expect, test } from 'vitest'
import { times } from '../../../test/support/depth.ts'
import { InputError } from '../../core/errors.ts'
import { ParquetReader } from './parquet-reader.ts'
import { parquetOf } from './parquet.ts'

const reader = new ParquetReader({ readSecondsMax: 1, memoryBytesMax: 268_435_456 })
/** For files that have to be read: on a busy machine a process alone takes a second to start. */
const patient = new ParquetReader({ readSecondsMax: 30, memoryBytesMax: 268_435_456 })
afterAll(async () => {
  await reader.close()
  await patient.close()
})

const words = Array.from({ length: 60 }, (_, index) => ['frames', 'streams', 'messages'][index % 3] ?? '')
const file = parquetOf('coverage', [
  { name: 'part', type: 'text', cells: words },
  { name: 'count', type: 'integer', cells: words.map((_, index) => BigInt(index)) },
  { name: 'names', type: 'texts', cells: words.map((word) => [word, 'total']) },
])

test('a process reads files one after the other', async () => {
  expect((await patient.read('a', file, ['part'])).get('part')).toEqual(words)
  expect([...(await patient.read('b', file)).keys()]).toEqual(['part', 'count', 'names'])
})

test('what is no Parquet file is said in one line', async () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('PAR1PAR1'), file.subarray(0, file.length - 9)])
    await expect(patient.read('results/x/a.parquet', bytes)).rejects.toThrow(
      /^results\/x\/a\.parquet is no table that can be read: [^\n]+\.$/,
    )
})

test('a damaged file that would keep it busy is ended', async () => {
  // A run of a page, made longer by one byte.
  const bytes = Buffer.from(file)
  bytes[68] = 0xff
  await expect(reader.read('x', bytes)).rejects.toThrow(
    'x is no table that can be read: it takes longer than 1 s.',
  )
})

test('damaged files are read or refused, and none keeps it busy', { timeout: 60_000 }, async () => {
  let seed = 7
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return seed % below
  }
  let refused = 0
  const tried = times(100, 300)
  for (let round = 0; round < tried; round++) {
    const bytes = Buffer.from(file)
    for (let edit = 0; edit <= random(4); edit++) bytes[random(bytes.length)] = random(256)
    try {
      await reader.read('x', bytes)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      refused++
    }
  }
  expect(refused).toBeGreaterThan(tried / 6)
  // Afterwards it reads as before.
  expect((await reader.read('a', file, ['part'])).get('part')).toEqual(words)
})
