import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { client, play, server, testFlow } from '../../../test/support/playbook.ts'
import type { Outcome } from '../../../test/support/playbook.ts'
import { processorTime } from '../../../test/support/processor-time.ts'
import { storyOf } from '../../../test/support/story-of.ts'
import { limits } from '../../core/limits.ts'
import { protocol } from './index.ts'
import { promptFor, unitLength } from './parse.ts'

const options = Buffer.from('fffd18fffd1f', 'hex')
const terminal = Buffer.concat([
  Buffer.from('fffa1800', 'hex'),
  Buffer.from('XTERM'),
  Buffer.from('fff0', 'hex'),
])
const session = [
  server(options),
  client(terminal),
  server(Buffer.concat([Buffer.from('welcome\r\nlogin: '), Buffer.from('fffb01', 'hex')])),
  client('alice\r\0'),
  server('\r\nPassword: '),
  client('p'),
  client('w'),
  client('1\r\n'),
  server('\r\n$ '),
  client('ls\r\n'),
]
conform('a session', protocol, session)

test('lines of the client are told, those behind a prompt as what was asked for', () => {
  expect(storyOf(play(protocol, session))).toEqual(
    [
      `request 0 OPTION ${terminal.toString('latin1')}`,
      'response 1 welcome',
      'response 2 login:',
      'request 3 LINE Username: alice',
      'request 4 LINE Login-Password: pw1',
      'response 5 Password:',
      'request 6 LINE ls',
      'response 7 $',
    ].sort((left, right) => Number(left.split(' ')[1]) - Number(right.split(' ')[1])),
  )
})

test('who types ahead: each prompt is answered once, and the password follows the name', () => {
  const ahead = [server(options), server('login: '), client('alice\r\npw1\r\nls\r\n'), server('\r\n$ ')]
  const lines = storyOf(play(protocol, ahead)).filter((line) => line.startsWith('request'))
  expect(lines.map((line) => line.replace(/^request \d+ /, ''))).toEqual([
    'LINE Username: alice',
    'LINE Login-Password: pw1',
    'LINE ls',
  ])
})

test('an option in the middle of a name makes what follows no password', () => {
  const resized = Buffer.from('fffb1f', 'hex')
  const name = Buffer.concat([Buffer.from('ali'), resized, Buffer.from('ce\r\npw1\r\n')])
  const lines = storyOf(play(protocol, [server(options), server('login: '), client(name)])).filter((line) =>
    line.startsWith('request'),
  )
  expect(lines.map((line) => line.replace(/^request \d+ /, ''))).toEqual([
    'LINE Username: ali',
    'LINE Username: ce',
    'LINE Login-Password: pw1',
  ])
})

test('the length of a unit is the same however much of it was seen before', () => {
  const byte = fc.constantFrom(0xff, 0xf0, 0xfa, 0x0d, 0x0a, 0, 0x61)
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 24 }), (values) => {
      const bytes = Buffer.from(values)
      let seen = 0
      while (seen < bytes.length && unitLength(bytes, 0, seen, 0) === 0) seen++
      const whole = unitLength(bytes, 0, seen, 0)
      for (let before = 0; before < seen; before++) expect(unitLength(bytes, 0, seen, before)).toBe(whole)
    }),
    { numRuns: 2_000 },
  )
})

test('a long line without an end is read in the time of its bytes, and a value without an end, too', () => {
  const started = processorTime()
  for (const start of ['x', '\xff\xfa\x18', '\xff\xfa\x18\xff']) {
    const long = Buffer.from(start + start.slice(-1).repeat(500_000), 'latin1')
    expectBalanced(play(protocol, [server(options), client(long)]))
  }
  // Far below what a search from the start at each byte takes.
  expect(processorTime() - started).toBeLessThan(2_500)
})

test('recognition is by options, one behind the other', () => {
  const probe = (bytes: Buffer): string => protocol.probe(bytes, 0, bytes.length, 1, testFlow('tcp'))
  expect(probe(options)).toBe('yes')
  for (let length = 0; length < 6; length++) expect(probe(options.subarray(0, length))).toBe('more')
  expect(probe(Buffer.from('fffd18', 'hex'))).toBe('more')
  expect(probe(Buffer.concat([Buffer.from('fffd18', 'hex'), Buffer.from('login: ')]))).toBe('yes')
  expect(probe(Buffer.from('fffd180d0a', 'hex'))).toBe('yes')
  expect(probe(Buffer.from('fffd1801', 'hex'))).toBe('no')
  expect(probe(Buffer.from('0d0a', 'hex'))).toBe('no')
  expect(probe(Buffer.from('fffdf0fffd18', 'hex'))).toBe('no')
  expect(probe(Buffer.from('ffd8ffe0', 'hex'))).toBe('no')
})

test('random bytes are counted, and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ maxLength: 80 }), (first, second) => {
      expectBalanced(
        play(protocol, [server(Buffer.from(first)), client(Buffer.from(second)), server(options)]),
      )
    }),
    { numRuns: 300 },
  )
})

test('a line that is too long is read in parts, which is said', () => {
  const most = limits.message.textLineBytesMax
  const lines = (bytes: number): Outcome['anomalies'] =>
    play(protocol, [client(`${'a'.repeat(bytes - 2)}\r\n`), server(`${'b'.repeat(bytes - 2)}\r\n`)]).anomalies
  expect(lines(most)).toEqual({})
  expect(lines(most + 1)).toEqual({ 'message.layer.line_too_long': 2 })
})

test.each([
  ['debian login: ', 'user'],
  ['Please enter your username: ', 'user'],
  ['welcome to the user group\r\nUser Name :', 'user'],
  ['Login as: ', 'user'],
  ['Last login: ', ''],
  ['Find user: ', ''],
  ['Send message to user: ', ''],
  ['Username to ban: ', ''],
  ['Add a user: ', ''],
  ['Password for user alice: ', 'password'],
  ['$ ', ''],
])('%j asks for %j of who logs in', (text, asked) => {
  expect(promptFor(text)).toBe(asked)
})
