import { symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { readFleet } from './read-fleet.ts'
import { recipient } from '../../../../test/support/compared-sides.ts'
import { daySend, silent } from '../../../../test/support/silent-side.ts'
import { readUnits, unitsWith } from '../../../../test/support/fleet-of-sides.ts'
import { testFolder } from '../../../../test/support/test-folder.ts'
import type { Unit } from '../../../assess/scope/unit.ts'
import type { Side } from '../../../assess/side.ts'

const folder = testFolder('read-fleet')

test('whether a unit counts does not depend on whether it sent', async () => {
  const table =
    'unit,captures,affected,exposures\na,a.pcap,,\nb,b.pcap,,\nc,c.pcap,,\nd,,yes,12\ne,,no,12\nf,,yes,20\ng,,yes,\n'
  const send = { ...daySend, at: 0 } as const
  const brief = { eventCounts: new Map([['unlock', 12] as const]), transmissions: [send] }
  const sides: Readonly<Record<string, Side>> = {
    'a.pcap': silent({ ...brief, recipients: [recipient()] }),
    'b.pcap': silent({ ...brief, eventCounts: new Map([['unlock', 20]]), recipients: [recipient()] }),
    'c.pcap': silent({ transmissions: [send], sumsHold: false, recipients: [recipient()] }),
  }
  const units = await unitsWith(table, sides)
  expect(units.map(({ state, isCounted }) => [state, isCounted])).toEqual([
    ['affected', false],
    ['affected', true],
    ['affected', false],
    ['affected', false],
    ['undetermined', false],
    ['affected', true],
    ['affected', true],
  ])
  expect(
    units.filter(({ state, isCounted }) => state === 'affected' && !isCounted).map((one) => one.reason),
  ).toEqual([
    '1 send to server.example; not counted: 12 unlocks, too few to call a unit clean',
    '1 send to server.example; not counted: the sums of its coverage statement do not hold',
    'as the table says; not counted: only 12 exposures, too few to call a unit clean',
  ])
})

test('a fleet that was read once is judged anew for each sender', async () => {
  const table = join(folder, 'fleet.csv')
  writeFileSync(table, 'unit,captures\na,a.pcap\nb,b.pcap\n')
  const sends = (hosts: readonly string[]): Side => ({
    ...silent({ recipients: [recipient()] }),
    transmissions: hosts.map((host) => ({
      host,
      family: '',
      identifiers: ['imei'],
      at: 0,
      protection: 'plaintext',
      capture: 0,
      exchange: 0,
      frames: [1],
      accepted: null,
    })),
  })
  let reads = 0
  const fleet = await readFleet(table, {
    exposuresMin: 20,
    readSide: ([path = '']) => {
      reads++
      return Promise.resolve(
        sends(basename(path) === 'a.pcap' ? ['stat.example', 'own.example'] : ['own.example']),
      )
    },
  })
  const states = (sender: string | null): string[] => fleet(sender).map(({ state }) => state)
  expect(states('stat.example')).toEqual(['affected', 'clean'])
  expect(states(null)).toEqual(['affected', 'affected'])
  expect(states('own.example')).toEqual(['affected', 'affected'])
  expect(reads).toBe(2)
})

test('a table that cannot be read is told in one line that says why', async () => {
  const read = (path: string): Promise<Unit[]> =>
    readUnits(path, { sender: null, exposuresMin: 20, readSide: () => Promise.reject(new Error('read')) })
  symlinkSync('loop.csv', join(folder, 'loop.csv'))
  await expect(read(join(folder, 'loop.csv'))).rejects.toThrow(
    'loop.csv: its symbolic links lead back to themselves.',
  )
  await expect(read(join(folder, 'none.csv'))).rejects.toThrow('none.csv: there is no such table or folder.')
  writeFileSync(join(folder, 'long.csv'), 'unit,affected\n')
  truncateSync(join(folder, 'long.csv'), 80_000_000)
  await expect(read(join(folder, 'long.csv'))).rejects.toThrow('long.csv is longer than 67108864 bytes.')
})
