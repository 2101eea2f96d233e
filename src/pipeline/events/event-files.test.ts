import { constants } from 'node:buffer'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { putInto, testFolder } from '../../../test/support/test-folder.ts'
import { zipFile } from '../../../test/support/zip-file.ts'
import { InputError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import { formatInstant } from '../../core/time.ts'
import { fixedZone } from '../../device/events/zone.ts'
import { dropRepeated, readEventFile } from './event-files.ts'
import { isTar, readPowerLog, tarMembers } from './powerlog.ts'

const folder = testFolder('event-files')
const put = putInto(folder)

const options = { zone: fixedZone(0), near: null }

/** A power log with raw times that are 69 s ahead, and later 70 s. */
function powerLog(): Buffer {
  const path = join(folder, 'made.sqlite')
  rmSync(path, { force: true })
  const database = new DatabaseSync(path)
  database.exec(`
    CREATE TABLE PLSpringBoardAgent_EventForward_SBLock (ID INTEGER, timestamp REAL, LOCKED INTEGER);
    CREATE TABLE PLStorageOperator_EventForward_TimeOffset (ID INTEGER, timestamp REAL, system REAL);
    INSERT INTO PLStorageOperator_EventForward_TimeOffset VALUES (1, 1772600000, -69), (2, 1772605000, -70);
    INSERT INTO PLSpringBoardAgent_EventForward_SBLock VALUES (1, 1772600100, 1), (2, 1772600200.5, 0), (3, 1772600300, 0), (4, 1772605100, 1);
  `)
  database.close()
  return readFileSync(path)
}

function tarOf(name: string, bytes: Buffer): Buffer {
  const head = Buffer.alloc(512)
  head.write(name, 0)
  head.write(bytes.length.toString(8).padStart(11, '0'), 124)
  head.write('0', 156)
  head.write('ustar', 257)
  return Buffer.concat([head, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512), Buffer.alloc(1_024)])
}

test('the power log of iOS: changes of the lock, with the offset of the time', async () => {
  const bytes = powerLog()
  const expected = ['2026-03-04T04:55:31.500Z unlock', '2026-03-04T06:17:10.000Z lock']
  const lines = async (path: string): Promise<string[]> =>
    (await readEventFile(path, options)).imported.events.map(
      (event) => `${formatInstant(event.at, 3)} ${event.kind}`,
    )
  expect(await lines(put('log.PLSQL', bytes))).toEqual(expected)
  expect(await lines(put('log.PLSQL.gz', gzipSync(bytes)))).toEqual(expected)
  const tar = tarOf('sysdiagnose/logs/powerlogs/powerlog_1.PLSQL.gz', gzipSync(bytes))
  expect(await lines(put('sysdiagnose.tar.gz', gzipSync(tar)))).toEqual(expected)
})

test('a member of a tar archive that is damaged, or an archive itself, is said and hides no other', async () => {
  const good = tarOf('a.PLSQL.gz', gzipSync(powerLog())).subarray(0, -1_024)
  for (const bad of [Buffer.from('1f8b0800', 'hex'), tarOf('b.PLSQL', powerLog())]) {
    const file = put('two.tar', Buffer.concat([good, tarOf('bad.PLSQL', bad)]))
    const { imported } = await readEventFile(file, options)
    expect(imported.events).toHaveLength(2)
    expect(imported.oddities.map(({ code }) => code.code)).toContain('device.events.unreadable')
  }
})

test('a power log that says it has a log beside it is read by itself', () => {
  const bytes = powerLog()
  bytes[18] = 2
  bytes[19] = 2
  expect(readPowerLog(bytes)?.events.map(({ kind }) => kind)).toEqual(['unlock', 'lock'])
})

test('a database of another kind, and damaged ones, are no trouble', async () => {
  const path = join(folder, 'other.sqlite')
  const database = new DatabaseSync(path)
  database.exec('CREATE TABLE t (a)')
  database.close()
  expect(readPowerLog(readFileSync(path))).toBeNull()
  await expect(readEventFile(path, options)).rejects.toThrow(InputError)
  const bytes = powerLog()
  for (let at = 16; at < bytes.length; at += 97) {
    const damaged = Buffer.from(bytes)
    damaged[at] = 0xff
    readPowerLog(damaged)
  }
  for (let length = 100; length < bytes.length; length += 1_000) readPowerLog(bytes.subarray(0, length))
  // A view in the place of the table is not asked.
  const view = new DatabaseSync(join(folder, 'view.sqlite'))
  view.exec(`CREATE TABLE PLOther (a);
    CREATE VIEW PLSpringBoardAgent_EventForward_SBLock AS WITH RECURSIVE f(timestamp) AS (SELECT 1 UNION ALL SELECT timestamp + 1 FROM f) SELECT timestamp, 1 AS LOCKED FROM f`)
  view.close()
  expect(readPowerLog(readFileSync(join(folder, 'view.sqlite')))?.events).toEqual([])
})

test('a tar archive that is cut or lies', () => {
  const tar = tarOf('a.txt', Buffer.from('hello'))
  expect(isTar(tar)).toBe(true)
  expect(tarMembers(tar, () => true).map(String)).toEqual(['hello'])
  for (let length = 0; length < tar.length; length += 50) tarMembers(tar.subarray(0, length), () => true)
  tar.write('77777777777', 124)
  expect(tarMembers(tar, () => true)).toHaveLength(1)
})

const told = (
  sec: number,
  kind: string,
  { source = 'a', note = '' } = {},
): { at: { sec: number; nsec: number }; kind: string; source: string; note: string } => ({
  at: { sec, nsec: 0 },
  kind,
  source,
  note,
})

test('events that several logs tell of are one', () => {
  expect(
    dropRepeated([
      told(11, 'unlock', { source: 'b' }),
      told(10, 'unlock'),
      told(20, 'unlock'),
      told(10, 'app-start', { note: 'a' }),
      told(11, 'app-start', { note: 'b' }),
    ]).map((one) => `${one.at.sec} ${one.kind}`),
  ).toEqual(['10 unlock', '10 app-start', '11 app-start', '20 unlock'])
})

test('a start of the phone that several logs tell of minutes apart is one, by the most exact log', () => {
  const kept = (...events: Parameters<typeof told>[]): string[] =>
    dropRepeated(events.map((one) => told(...one))).map(({ at, source }) => `${at.sec} ${source}`)
  const log = { source: 'logcat-events' }
  const battery = { source: 'batterystats' }
  const mark = { source: 'mark' }
  expect(kept([100, 'boot', log], [131, 'boot', battery], [400, 'boot', mark])).toEqual(['100 logcat-events'])
  expect(kept([95, 'boot', mark], [100, 'boot', log], [131, 'boot', battery])).toEqual(['100 logcat-events'])
  expect(kept([100, 'boot', mark], [131, 'boot', battery])).toEqual(['100 mark'])
  // A phone that starts again and again: each log has each start.
  expect(
    kept(
      [0, 'boot', log],
      [20, 'boot', battery],
      [60, 'boot', log],
      [80, 'boot', battery],
      [81, 'boot', battery],
    ),
  ).toEqual(['0 logcat-events', '60 logcat-events'])
  expect(kept([0, 'boot', log], [1, 'boot', battery], [100, 'boot', battery])).toEqual([
    '0 logcat-events',
    '100 batterystats',
  ])
  expect(kept([0, 'boot', log], [601, 'boot', battery])).toHaveLength(2)
  expect(kept([0, 'power-off', { source: 'usagestats' }], [300, 'power-off', battery])).toEqual([
    '300 batterystats',
  ])
})

test('no file, a folder, and text of another kind are the user’s fault', async () => {
  await expect(readEventFile(join(folder, 'none'), options)).rejects.toThrow(InputError)
  await expect(readEventFile(folder, options)).rejects.toThrow(InputError)
  await expect(readEventFile(put('x.txt', 'x'), options)).rejects.toThrow(InputError)
  await expect(readEventFile(put('x.gz', Buffer.from([0x1f, 0x8b, 8, 0])), options)).rejects.toThrow(
    InputError,
  )
})

const log = '--------- beginning of events\n03-04 07:42:03.074  1000  1322  1322 I screen_toggled: 1\n'
const report = `== dumpstate: 2026-03-04 08:00:01\n[persist.sys.timezone]: [Europe/Oslo]\n------ EVENT LOG (logcat) ------\n${log}`

test('a bug report as zip, and logs in an archive in an archive; what can not be unpacked is said', async () => {
  const zip = zipFile([
    { name: 'version.txt', bytes: Buffer.from('2.0') },
    { name: 'main_entry.txt', bytes: Buffer.from('bugreport-x.txt') },
    { name: 'bugreport-x.txt', bytes: Buffer.from(report) },
  ])
  const { imported } = await readEventFile(put('bugreport.zip', zip), { zone: null, near: null })
  expect(imported.events.map((event) => formatInstant(event.at, 3))).toEqual(['2026-03-04T06:42:03.074Z'])
  const nested = zipFile([{ name: 'inner.zip', bytes: zip }])
  expect((await readEventFile(put('outer.zip', nested), options)).imported.events).toHaveLength(1)
  const damaged = Buffer.from(
    zipFile([
      { name: 'a.log', bytes: Buffer.from(log) },
      { name: 'b.log', bytes: Buffer.from(log.repeat(9)) },
    ]),
  )
  // Some byte within the data of the second member.
  const at = damaged.indexOf('b.log') + 12
  damaged[at] = (damaged[at] as number) ^ 0xff
  const read = await readEventFile(put('damaged.zip', damaged), options)
  expect(read.imported.events).toHaveLength(1)
  expect(read.imported.oddities.map(({ code }) => code.code)).toContain('device.events.unreadable')
  await expect(readEventFile(put('empty.zip', zipFile([])), options)).rejects.toThrow(InputError)
})

test('what of an archive is not read is said: joined, followed, not in its directory, cut', async () => {
  const archiveOf = (name: string): Buffer => zipFile([{ name, bytes: Buffer.from(log) }])
  const whole = archiveOf('b.log')
  const replaced = Buffer.concat([
    whole.subarray(0, whole.indexOf('PK\u0001\u0002')),
    Buffer.alloc(9),
    whole.subarray(whole.indexOf('PK\u0001\u0002')),
  ])
  replaced.writeUInt32LE(whole.indexOf('PK\u0001\u0002') + 9, replaced.length - 6)
  for (const [bytes, why] of [
    [Buffer.concat([archiveOf('a.log'), whole]), /^odd\.zip: archives were joined in it: \d+ bytes before/],
    [Buffer.concat([whole, Buffer.alloc(7, 1)]), /^odd\.zip: 7 bytes stand behind its end$/],
    [Buffer.concat([archiveOf('notes'), Buffer.alloc(7, 1)]), /^odd\.zip: 7 bytes stand behind its end$/],
    [replaced, /^odd\.zip: 9 bytes are of no file/],
    [whole.subarray(0, -30), /^odd\.zip: its directory is missing or damaged/],
    [
      zipFile([{ name: 'odd.zip', bytes: Buffer.concat([whole, Buffer.alloc(7, 1)]) }]),
      /^odd\.zip: 7 bytes stand/,
    ],
  ] as const) {
    const { imported } = await readEventFile(put('odd.zip', bytes), options)
    expect(imported.events).toHaveLength(1)
    expect(imported.oddities.map(({ detail }) => detail)).toContainEqual(expect.stringMatching(why))
  }
})

test('members of an archive are read by what they hold, whatever their names, and in whichever order', async () => {
  const other = Buffer.from(
    '03-04 07:41:12.508  1000   611   611 I PowerManagerService: Waking up from Asleep\n',
  )
  const members = ['x/2026-03-04_logs.txt', 'sysui.txt', 'notes', 'a/main_entry.txt.bak', 'x.log/y.gz'].map(
    (name, index) => {
      const bytes = Buffer.from(log.replace('07:42', `07:${10 + index}`))
      return { name, bytes: name.endsWith('.gz') ? gzipSync(bytes) : bytes }
    },
  )
  const beside = [
    { name: 'logcat-main.txt', bytes: other },
    { name: 'picture.png', bytes: Buffer.alloc(300_000, 0x89) },
    { name: 'app.apk', bytes: zipFile([{ name: 'x.log', bytes: Buffer.from(log) }]) },
  ]
  for (const all of [
    [...members, ...beside],
    [...beside, ...members],
  ]) {
    const { imported } = await readEventFile(put('names.zip', zipFile(all)), options)
    expect(imported.events).toHaveLength(members.length)
    expect(imported.oddities).toEqual([])
  }
})

test('the zone that one part of an archive names holds for the parts that name none', async () => {
  const properties = (zone: string): Buffer => Buffer.from(`[persist.sys.timezone]: [${zone}]\n`)
  const dump = { name: 'logcat.txt', bytes: Buffer.from(log.replace('07:42', '07:52')) }
  const inner = zipFile([{ name: 'bugreport-x.txt', bytes: Buffer.from(report) }])
  for (const [parts, expected] of [
    [[{ name: 'getprop.txt', bytes: properties('Europe/Oslo') }], ['06:52']],
    [[{ name: 'bugreport.zip', bytes: inner }], ['06:42', '06:52']],
    [
      ['Europe/Oslo', 'Asia/Tokyo'].map((zone) => ({
        name: `${zone.slice(5)}.txt`,
        bytes: properties(zone),
      })),
      ['07:52'],
    ],
  ] as const) {
    const { imported } = await readEventFile(put('zone.zip', zipFile([dump, ...parts])), {
      zone: null,
      near: null,
    })
    expect(imported.events.map((event) => formatInstant(event.at, 0).slice(11, 16))).toEqual(expected)
  }
})

test('a member of an archive is of its own date, unless the year is given or it has none', async () => {
  const power = 'POWER MANAGER (dumpsys power)\n  mWakefulness=Awake\n  mLastWakeTime=5000 (60000 ms ago)\n'
  const utc = Date.UTC(2024, 2, 4, 8) / 1_000
  const dos = ((((2025 - 1980) << 9) | (3 << 5) | 4) << 16) | (9 << 11)
  const timesOf = async (text: string, more: object, year: number | null): Promise<string[]> => {
    const inner = zipFile([{ name: 'dump.txt', bytes: Buffer.from(text), ...more }])
    const near = year === null ? null : Date.UTC(year, 6) / 1_000
    const read = await readEventFile(put('dated.zip', inner), { zone: fixedZone(60), near })
    return read.imported.events.map(({ at }) => formatInstant(at, 0))
  }
  expect(await timesOf(log, { changedDos: dos }, null)).toEqual(['2025-03-04T06:42:03Z'])
  expect(await timesOf(log, { changedDos: dos, changedUtc: utc }, null)).toEqual(['2024-03-04T06:42:03Z'])
  expect(await timesOf(log, { changedDos: dos }, 2022)).toEqual(['2022-03-04T06:42:03Z'])
  expect(await timesOf(power, { changedDos: dos }, 2022)).toEqual(['2025-03-04T07:59:00Z'])
  expect(await timesOf(power, { changedUtc: utc }, null)).toEqual(['2024-03-04T07:59:00Z'])
  const [now = ''] = await timesOf(power, {}, null)
  expect(Date.now() - Date.parse(now)).toBeLessThan(600_000)
})

test('logs in gzip in an archive are read, and a damaged one is said', async () => {
  const line = (kind: string): Buffer => Buffer.from(`{"at":"2026-03-04T07:41:12Z","kind":"${kind}"}\n`)
  const { imported } = await readEventFile(
    put(
      'packed.zip',
      zipFile([
        { name: 'logs/events.ndjson.gz', bytes: gzipSync(line('boot')), isStored: true },
        { name: 'logs/more.ndjson.gz', bytes: gzipSync(line('unlock')).subarray(0, 30) },
      ]),
    ),
    options,
  )
  expect(imported.events.map(({ kind }) => kind)).toEqual(['boot'])
  expect(imported.oddities.map(({ code }) => code.code)).toEqual(['device.events.unreadable'])
})

test('a log in gzip that was cut is read as far as it goes, and that is said', async () => {
  // Random, so that it does not shrink to one block.
  const noise = (index: number): string => ((index * 2_654_435_761) % 4_294_967_296).toString(36)
  const lines = Array.from(
    { length: 4_000 },
    (_, index) =>
      `{"at":"2026-03-04T07:${10 + (index % 50)}:12.${1_000 + index}Z","kind":"unlock","note":"${noise(index)} ${noise(index * 7)}"}\n`,
  )
  const packed = gzipSync(lines.join(''))
  const whole = await readEventFile(put('whole.gz', packed), options)
  const { imported } = await readEventFile(put('cut.gz', packed.subarray(0, packed.length >> 1)), options)
  expect(imported.events.length).toBeGreaterThan(whole.imported.events.length / 4)
  expect(imported.events.length).toBeLessThan(whole.imported.events.length)
  expect(imported.oddities.map(({ code }) => code.code)).toContain('device.events.unreadable')
  expect(whole.imported.oddities).toEqual([])
})

test('where no name says so, every member is tried', async () => {
  const zip = zipFile([
    { name: 'phone.txt', bytes: Buffer.from(log) },
    { name: 'picture.png', bytes: Buffer.from([0x89, 0x50]) },
  ])
  expect((await readEventFile(put('any.zip', zip), options)).imported.events).toHaveLength(1)
})

test('records of JSON that were made a list, or laid out over several lines, are read as lines are', async () => {
  const records = [
    { at: '2026-03-04T07:41:12Z', kind: 'boot', note: 'a "[{" in it' },
    { at: '2026-03-04T07:42:12Z', kind: 'unlock' },
  ]
  const expected = ['boot a "[{" in it', 'unlock ']
  for (const text of [
    JSON.stringify(records),
    `\ufeff${JSON.stringify(records, null, 2)}\n`,
    records.map((record) => JSON.stringify(record, null, 1)).join('\r\n'),
  ]) {
    const { imported } = await readEventFile(put('list.json', text), options)
    expect(imported.events.map(({ kind, note }) => `${kind} ${note}`)).toEqual(expected)
    expect(imported.oddities).toEqual([])
  }
  const archive = zipFile([{ name: 'events.ndjson', bytes: Buffer.from(JSON.stringify(records)) }])
  expect((await readEventFile(put('list.zip', archive), options)).imported.events).toHaveLength(2)
})

test('a log in which no event stands is said to be such', async () => {
  const log =
    '--------- beginning of main\n03-04 07:41:12.508  1000   611   611 I PowerManagerService: Waking up from Asleep\n'
  const { imported } = await readEventFile(put('main.log', log), { zone: null, near: null })
  expect(imported.events).toEqual([])
  expect(imported.oddities.map(({ code }) => code.code)).toEqual(['device.events.none'])
})

test('an empty file is said to be empty', async () => {
  await expect(readEventFile(put('empty.log', ''), options)).rejects.toThrow('is empty: no event was written')
})

test('the largest file that is read fits the longest text that there can be', () => {
  expect(limits.device.eventFileBytesMax).toBeLessThan(constants.MAX_STRING_LENGTH)
})

test('an archive that unpacks to more than the limit is read no further, which is said once', async () => {
  const log = Buffer.from('03-04 05:06:07.008  1000  1000 I screen_toggled: 1\n')
  const long = Buffer.alloc(8_000_000)
  const archive = zipFile(
    Array.from({ length: 100 }, (_, index) => ({
      name: `${index + 100}.log`,
      bytes: index === 0 ? log : index === 1 ? long : Buffer.from('x'),
    })),
  )
  // All files behind the first are the second: what the archive says of itself is nearly a gigabyte.
  const entry = Buffer.from('PK\u0001\u0002')
  const second = archive.indexOf(entry, archive.indexOf(entry) + 46)
  for (let at = second; at !== -1; at = archive.indexOf(entry, at + 46)) {
    archive.copy(archive, at + 10, second + 10, second + 28)
    archive.copy(archive, at + 42, second + 42, second + 46)
  }
  const { imported } = await readEventFile(put('overlap.zip', archive), options)
  expect(imported.events).toHaveLength(1)
  const unread = imported.oddities.filter(({ detail }) => /limit|unpacked/.test(detail))
  expect(unread.map(({ detail }) => detail)).toEqual([
    expect.stringContaining('it is longer than is unpacked'),
    expect.stringContaining('the archive holds more than the limit'),
  ])
})
