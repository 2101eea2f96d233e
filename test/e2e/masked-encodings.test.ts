/** A value in an encoded name or path can be read by whoever decodes it: no masked output shows such a name. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { readArchive } from '../../src/case/bundle/archive.ts'
import { readAtOnce } from '../../src/case/bundle/reading.ts'
import { pcapFile, TcpConversation } from '../support/capture.ts'
import { testFolder } from '../support/test-folder.ts'
import { varde } from './run-varde.ts'

const folder = testFolder('masked-encodings')
const imei = '357184092641738'
const imsi = '242019371846046'
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const json = `{"imei":"${imei}"}`

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64')
const encodings: Readonly<Record<string, string>> = {
  base64: base64(json),
  'one byte further': base64(`{ "imei":"${imei}"}`),
  'two bytes further': base64(`{  "imei":"${imei}"}`),
  base64url: Buffer.from(`{"a":"?>?","imei":"${imei}"}`).toString('base64url'),
  'of the value alone': base64(imei),
  twice: base64(base64(json)),
  gzip: base64(gzipSync(json)),
  zlib: base64(deflateSync(json)),
  base32: base32(`imei=${imei}`),
  hex: Buffer.from(json).toString('hex'),
  escapes: escaped(imei),
  'hex in base64': base64(Buffer.from(json).toString('hex')),
}

const carriers: Readonly<Record<string, (name: string) => string>> = {
  'query-name': (name) => get(`/q?${encodeURIComponent(name)}=1&imsi=${imsi}`),
  'path-segment': (name) => get(`/v1/${encodeURIComponent(name)}/e?imsi=${imsi}`),
  'form-name': (name) =>
    post(`${encodeURIComponent(name)}=1&imsi=${imsi}`, 'application/x-www-form-urlencoded'),
  'json-name': (name) => post(JSON.stringify({ [name]: 1, imsi }), 'application/json'),
  'json-holder': (name) => post(JSON.stringify({ [name]: { imsi } }), 'application/json'),
  'part-name': (name) =>
    post(
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${imsi}\r\n--b--\r\n`,
      'multipart/form-data; boundary=b',
    ),
  'cookie-name': (name) => get('/c', `Cookie: ${name.replaceAll('=', '')}=1; imsi=${imsi}\r\n`),
  'header-name': (name) => get('/h', `X-${name.replaceAll(/[^\w-]/g, '')}: imsi=${imsi}\r\n`),
}

function get(target: string, fields = ''): string {
  return `GET ${target} HTTP/1.1\r\nHost: HOST\r\n${fields}\r\n`
}

function post(body: string, type: string): string {
  return `POST /p HTTP/1.1\r\nHost: HOST\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

function captured(changing: string): Buffer {
  const frames = Object.entries(encodings).flatMap(([encoding, name], row) =>
    Object.entries(carriers).flatMap(([carrier, request], column) => {
      const host = `${carrier}.${encoding.replaceAll(' ', '-')}.example`
      const talk = new TcpConversation({ sourcePort: 20_000 + row * 100 + column }).open()
      talk.send(request(name).replace('HOST', `${host}\r\nX-Run: ${changing}`))
      return talk.reply('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n').close().frames
    }),
  )
  return pcapFile(frames)
}

const capture = join(folder, 'a.pcap')
const other = join(folder, 'b.pcap')
const profile = join(folder, 'phone.yaml')
const place = join(folder, 'case')

beforeAll(async () => {
  writeFileSync(capture, captured('ada'))
  writeFileSync(other, captured('berit'))
  writeFileSync(profile, `identifiers:\n  imei: "${imei}"\n  imsi: "${imsi}"\n`)
  for (const args of [
    ['init', place, '--name', 'names', '--by', 'Ada'],
    ['add', place, capture, '--as', 'evidence'],
    ['scan', place, '--by', 'Ada'],
    ['bundle', place, '-o', join(folder, 'names.varde'), '--slices'],
  ])
    expect(await varde(['case', ...args])).toMatchObject({ stderr: '', code: 0 })
}, 60_000)

describe('no masked output shows what can be decoded:', () => {
  test.each<[what: string, args: string[]]>([
    ['report for the terminal', ['scan', capture]],
    ['the same with a profile', ['scan', capture, '--profile', profile]],
    ['document', ['scan', capture, '--json']],
    ['the same with a profile', ['scan', capture, '--profile', profile, '--json']],
    ['report', ['report', capture]],
    ['HAR', ['export', capture, '-f', 'har']],
    ['HAR with a profile', ['export', capture, '--profile', profile, '-f', 'har']],
    ['CSV', ['export', capture, '-f', 'csv']],
    ['steps in tables', ['query', place, 'select detail from observation_steps', '--csv']],
    ['paths in tables', ['query', place, 'select * from transmissions', '--csv']],
    ['comparison of runs', ['diff', capture, other]],
    ['the same as a document', ['diff', capture, other, '--json']],
  ])('%s: %j', async (_, args) => {
    const { stdout, code } = await varde(args)
    expect(code).toBe(0)
    expect(stdout.length).toBeGreaterThan(500)
    expect(shown(stdout)).toEqual([])
  })

  test('comments of slices', () => {
    const bytes = readFileSync(join(folder, 'names.varde'))
    const source = {
      size: bytes.length,
      read: (at: number, length: number) => bytes.subarray(at, at + length),
    }
    const { members } = readAtOnce(readArchive(bytes.length), source)
    const slice = members.find(({ name }) => name.endsWith('.pcapng'))
    const text = bytes.toString('utf8', slice?.start, (slice?.start ?? 0) + (slice?.bytes ?? 0))
    const comments = text.match(/im[es]i \S+ \((?:certain|probable|possible)\) to [^\0]*/g) ?? []
    expect(comments.length).toBeGreaterThan(50)
    expect(comments.flatMap(shown)).toEqual([])
  })

  test('where it stood is told, and with --reveal all of it', async () => {
    expect((await varde(['scan', capture])).stdout).toContain('query name of ••• → percent → base64')
    const { stdout } = await varde(['scan', capture, '--json', '--reveal'])
    expect(stdout).toContain(`"name of ${encodings['two bytes further'] ?? ''}"`)
    expect(shown(stdout)).not.toEqual([])
  })
})

/** What of the text shows the number, read as a reader would who decodes each word of it. */
function shown(text: string): string[] {
  const plain = text.replaceAll(/&(?:quot|#34|#39|amp|#61);/g, ' ')
  return [...new Set(plain.split(/[^\w+/%=-]+/))].filter((word) => word.length > 7 && tells(word, 4))
}

function tells(word: string, depth: number): boolean {
  if (word.replaceAll(/\W/g, '').includes(imei)) return true
  if (depth === 0) return false
  const unescaped = word.replaceAll(/%[\da-f]{2}/gi, (escape) =>
    Buffer.from(escape.slice(1), 'hex').toString('latin1'),
  )
  const runs = [word, unescaped, ...word.split(/[/=]/)]
  const decoded = runs.flatMap((run) => [
    ...[0, 1, 2, 3].map((skipped) => Buffer.from(run.slice(skipped), 'base64')),
    Buffer.from(run, 'hex'),
    Buffer.from(run.slice(1), 'hex'),
    fromBase32(run),
  ])
  const texts = decoded.flatMap((bytes) => [bytes.toString('latin1'), inflated(bytes)])
  if (unescaped !== word) texts.push(unescaped)
  return texts.some((one) =>
    one.split(/[^\w+/%=-]+/).some((inner) => inner.length > 7 && tells(inner, depth - 1)),
  )
}

function inflated(bytes: Buffer): string {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (!isGzip && bytes[0] !== 0x78) return ''
  try {
    return (isGzip ? gunzipSync(bytes) : inflateSync(bytes)).toString()
  } catch (error) {
    if (error instanceof Error) return ''
    throw error
  }
}

function base32(text: string): string {
  const bits = [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('')
}

function fromBase32(run: string): Buffer {
  const bits = Array.from(run.toUpperCase())
    .map((letter) => alphabet.indexOf(letter))
    .filter((value) => value >= 0)
    .map((value) => value.toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

function escaped(text: string): string {
  return Array.from(text)
    .map((character) => `%${character.charCodeAt(0).toString(16)}`)
    .join('')
}
