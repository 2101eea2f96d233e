import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { processorTime } from '../../../test/support/processor-time.ts'
import { testFolder } from '../../../test/support/test-folder.ts'
import { Detector } from '../../detect/detector.ts'
import { Budget } from '../budget.ts'
import { Shape } from '../shape.ts'
import { encoding, written } from './sqlite.ts'

const folder = testFolder('sqlite')

/** A database as SQLite itself writes it. */
function database(...statements: string[]): Buffer {
  const path = join(folder, 'made.db')
  rmSync(path, { force: true })
  const made = new DatabaseSync(path)
  made.exec('pragma page_size = 512')
  for (const statement of statements) made.exec(statement)
  made.close()
  return readFileSync(path)
}

function read(bytes: Buffer): { lines: string[]; unread: readonly string[] } {
  const shape = new Shape()
  shape.scan(bytes)
  const budget = new Budget()
  const hint = { shape, role: 'value' as const, key: '', contentType: '', coding: '' }
  const decoded = encoding.decode(bytes, hint, budget)
  const pieces = typeof decoded === 'string' ? [] : decoded.pieces
  return { lines: pieces.map((one) => `${one.detail} = ${one.bytes.toString()}`), unread: budget.unread }
}

const device = 'create table device(_id integer primary key, "imei" text, [android id] text, n, primary_mail)'
const contacts =
  'create table contacts(_id integer primary key, name varchar(20), number text, check (_id > 0))'
const row = `insert into device values (7, '490154203237518', '9f2c4b7d1e6a8035', 59.9139, x'0102')`

conformEncoding(
  encoding,
  {
    'a table': {
      bytes: database(device, row),
      gives: [
        'device[7].imei = 490154203237518',
        'device[7]["android id"] = 9f2c4b7d1e6a8035',
        'device[7].n = 59.9139',
        Buffer.from([1, 2]),
      ],
    },
    'texts in UTF-16': {
      bytes: database(
        'pragma encoding = "UTF-16be"',
        contacts,
        `insert into contacts values (1, 'Åse', '+4791738205')`,
      ),
      gives: ['contacts[1].name = Åse', 'contacts[1].number = +4791738205'],
    },
  },
  {
    'an empty database': database('create table a(b)', 'drop table a'),
    'its sign alone': Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(200)]),
    text: 'SQLite format 3 is what a database begins with',
  },
)

test('values behind numbers of every length are in their place', () => {
  // SQLite writes a number in 0, 1, 2, 3, 4, 6 or 8 bytes: milliseconds since 1970 take six.
  const numbers = [0, 1, 7, -300, 70_000, 20_000_000, 1_772_409_600_123, 4_902_111_222_333_444_555n, 0.5]
  const columns = numbers.map((_, index) => `n${index}, t${index} text`)
  const values = numbers.map((number, index) => `${number}, 'text ${index}'`)
  const { lines } = read(
    database(`create table log(${columns.join()})`, `insert into log values (${values.join()})`),
  )
  expect(lines.filter((line) => line.includes('].t'))).toEqual(
    numbers.map((_, index) => `log[1].t${index} = text ${index}`),
  )
  expect(lines).toContain('log[1].n6 = 1772409600123')
})

test('rows over many pages, each once', () => {
  const rows = Array.from({ length: 300 }, (_, at) => `(${at + 1}, 'Ola ${at}', '+4791738${100 + at}')`)
  const { lines } = read(database(contacts, `insert into contacts values ${rows.join()}`))
  expect(lines).toHaveLength(600)
  expect(lines[0]).toBe('contacts[1].name = Ola 0')
  expect(lines[599]).toBe('contacts[300].number = +4791738399')
})

test('a row that does not fit into a page', () => {
  const long = `${'x'.repeat(3_000)} imei=490154203237518`
  const { lines } = read(database(contacts, `insert into contacts values (1, '${long}', '+4791738205')`))
  expect(lines).toEqual([`contacts[1].name = ${long}`, 'contacts[1].number = +4791738205'])
})

test('rows of a table that is gone are read where its pages still have them, without names', () => {
  const rows = Array.from({ length: 90 }, (_, at) => `(${at + 1}, 'Ola ${at}', '+4791738${100 + at}')`)
  const { lines } = read(
    database(device, contacts, row, `insert into contacts values ${rows.join()}`, 'drop table contacts'),
  )
  expect(lines.filter((line) => /^page \d+\[\d+\]\[2\] = \+47917381\d\d$/.test(line)).length).toBeGreaterThan(
    40,
  )
})

test('columns have the names that their table gave them, whatever its text holds', () => {
  const { lines } = read(
    database(
      `create table t(a text default 'x, (y', -- the first, of two
        "b, (c" text, /* then, */ twice as (a || a), thrice text as (a) stored, imei text, unique (imei))`,
      `insert into t(a, "b, (c", imei) values ('one', 'two', '490154203237518')`,
    ),
  )
  expect(lines).toEqual([
    't[1].a = one',
    't[1]["b, (c"] = two',
    't[1].thrice = one',
    't[1].imei = 490154203237518',
  ])
})

test('a text of a table that never closes a comment costs one walk over it', () => {
  for (const inside of ['/* ', ' as(']) {
    const bytes = database(
      `create table t(a, /* ${inside.repeat(15_000)} */ b)`,
      'insert into t values (1, 2)',
    )
    // Not closed any more, or no comment.
    bytes.write('  ', bytes.lastIndexOf('*/'))
    if (inside === ' as(') bytes.write('  ', bytes.indexOf('/*'))
    const begin = processorTime()
    read(bytes)
    expect(processorTime() - begin).toBeLessThan(500)
  }
})

test('the number of a row is the value of the column that it is the key of', () => {
  const bytes = database(
    'create table phones(name text, imei integer primary key)',
    `insert into phones values ('x', 490154203237518)`,
  )
  const shape = new Shape()
  shape.scan(bytes)
  const hint = { shape, role: 'value' as const, key: '', contentType: '', coding: '' }
  const decoded = encoding.decode(bytes, hint, new Budget())
  const found = typeof decoded === 'string' ? undefined : decoded.pieces.find(({ key }) => key === 'imei')
  expect(found?.bytes.toString()).toBe('490154203237518')
  // A varint of seven bytes in front of the row.
  expect((found?.end ?? 0) - (found?.start ?? 0)).toBe(7)
})

test('rows that lie over each other cost no more than their page', () => {
  const pageBytes = 65_536
  const pages = 16
  const bytes = Buffer.alloc(pageBytes * pages)
  bytes.write('SQLite format 3\0', 'latin1')
  bytes.writeUInt16BE(1, 16)
  bytes.writeUInt32BE(1, 56)
  // Each cell of a page is the same row of many values that are none.
  const cell = pageBytes / 2
  const length = cell - 8
  const variable = [0x80 | (length >> 14), 0x80 | ((length >> 7) & 127), length & 127]
  for (let page = 0; page < pages; page++) {
    const start = page * pageBytes
    const at = page === 0 ? 100 : start
    const count = 16_000
    bytes[at] = 13
    bytes.writeUInt16BE(count, at + 3)
    for (let index = 0; index < count; index++) bytes.writeUInt16BE(cell, at + 8 + index * 2)
    bytes.set([...variable, 1, ...variable], start + cell)
  }
  const begin = processorTime()
  expect(read(bytes).unread).toEqual(['rows of a database of SQLite that lie over each other'])
  expect(processorTime() - begin).toBeLessThan(2_000)
})

test('what is not read is said', () => {
  const keyed = 'create table keyed(imei text primary key, n) without rowid'
  expect(read(database(device, keyed, row)).unread).toEqual([
    '1 tables without row numbers of a database of SQLite',
  ])
  const whole = database(device, contacts, row)
  const strict = 'create table keyed(imei text primary key) strict, without rowid'
  expect(read(database(device, strict, row)).unread).toEqual([
    '1 tables without row numbers of a database of SQLite',
  ])
  expect(read(whole.subarray(0, 1_024)).unread).toEqual(['pages of a database of SQLite that are cut off'])
})

test('values of rows are not glued to those beside, also in a part of a form', () => {
  const bytes = database(
    'create table people(name text, phone_number text, email text)',
    `insert into people values ('Ola', '+4791738205', 'ola.n@post.no')`,
  )
  const detector = new Detector(null)
  const head = '--b\r\nContent-Disposition: form-data; name="f"; filename="c.db"\r\n\r\n'
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--b--\r\n')])
  for (const input of [
    request('/x', [], bytes),
    request('/x', ['Content-Type: multipart/form-data; boundary=b'], body),
  ]) {
    expect(isWorthDecoding(detector, input)).toBe(true)
    expect(summary(detect(detector, input)).toSorted()).toEqual([
      'email=ola.n@post.no (probable)',
      'msisdn=+4791738205 (probable)',
    ])
  }
})

test.each([10, 3_000])(
  'what is written for the benchmark of %d bytes is one that SQLite itself reads',
  (size) => {
    const path = join(folder, 'written.db')
    writeFileSync(path, written.encode(Buffer.from('x'.repeat(size))))
    const made = new DatabaseSync(path)
    expect(made.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
    expect(made.prepare('select entry from log').all()).toEqual([{ entry: 'x'.repeat(size) }])
    made.close()
  },
)
