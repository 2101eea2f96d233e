/**
 * Real programs that speak the protocols beside HTTP, each with a server on loopback: a real one where Debian has one that
 * is small, else a script of ours. What they say is recorded, to be read by varde and by tshark.
 */
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { whileServing } from './record-loopback.ts'
import { whileScripted } from './scripted-server.ts'
import type { Script } from './scripted-server.ts'

export interface Talk {
  /** Of the server: free for TCP and UDP. Some servers need a second one. */
  readonly port: number
  readonly secondPort: number
  /** A folder of its own. */
  readonly folder: string
  /** Where programs write their key logs. */
  readonly keys: string
}

export interface Recording {
  /** As in `Protocol.name`. */
  readonly protocol: string
  readonly title: string
  /** Programs that must be there. */
  readonly needs: readonly string[]
  /** What tshark is told that the port speaks (its ports are others): `tcp mqtt`. */
  readonly speaks: readonly string[]
  /** Port of the server where the protocol leaves no choice. */
  readonly fixedPort?: number
  /** Who records must be root. */
  readonly needsRoot?: boolean
  /** Bodies that were sent, each whole. */
  readonly carries?: readonly string[]
  readonly talk: (talk: Talk) => Promise<void>
}

const imei = '356938035643809'

/** A line that is typed when it was asked for. */
interface Typed {
  readonly line: string
  readonly asked: Promise<unknown>
}

/** Runs a program to its end, or until it has had its time; how it ends does not matter, only what it said. */
async function program(
  name: string,
  args: readonly string[],
  options: {
    readonly input?: string | readonly Typed[]
    readonly seconds?: number
    readonly keys?: string
  } = {},
): Promise<void> {
  const { input = '', seconds = 10, keys = '' } = options
  const env = keys === '' ? process.env : { ...process.env, SSLKEYLOGFILE: keys }
  const child = spawn(name, args, { stdio: ['pipe', 'ignore', 'ignore'], env })
  const ended = once(child, 'exit')
  child.stdin.on('error', () => child.stdin.destroy())
  if (typeof input === 'string') child.stdin.end(input)
  else {
    for (const { line, asked } of input) {
      await Promise.race([asked, ended])
      child.stdin.write(line)
    }
    child.stdin.end()
  }
  const late = setTimeout(() => child.kill('SIGKILL'), seconds * 1_000)
  await ended
  clearTimeout(late)
}

const mosquitto = (version: string): Recording => ({
  protocol: 'mqtt',
  title: `mosquitto, protocol ${version}`,
  needs: ['mosquitto', 'mosquitto_pub', 'mosquitto_sub'],
  speaks: ['tcp mqtt'],
  carries: [`{"imei":"${imei}"}`, 'x'.repeat(40_000)],
  talk: ({ port, folder }) => {
    const config = join(folder, 'mosquitto.conf')
    writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\n`)
    const to = ['-V', version, '-h', '127.0.0.1', '-p', String(port), '-u', 'alice', '-P', 'pw1']
    const topic = ['-t', 'fleet/7/state']
    return whileServing('mosquitto', ['-c', config], async () => {
      const heard = program('mosquitto_sub', [...to, ...topic, '-C', '2', '-q', '2', '-i', 'screen-1'])
      await wait(150)
      const will = ['--will-topic', 'fleet/7/gone', '--will-payload', 'offline']
      const extra = version === 'mqttv5' ? ['-D', 'publish', 'user-property', 'imei', imei] : []
      await program('mosquitto_pub', [
        ...to,
        ...topic,
        ...will,
        ...extra,
        '-i',
        `phone-${imei}`,
        '-q',
        '1',
        '-m',
        `{"imei":"${imei}"}`,
      ])
      await program('mosquitto_pub', [...to, ...topic, '-i', 'phone-8', '-q', '2', '-s'], {
        input: 'x'.repeat(40_000),
      })
      await heard
    })
  },
})

const coapBody = JSON.stringify({ imei, filler: 'y'.repeat(1_500) })

const coap = (scheme: 'coap' | 'coap+tcp'): Recording => ({
  protocol: 'coap',
  title: `libcoap, ${scheme === 'coap' ? 'bodies in blocks' : 'over TCP'}`,
  needs: ['coap-server-notls', 'coap-client-notls'],
  speaks: [scheme === 'coap' ? 'udp coap' : 'tcp coap'],
  carries: [coapBody],
  talk: ({ port, folder }) => {
    const file = join(folder, 'body.json')
    writeFileSync(file, coapBody)
    const url = `${scheme}://127.0.0.1:${port}/example_data`
    const blocks = scheme === 'coap' ? ['-b', '64'] : []
    return whileServing('coap-server-notls', ['-A', '127.0.0.1', '-p', String(port)], async () => {
      await program('coap-client-notls', ['-m', 'put', ...blocks, '-f', file, url])
      await program('coap-client-notls', ['-m', 'get', ...blocks, `${url}?imei=${imei}`])
    })
  },
})

const curlTalk = (
  protocol: string,
  greeting: string,
  script: Script,
  args: (port: number) => readonly string[],
  input = '',
): Recording => ({
  protocol,
  title: `curl, against a script`,
  needs: ['curl'],
  speaks: [`tcp ${protocol === 'pop3' ? 'pop' : protocol}`],
  talk: ({ port }) =>
    whileScripted(port, greeting, script, () =>
      program('curl', ['-s', '-q', '--noproxy', '', '-m', '10', ...args(port)], { input }),
    ),
})

const xmppStream = (id: string, features: string): string =>
  `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='${id}' from='chat.example.com' version='1.0'><stream:features>${features}</stream:features>`

/** A server of DNS with a zone of its own, over UDP, TCP, TLS and QUIC. */
function knot({ port, secondPort, folder }: Talk, work: () => Promise<void>): Promise<void> {
  const config = join(folder, 'knot.conf')
  writeFileSync(
    join(folder, 'example.zone'),
    [
      '$ORIGIN example.com.',
      '$TTL 60',
      '@ SOA ns. a. 1 60 60 60 60',
      '@ NS ns',
      'ns A 192.0.2.53',
      'www A 192.0.2.1',
      'www AAAA 2001:db8::1',
      'api CNAME www',
      '',
    ].join('\n'),
  )
  writeFileSync(
    config,
    [
      'server:',
      `    rundir: "${folder}"`,
      `    listen: 127.0.0.1@${port}`,
      `    listen-quic: 127.0.0.1@${secondPort}`,
      `    listen-tls: 127.0.0.1@${secondPort}`,
      '    udp-workers: 1',
      '    tcp-workers: 1',
      '    background-workers: 1',
      'database:',
      `    storage: "${folder}"`,
      'zone:',
      '  - domain: example.com',
      `    file: "${join(folder, 'example.zone')}"`,
      '    zonefile-load: whole',
      '    journal-content: none',
      '',
    ].join('\n'),
  )
  return whileServing('knotd', ['-c', config], work)
}

const kdig = (title: string, speaks: string, args: readonly string[], isSecond: boolean): Recording => ({
  protocol: 'dns',
  title: `kdig and knotd, ${title}`,
  needs: ['knotd', 'kdig'],
  speaks: [speaks],
  talk: (talk) =>
    knot(talk, async () => {
      const port = String(isSecond ? talk.secondPort : talk.port)
      const to = ['@127.0.0.1', '-p', port, '+retry=0', ...args]
      await program('kdig', [...to, 'www.example.com', 'A'], { keys: talk.keys })
      await program('kdig', [...to, 'api.example.com', 'AAAA'], { keys: talk.keys })
    }),
})

export const recordings: readonly Recording[] = [
  mosquitto('mqttv31'),
  mosquitto('mqttv311'),
  mosquitto('mqttv5'),
  coap('coap'),
  coap('coap+tcp'),
  kdig('over UDP', 'udp dns', [], false),
  kdig('over TCP', 'tcp dns', ['+tcp'], false),
  kdig('over TLS', 'tcp tls', ['+tls', '+tls-sni=dot.example.com'], true),
  kdig('over QUIC', 'udp quic', ['+quic'], true),
  {
    protocol: 'stun',
    title: 'turnutils and turnserver: binding, and allocations with a login, over UDP and TCP',
    needs: ['turnserver', 'turnutils_stunclient', 'turnutils_uclient'],
    speaks: ['udp stun', 'tcp stun'],
    talk: ({ port, folder }) => {
      const own = [
        '--log-file',
        join(folder, 'log'),
        '--pidfile',
        join(folder, 'pid'),
        '--userdb',
        join(folder, 'db'),
      ]
      const args = [
        '-n',
        '-L',
        '127.0.0.1',
        '-p',
        String(port),
        '--user',
        'alice:pw1',
        '--realm',
        'example.com',
      ]
      return whileServing('turnserver', [...args, '--no-tls', '--no-dtls', '--no-cli', ...own], async () => {
        await program('turnutils_stunclient', ['-p', String(port), '127.0.0.1'])
        const login = ['-u', 'alice', '-w', 'pw1', '-p', String(port)]
        for (const transport of [[], ['-t']]) {
          const args = [...transport, ...login, '-y', '-n', '1', '-m', '1', '-c', '127.0.0.1']
          await program('turnutils_uclient', args, { seconds: 3 })
        }
      })
    },
  },
  {
    protocol: 'sip',
    title: 'sipsak, against a script',
    needs: ['sipsak'],
    speaks: ['udp sip'],
    talk: async ({ port }) => {
      const server = createSocket('udp4', (bytes, { port: from, address }) => {
        const fields = bytes
          .toString('latin1')
          .split('\r\n')
          .filter((line) => /^(via|from|to|call-id|cseq):/i.test(line))
        const answer = ['SIP/2.0 200 OK', ...fields, 'Content-Length: 0', '', ''].join('\r\n')
        server.send(answer, from, address)
      })
      server.bind(port, '127.0.0.1')
      await once(server, 'listening')
      const to = ['-p', `127.0.0.1:${port}`, '-s', 'sip:240075811111111@ims.example.com']
      await program('sipsak', to)
      await program('sipsak', ['-U', ...to, '-C', `sip:${imei}@127.0.0.1`])
      server.close()
      await once(server, 'close')
    },
  },
  {
    protocol: 'ssdp',
    title: 'upnpc, against a script',
    needs: ['upnpc'],
    speaks: ['udp ssdp'],
    fixedPort: 1_900,
    talk: async ({ port }) => {
      const server = createSocket({ type: 'udp4', reuseAddr: true }, (_, { port: from, address }) => {
        const answer =
          'HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:00000000-0000-0000-0000-000000000007::upnp:rootdevice\r\n\r\n'
        server.send(answer, from, address)
      })
      server.bind(port, '0.0.0.0')
      await once(server, 'listening')
      server.addMembership('239.255.255.250', '127.0.0.1')
      // It asks for each kind of device for two seconds.
      await program('upnpc', ['-m', '127.0.0.1', '-l'], { seconds: 2.2 })
      server.close()
      await once(server, 'close')
    },
  },
  {
    protocol: 'ntp',
    title: 'ntpdig, against a script',
    needs: ['ntpdig'],
    speaks: ['udp ntp'],
    fixedPort: 123,
    needsRoot: true,
    talk: async ({ port }) => {
      const server = createSocket('udp4', (bytes, { port: from, address }) => {
        const answer = Buffer.alloc(48)
        answer.set([0x24, 1, 6, 0xec])
        const seconds = Date.now() / 1_000 + 2_208_988_800
        const put = (at: number): void => {
          answer.writeUInt32BE(Math.floor(seconds), at)
          answer.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), at + 4)
        }
        put(16)
        bytes.copy(answer, 24, 40, 48)
        put(32)
        put(40)
        server.send(answer, from, address)
      })
      server.bind(port, '127.0.0.1')
      await once(server, 'listening')
      await program('ntpdig', ['-t', '2', '-p', '1', '127.0.0.1'])
      server.close()
      await once(server, 'close')
    },
  },
  {
    protocol: 'xmpp',
    title: 'sendxmpp, against a script',
    needs: ['sendxmpp'],
    speaks: ['tcp xmpp'],
    talk: ({ port }) => {
      const bind = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>`
      const plain = `<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>`
      const jid = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>alice@chat.example.com/r</jid></bind>`
      const script: Script = [
        [/<stream:stream[^>]*>/, xmppStream('a1', plain)],
        [/<auth[^>]*>[^<]*<\/auth>/, "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"],
        [/<stream:stream[^>]*>/, xmppStream('a2', bind)],
        [/<iq[^>]*netjabber-0.*?<\/iq>/, `<iq type='result' id='netjabber-0'>${jid}</iq>`],
        [/<iq[^>]*netjabber-1.*?<\/iq>/, "<iq type='result' id='netjabber-1'/>"],
      ]
      const who = ['-j', `127.0.0.1:${port}`, '-u', 'alice', '-p', 'pw1', '-o', 'chat.example.com']
      return whileScripted(port, '', script, () =>
        program('sendxmpp', [...who, 'bob@chat.example.com'], { input: `imei=${imei}\n` }),
      )
    },
  },
  curlTalk(
    'ftp',
    '220 FTP here\r\n',
    [
      [/USER .*\r\n/, '331 go on\r\n'],
      [/PASS .*\r\n/, '230 in\r\n'],
      [/PWD\r\n/, '257 "/"\r\n'],
      [/CWD .*\r\n/, '250 ok\r\n'],
      [/EPSV\r\n/, '500 no\r\n'],
      [/PASV\r\n/, '500 no\r\n'],
    ],
    (port) => ['-u', 'alice:pw1', `ftp://127.0.0.1:${port}/imei-${imei}/a.txt`],
  ),
  curlTalk(
    'smtp',
    '220 mail ESMTP\r\n',
    [
      [/EHLO .*\r\n/, '250-mail\r\n250 AUTH LOGIN\r\n'],
      [/AUTH LOGIN\r\n/, '334 VXNlcm5hbWU6\r\n'],
      [/^[A-Za-z0-9+/=]+\r\n/, '334 UGFzc3dvcmQ6\r\n'],
      [/^[A-Za-z0-9+/=]+\r\n/, '235 ok\r\n'],
      [/MAIL .*\r\n/, '250 ok\r\n'],
      [/RCPT .*\r\n/, '250 ok\r\n'],
      [/DATA\r\n/, '354 go\r\n'],
      [/\r\n\.\r\n/, '250 queued\r\n'],
      [/QUIT\r\n/, '221 bye\r\n'],
    ],
    (port) => [
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
    `Subject: state of ${imei}\r\n\r\nimei=${imei}\r\n`,
  ),
  curlTalk(
    'imap',
    '* OK IMAP4rev1 ready\r\n',
    [
      [/A001 CAPABILITY\r\n/, '* CAPABILITY IMAP4rev1\r\nA001 OK\r\n'],
      [/A002 LOGIN .*\r\n/, 'A002 OK\r\n'],
      [/A003 .*\r\n/, 'A003 NO\r\n'],
      [/A004 .*\r\n/, 'A004 OK\r\n'],
    ],
    (port) => ['-u', 'alice:pw(1', `imap://127.0.0.1:${port}/imei-${imei}`],
  ),
  curlTalk(
    'pop3',
    '+OK ready\r\n',
    [
      [/CAPA\r\n/, '-ERR\r\n'],
      [/USER .*\r\n/, '+OK\r\n'],
      [/PASS .*\r\n/, '+OK\r\n'],
      [/RETR .*\r\n/, '-ERR\r\n'],
      [/QUIT\r\n/, '+OK\r\n'],
    ],
    (port) => ['-u', 'alice:pw1', `pop3://127.0.0.1:${port}/1`],
  ),
  {
    protocol: 'telnet',
    title: 'telnet, against a script',
    needs: ['telnet'],
    speaks: ['tcp telnet'],
    talk: ({ port }) => {
      // Each line is typed when it was asked for.
      const turns = [0, 1, 2].map(() => Promise.withResolvers<undefined>())
      const turn = (index: number, text: string) => (): string => {
        turns[index]?.resolve(undefined)
        return text
      }
      const script: Script = [
        [/\xff[\xfb\xfc]\x18/, turn(0, 'login: ')],
        [/alice\r?\n/, turn(1, 'Password: ')],
        [/pw1\r?\n/, turn(2, '\r\nwelcome\r\n')],
        [/imei=\d+\r?\n/, null],
      ]
      const input = ['alice\n', 'pw1\n', `imei=${imei}\n`].map((line, index) => ({
        line,
        asked: turns[index]?.promise ?? Promise.resolve(),
      }))
      return whileScripted(port, '\xff\xfd\x18', script, () =>
        program('telnet', ['127.0.0.1', String(port)], { input }),
      )
    },
  },
  curlTalk(
    'socks',
    '',
    [
      [/^\x05[^]+/, Buffer.from([5, 2])],
      [/^\x01[^]+/, Buffer.from([1, 0])],
      [/^\x05\x01\0[^]+/, Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])],
      [/^GET [^]+/, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ],
    (port) => ['--proxy', `socks5h://alice:pw1@127.0.0.1:${port}`, `http://inner.example.com/?imei=${imei}`],
  ),
]

export function ownFolder(folder: string, index: number): string {
  const path = join(folder, String(index))
  mkdirSync(path)
  return path
}
