/**
 * curl as the client of the protocols that it speaks, against a scripted server on loopback: what a real program says is
 * read as what it is, on a port that says nothing.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { expectBalanced } from './support/conform.ts'
import type { Outcome, Step } from './support/playbook.ts'
import { playLayer, testFlow } from './support/playbook.ts'
import type { Script } from './support/scripted-server.ts'
import { recordTalk } from './support/scripted-server.ts'

const imei = '356938035643809'

/** What this curl speaks, '' where there is none. */
const version: string = spawnSync('curl', ['--version'], { encoding: 'utf8' }).stdout ?? ''
if (version === '')
  process.stderr.write('peers: there is no curl here (Debian package curl); its tests are skipped\n')

/** Runs curl for at most ten seconds; how it ends does not matter, only what it said. */
async function curl(args: readonly string[], input = ''): Promise<void> {
  const child = spawn('curl', ['-s', '-q', '--noproxy', '', '-m', '10', ...args], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = once(child, 'exit')
  child.stdin.on('error', () => child.stdin.destroy())
  child.stdin.end(input)
  await ended
}

function read(steps: readonly Step[]): Outcome {
  const outcome = playLayer(steps, undefined, testFlow('tcp', { serverPort: 7_007 }))
  expectBalanced(outcome)
  return outcome
}

function told(outcome: Outcome): string {
  return outcome.messages
    .filter(({ direction }) => direction === 0)
    .map(({ protocol, method, target, head, fields, body }) =>
      [protocol, method, target, fields || head, body].join('|'),
    )
    .join('\n')
}

interface Peer {
  readonly name: string
  readonly needs: string
  readonly greeting: string
  readonly script: Script
  readonly args: (port: number) => readonly string[]
  readonly input?: string
  readonly says: readonly string[]
}

const login = ['Username: alice', 'Login-Password: pw1']
const peers: readonly Peer[] = [
  {
    name: 'mqtt',
    needs: 'mqtt',
    greeting: '',
    script: [[/^\x10[^]*MQTT/, Buffer.from([0x20, 2, 0, 0])]],
    args: (port) => ['-u', 'alice:pw1', '-d', `{"imei":"${imei}"}`, `mqtt://127.0.0.1:${port}/fleet/7`],
    says: [...login, 'mqtt|PUBLISH|fleet/7', imei],
  },
  {
    name: 'ftp',
    needs: 'ftp',
    greeting: '220 FTP here\r\n',
    script: [
      [/USER .*\r\n/, '331 go on\r\n'],
      [/PASS .*\r\n/, '230 in\r\n'],
      [/PWD\r\n/, '257 "/"\r\n'],
      [/CWD .*\r\n/, '250 ok\r\n'],
      [/EPSV\r\n/, '500 no\r\n'],
      [/PASV\r\n/, '500 no\r\n'],
    ],
    args: (port) => ['-u', 'alice:pw1', `ftp://127.0.0.1:${port}/imei-${imei}/a.txt`],
    says: [...login, `ftp|CWD|imei-${imei}`],
  },
  {
    name: 'smtp',
    needs: 'smtp',
    greeting: '220 mail ESMTP\r\n',
    script: [
      [/EHLO .*\r\n/, '250-mail\r\n250 AUTH PLAIN\r\n'],
      [/AUTH PLAIN\r\n/, '334 \r\n'],
      [/^[A-Za-z0-9+/=]+\r\n/, '235 ok\r\n'],
      [/MAIL .*\r\n/, '250 ok\r\n'],
      [/RCPT .*\r\n/, '250 ok\r\n'],
      [/DATA\r\n/, '354 go\r\n'],
      [/\r\n\.\r\n/, '250 queued\r\n'],
      [/QUIT\r\n/, '221 bye\r\n'],
    ],
    args: (port) => [
      `smtp://127.0.0.1:${port}`,
      '--mail-from',
      'a@example.com',
      '--mail-rcpt',
      'b@example.com',
      '-u',
      'alice:pw1',
      '-T',
      '-',
    ],
    input: `Subject: hello\r\n\r\nimei=${imei}\r\n`,
    says: [...login, `imei=${imei}`, 'Subject: hello'],
  },
  {
    name: 'imap',
    needs: 'imap',
    greeting: '* OK IMAP4rev1 ready\r\n',
    script: [
      [/A001 CAPABILITY\r\n/, '* CAPABILITY IMAP4rev1\r\nA001 OK\r\n'],
      [/A002 LOGIN .*\r\n/, 'A002 OK\r\n'],
      [/A003 .*\r\n/, 'A003 NO\r\n'],
      [/A004 .*\r\n/, 'A004 OK\r\n'],
    ],
    args: (port) => ['-u', 'alice:pw1', `imap://127.0.0.1:${port}/imei-${imei}`],
    says: [...login, imei],
  },
  {
    name: 'pop3',
    needs: 'pop3',
    greeting: '+OK ready\r\n',
    script: [
      [/CAPA\r\n/, '-ERR\r\n'],
      [/USER .*\r\n/, '+OK\r\n'],
      [/PASS .*\r\n/, '+OK\r\n'],
      [/RETR .*\r\n/, '-ERR\r\n'],
      [/QUIT\r\n/, '+OK\r\n'],
    ],
    args: (port) => ['-u', 'alice:pw1', `pop3://127.0.0.1:${port}/1`],
    says: [...login, 'pop3|RETR|1'],
  },
  {
    name: 'socks',
    needs: 'http',
    greeting: '',
    script: [
      [/^\x05[^]+/, Buffer.from([5, 2])],
      [/^\x01[^]+/, Buffer.from([1, 0])],
      [/^\x05\x01\0[^]+/, Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])],
      [/^GET [^]+/, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ],
    args: (port) => [
      '--proxy',
      `socks5h://alice:pw1@127.0.0.1:${port}`,
      `http://inner.example.com/?imei=${imei}`,
    ],
    says: [...login, 'Host: inner.example.com', `http|GET|/?imei=${imei}`],
  },
  {
    name: 'proxy-protocol',
    needs: 'http',
    greeting: '',
    script: [[/GET [^]+/, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok']],
    args: (port) => ['--haproxy-protocol', `http://127.0.0.1:${port}/?imei=${imei}`],
    says: ['Source: 127.0.0.1:', `http|GET|/?imei=${imei}`],
  },
]

describe.skipIf(version === '')('what curl says', () => {
  for (const { name, needs, greeting, script, args, input, says } of peers) {
    test.skipIf(!new RegExp(`\\b${needs}\\b`).test(version))(name, async () => {
      const steps = await recordTalk(greeting, script, (port) => curl(args(port), input))
      const outcome = read(steps)
      expect(outcome.events.find((event) => event.kind === 'recognised')).toMatchObject({ protocol: name })
      for (const text of says) expect(told(outcome)).toContain(text)
      expect(Object.keys(outcome.anomalies)).toEqual([])
    })
  }
})
