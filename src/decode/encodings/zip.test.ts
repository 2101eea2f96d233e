import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, lines, nodeWith } from '../../../test/support/decoded-message.ts'
import { zipFile } from '../../../test/support/zip-file.ts'
import { encoding, written } from './zip.ts'

const log = 'hello\nimei: 490154203237518\n'
const files = [
  { name: 'logs/a.txt', bytes: Buffer.from(log) },
  { name: 'b.json', bytes: Buffer.from('{"serial":"R58M63QXW2J"}'), isStored: true },
]

conformEncoding(
  encoding,
  {
    'deflated and stored': {
      bytes: zipFile(files),
      gives: [
        `logs/a.txt = ${log}`,
        'file name of [1] = logs/a.txt',
        'b.json = {"serial":"R58M63QXW2J"}',
        'file name of [3] = b.json',
      ],
    },
    'sizes behind the data': {
      bytes: zipFile([
        { name: 'a', bytes: Buffer.from(log), isUnsized: true },
        files[1] as (typeof files)[0],
      ]),
      gives: [
        `a = ${log}`,
        'file name of [1] = a',
        'b.json = {"serial":"R58M63QXW2J"}',
        'file name of [3] = b.json',
      ],
    },
    'as Java writes it': {
      bytes: written.encode(Buffer.from(log)),
      gives: [`logs/a.txt = ${log}`, 'file name of [1] = logs/a.txt'],
    },
    'without its end': {
      bytes: zipFile(files).subarray(0, 70),
      gives: ['logs/a.txt = hello\nimei: 4…', 'file name of [1] = logs/a.txt'],
    },
  },
  { 'the end of an archive': zipFile([]), text: 'PK and so on, and so on, and so on' },
)

test('what can not be opened is said, and its name read', () => {
  const result = decodeBody(
    zipFile([
      { name: 'secret-of-a-phone', bytes: Buffer.from(log), flags: 1 },
      { name: 'packed', bytes: Buffer.from(log), method: 12 },
      { name: 'open', bytes: Buffer.from(log) },
    ]),
  )
  expect(result.unread).toEqual(['2 of 3 members of a ZIP archive, encrypted or packed in another way'])
  expect(nodeWith(result, 'secret-of-a-phone')).toBeDefined()
  expect(nodeWith(result, log)).toBeDefined()
})

test('more members than the limit are said', () => {
  const many = Array.from({ length: 300 }, (_, at) => ({ name: `${at}`, bytes: Buffer.from('text') }))
  expect(decodeBody(zipFile(many)).limits).toContain('archiveMembersMax')
})

test('an archive as a file of a form, and in base64', () => {
  const archive = zipFile(files)
  const form = Buffer.concat([
    Buffer.from('--b\r\nContent-Disposition: form-data; name="f"; filename="a.zip"\r\n\r\n'),
    archive,
    Buffer.from('\r\n--b--\r\n'),
  ])
  for (const body of [form, JSON.stringify({ f: archive.toString('base64') })])
    expect(lines(decodeBody(body)).some((line) => line.includes('490154203237518'))).toBe(true)
})

test('a member under bzip2, as another program writes it', () => {
  const archive = Buffer.from(
    'UEsDBC4AAAAMAAAAIQCteOpqNAAAABQAAAAFAAAAYS50eHRCWmg5MUFZJlNZvGufsgAACQkAT2ICIiAAIaBpoCAaaaCHSKsIOIve7J8XckU4UJC8a5+yUEsBAi4DLgAAAAwAAAAhAK146mo0AAAAFAAAAAUAAAAAAAAAAAAAAIABAAAAAGEudHh0UEsFBgAAAAABAAEAMwAAAFcAAAAAAA==',
    'base64',
  )
  const result = decodeBody(archive)
  expect(nodeWith(result, 'imei=356938035643809')?.step).toEqual({ step: 'zip', detail: 'a.txt' })
  expect(result.unread).toEqual([])
})
