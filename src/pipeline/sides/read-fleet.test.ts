import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { recipient } from '../../../test/support/compared-sides.ts'
import { ObservedTime } from '../../correlate/observed.ts'
import { testFolder } from '../../../test/support/test-folder.ts'
import type { Side, SideTransmission } from '../../assess/side.ts'
import type { Unit } from '../../assess/scope/unit.ts'
import { judged, readFleet } from './read-fleet.ts'
import type { FleetOptions } from './read-fleet.ts'

const folder = testFolder('fleet')

/** The units of a fleet as to one sender. */
async function readUnits(
  path: string,
  { sender, ...options }: FleetOptions & { readonly sender: string | null },
): Promise<Unit[]> {
  return (await readFleet(path, options))(sender)
}

test('files of a table lie beside it, unless they are named from the root', async () => {
  const table = join(folder, 'fleet.csv')
  writeFileSync(table, 'unit,captures\na,one.pcap;/elsewhere/two.pcap\n')
  const asked: (readonly string[])[] = []
  const read = readUnits(table, {
    sender: null,
    exposuresMin: 20,
    readSide: (paths) => {
      asked.push(paths)
      return Promise.reject(new Error('read'))
    },
  })
  await expect(read).rejects.toThrow('read')
  expect(asked).toEqual([[join(folder, 'one.pcap'), '/elsewhere/two.pcap']])
})

test.each([
  ['- batch: x\n', 'give attributes as name: value.'],
  ['x\n', 'give attributes as name: value.'],
  ['batch: [x, y]\n', 'batch has several values, and an attribute has one.'],
  ['batch: { of: x }\n', 'batch has several values, and an attribute has one.'],
])('a unit that is described by %j is refused', async (text, words) => {
  const fleet = join(folder, `described-${text.length}-${words.length}`)
  mkdirSync(join(fleet, 'u1'), { recursive: true })
  writeFileSync(join(fleet, 'u1', 'unit.yaml'), text)
  const read = readUnits(fleet, {
    sender: null,
    exposuresMin: 20,
    readSide: () => Promise.reject(new Error('read')),
  })
  await expect(read).rejects.toThrow(words)
})

test('an attribute without a value is none, and values are taken as they are written', async () => {
  const fleet = join(folder, 'empty-attribute')
  mkdirSync(join(fleet, 'u1'), { recursive: true })
  writeFileSync(join(fleet, 'u1', 'unit.yaml'), 'batch:\nshop: A\nbuild: 2.10\nserial: 00123456\n')
  const units = await readUnits(fleet, {
    sender: null,
    exposuresMin: 20,
    readSide: () => Promise.reject(new Error('read')),
  })
  expect([...(units[0]?.attributes ?? [])]).toEqual([
    ['shop', 'A'],
    ['build', '2.10'],
    ['serial start (4)', '0012'],
  ])
})

/** Traffic in which nothing was sent, while so many unlocks and screen-ons were watched. */
function silent(more: Partial<Side> = {}): Side {
  return {
    files: [],
    captures: [],
    observedSeconds: 3_600,
    givenKinds: new Set(['imei']),
    readShare: 0.2,
    sumsHold: true,
    missingBytes: 0,
    unsearchedBytes: 0,
    mediaBytes: 0,
    phone: [],
    hasEvents: false,
    recipients: [],
    transmissions: [],
    triggers: [],
    dnsNames: new Set(),
    eventCounts: new Map([
      ['screen-on', 30],
      ['unlock', 30],
    ]),
    timing: null,
    ...more,
  }
}

const daySend: SideTransmission = {
  host: 'server.example',
  family: '',
  identifiers: ['imei'],
  at: 9 * 3_600,
  protection: 'plaintext',
  capture: 0,
  exchange: 0,
  frames: [1],
  accepted: null,
}

function unitsOf(text: string | Buffer, side: Side = silent()): Promise<Unit[]> {
  return unitsBy(text, () => side)
}

/** Units of a table whose captures show what `sides` has under their names. */
function unitsWith(text: string, sides: Readonly<Record<string, Side>>): Promise<Unit[]> {
  return unitsBy(text, (path) => sides[basename(path)] ?? silent())
}

function unitsBy(text: string | Buffer, sideOf: (path: string) => Side): Promise<Unit[]> {
  const table = join(folder, 'fleet.csv')
  writeFileSync(table, text)
  return readUnits(table, {
    sender: null,
    exposuresMin: 20,
    readSide: ([path = '']) => Promise.resolve(sideOf(path)),
  })
}

test('a table as spreadsheets save it, and rows by their lines in the file', async () => {
  const text = '# a remark\n\nunit,affected\na,no\nb,perhaps\n'
  await expect(unitsOf(text)).rejects.toThrow('row 5: affected is “perhaps”')
  const units = await unitsOf(Buffer.from(`\ufeff${text.replace('perhaps', 'no')}`, 'utf16le'))
  expect(units.map(({ id }) => id)).toEqual(['a', 'b'])
})

test.each([
  ['enough of one kind of event', {}, 'clean', '30 screen-ons without a send in the 20 % of its traffic'],
  [
    'the same few wake-ups under three names',
    {
      eventCounts: new Map([
        ['screen-on', 8],
        ['unlock', 7],
        ['network-up', 8],
      ] as const),
    },
    'undetermined',
    '8 screen-ons without a send',
  ],
  ['traffic that can not be read', { readShare: 0 }, 'undetermined', 'nothing of its traffic could be read'],
  ['sums that do not hold', { sumsHold: false }, 'undetermined', 'do not hold'],
] as const)('a unit without a send: %s', async (_, more, state, reason) => {
  const [unit] = await unitsOf('unit,captures\na,one.pcap\n', silent(more))
  expect(unit?.state).toBe(state)
  expect(unit?.reason).toContain(reason)
})

test('a number of a unit gets neither into its name nor into its attributes', async () => {
  const units = await unitsOf('IMEI,Serial,Region,affected\n357184092641738,B2NGAB0731360687,NO,yes\n')
  expect(units).toMatchObject([{ id: 'unit 1' }])
  expect([...(units[0]?.attributes ?? [])]).toEqual([
    ['Region', 'NO'],
    ['serial start (4)', 'B2NG'],
    ['serial start (6)', 'B2NGAB'],
    ['serial start (8)', 'B2NGAB07'],
  ])
})

test('one phone in two rows is refused without its number', async () => {
  const read = unitsOf('unit,serial,affected\na,B2NGAB0731360687,yes\nb,b2ngab0731360687,no\n')
  await expect(read).rejects.toThrow(/row 3: b has the serial of a: one phone counts as one unit/)
  await expect(read).rejects.not.toThrow('0731360687')
})

test('a clean unit with sends is refused', async () => {
  await expect(unitsOf('unit,affected,exposures,hits\na,no,50,3\n')).rejects.toThrow('which is it?')
  await expect(unitsOf('unit,affected,exposures,hits\na,yes,50,0\n')).rejects.toThrow('which is it?')
})

test('a unit whose keys are missing is not clean where another was found out by its keys', async () => {
  const table = 'unit,captures\na,a.pcap\nb,b.pcap\nc,c.pcap\n'
  const send = { ...daySend, at: 0, protection: 'tls' } as const
  const sides: Record<string, Side> = {
    'a.pcap': silent({ readShare: 0.9, transmissions: [send] }),
    'b.pcap': silent({ readShare: 0.1 }),
    'c.pcap': silent({ readShare: 0.8 }),
  }
  const states = async (): Promise<string[]> => {
    const units = await unitsWith(table, sides)
    return units.map(({ state, isCounted }) =>
      state === 'affected' && !isCounted ? 'affected, not counted' : state,
    )
  }
  expect(await states()).toEqual(['affected', 'undetermined', 'clean'])
  // Nor does a unit count of which so little was read that it would not have been called clean.
  sides['b.pcap'] = silent({ readShare: 0.1, transmissions: [{ ...send, protection: 'plaintext' }] })
  expect(await states()).toEqual(['affected', 'affected, not counted', 'clean'])
})

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

test('nights make no unit clean of what was seen by day', async () => {
  const table = 'unit,captures\na,a.pcap\nb,b.pcap\nc,c.pcap\n'
  const at = (days: readonly number[], from: number, hours: number): Partial<Side> => {
    const observed = new ObservedTime(
      days.map((day) => ({ start: day * 86_400 + from * 3_600, end: day * 86_400 + (from + hours) * 3_600 })),
    )
    return { observed, observedSeconds: observed.total, eventCounts: new Map(), recipients: [recipient()] }
  }
  const sides: Readonly<Record<string, Side>> = {
    'a.pcap': silent({ ...at([0, 1], 8, 12), transmissions: [daySend] }),
    'b.pcap': silent(at([0, 1, 2, 3], 23, 8)),
    'c.pcap': silent(at([0, 1], 8, 12)),
  }
  const units = await unitsWith(table, sides)
  expect(units.map(({ state, isCounted }) => [state, isCounted])).toEqual([
    ['affected', true],
    ['undetermined', false],
    ['clean', true],
  ])
  expect(units[1]?.reason).toBe(
    'only 0 observed hours at times of day at which an affected unit was observed',
  )
})

test('where affected units were observed too briefly to say when they send, hours of any time count, with a doubt', async () => {
  const table = 'unit,captures\na,a.pcap\nb,b.pcap\nc,c.pcap\n'
  const from = (hours: number): Partial<Side> => {
    const observed = new ObservedTime([{ start: 8 * 3_600, end: (8 + hours) * 3_600 }])
    return { observed, observedSeconds: observed.total, eventCounts: new Map(), recipients: [recipient()] }
  }
  const states = async (hours: number): Promise<unknown[]> => {
    const sides: Readonly<Record<string, Side>> = {
      'a.pcap': silent({ ...from(hours), transmissions: [daySend] }),
      'b.pcap': silent(from(30)),
      'c.pcap': silent(from(96 + 24)),
    }
    const units = await unitsWith(table, sides)
    return units.map(({ state, isCounted, isAtOtherTimes }) => [state, isCounted, isAtOtherTimes])
  }
  expect(await states(3)).toEqual([
    ['affected', false, undefined],
    ['clean', true, true],
    ['clean', true, true],
  ])
  expect(await states(4)).toEqual([
    ['affected', false, undefined],
    ['clean', true, true],
    ['clean', true, undefined],
  ])
  expect(await states(20)).toEqual([
    ['affected', true, undefined],
    ['clean', true, undefined],
    ['clean', true, undefined],
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

test('columns and fields that are not where they belong are refused', async () => {
  await expect(unitsOf('unit,build,Build,build,affected\na,1,2,3,yes\n')).rejects.toThrow(
    'the column build stands twice.',
  )
  await expect(unitsOf('unit,shop,affected\na,Oslo, east,yes\n')).rejects.toThrow(
    'row 2: it has 4 fields, and the table 3 columns: put a field that holds “,” into double quotes.',
  )
  await expect(unitsOf('unit,model,affected\n1,"A,yes\n2,B,no\n')).rejects.toThrow(
    'row 2: a double quote is not closed: close it; a row is one line of the table.',
  )
  await expect(unitsOf('# fleet\nunit,"model,affected\n1,A,yes\n')).rejects.toThrow('row 2: a double quote')
  expect(await unitsOf('unit,model,affected\n1,"5"" A, B",yes\n2,5" screen,no\n')).toHaveLength(2)
  // As spreadsheets save empty columns, and rows that end early.
  expect(await unitsOf('unit,affected,shop\na,yes,A,,\nb,no\n')).toHaveLength(2)
})

test('a table that is no text in UTF-8 is refused', async () => {
  const table = join(folder, 'fleet.csv')
  const bytes = Buffer.from('unit,shop,affected\na,Kr\u00f8ll,yes\n', 'latin1')
  writeFileSync(table, bytes)
  const options = { sender: null, exposuresMin: 20, readSide: () => Promise.resolve(silent()) }
  await expect(readFleet(table, options)).rejects.toThrow('is no text in UTF-8; save it as UTF-8.')
  writeFileSync(table, bytes.toString('latin1'), 'utf16le')
  expect(await readFleet(table, options)).toHaveLength(1)
  // A sign that stands for a lost letter is text, too.
  writeFileSync(table, 'unit,shop,affected\na,Kr\ufffdll,yes\n')
  expect(await readFleet(table, options)).toHaveLength(1)
})

test('a phone that two units show is told', async () => {
  const imei = { kind: 'imei', name: 'imei', value: '35718409264173', shown: '35•73' } as const
  const model = { kind: 'model', name: 'model', value: 'x', shown: 'x' } as const
  const units = await unitsOf('unit,captures\na,a.pcap\nb,b.pcap\n', silent({ phone: [imei, model] }))
  expect(units.map(({ reason }) => reason.includes('one phone, captured twice, counts twice here'))).toEqual([
    false,
    true,
  ])
  expect(units[1]?.reason).toContain('it sends the imei that a sends')
  const alike = await unitsOf('unit,captures\na,a.pcap\nb,b.pcap\n', silent({ phone: [model] }))
  expect(alike[1]?.reason).not.toContain('twice')
})

test('a unit that sends another serial number than the one given for it is told, without the number', async () => {
  const reasonOf = async (
    given: string,
    serials: readonly string[],
    phone: Side['phone'] = [],
  ): Promise<string> => {
    const side = silent({ serials: new Set(serials), phone })
    const table = `unit,captures,serial,imei\na,a.pcap,${given},35-718409-264173-8\n`
    return (await unitsOf(table, side))[0]?.reason ?? ''
  }
  const other = await reasonOf('LK89-9990 0001', ['lk8253118968'])
  expect(other).toContain('it sends a serial number of the same length that is another than the one given')
  expect(other).not.toMatch(/0001|8968/)
  for (const [given, serials] of [
    ['LK8253118968', ['lk8999900001', 'lk8253118968']],
    // Of a part of it, perhaps.
    ['LK8253118968', ['a71f']],
    ['LK8253118968', []],
    ['', ['lk8253118968']],
    // More than are kept: its own may be one of the others.
    ['LK8253118968', Array.from({ length: 64 }, (_, index) => `lk82531190${10 + index}`)],
  ] as const)
    expect(await reasonOf(given, serials)).not.toContain('another')
  const imei = { kind: 'imei', name: 'imei', value: '35718409264173', shown: '35•73' } as const
  const told = (phone: Side['phone']): Promise<string> => reasonOf('LK8999900001', ['lk8253118968'], phone)
  // It surely sends its own IMEI: the number is that of a part.
  expect(await told([imei])).not.toContain('another')
  expect(await told([{ ...imei, isDoubtful: true }])).toContain('another')
  expect(await told([{ ...imei, value: '35718409264174' }])).toContain('another')
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

test.each([
  [
    ['http'],
    90,
    'it contacts it, and what it sends there can be read, but is nothing that is known to identify',
  ],
  [['tls'], 90, 'it contacts it, and what is sent there can not be read'],
  [['http'], 0, 'it contacts it, and what is sent there is not in the capture'],
])(
  'a unit that contacts a sender is affected, and by what can be read it is said how: %o, %d bytes',
  (protocols, bytesToServer, words) => {
    const contacted = { ...recipient({ host: 'reg.example', protocols, bytesToServer }) }
    const of = (more: Partial<Side>): Unit =>
      judged('u', new Map(), silent(more), { sender: 'reg.example', exposuresMin: 20 })
    expect(of({ recipients: [contacted] })).toMatchObject({ state: 'affected', isByContact: true })
    expect(of({ recipients: [contacted] }).reason).toContain(words)
    expect(of({ dnsNames: new Set(['reg.example']) }).reason).toBe(
      'it asks for the name, and nothing that was sent there is in the capture',
    )
  },
)

test('a unit of which no request could be read is not clean, however much was read beside it', () => {
  const sealed = recipient({ protocols: ['tls'] })
  const of = (more: Partial<Side>): string =>
    judged('u', new Map(), silent(more), { sender: null, exposuresMin: 20 }).state
  expect(of({ recipients: [sealed] })).toBe('undetermined')
  expect(of({ recipients: [sealed, recipient({ host: 'read.example' })] })).toBe('clean')
})
