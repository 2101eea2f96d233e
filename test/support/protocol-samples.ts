/**
 * A conversation of each protocol, as client and server would speak it: what the probes of all others must leave
 * alone (test/probes.test.ts), and what is damaged by fuzzing (test/fuzz/targets.ts). A new protocol adds its own.
 */
import { deflateRawSync } from 'node:zlib'
import type { Step } from './playbook.ts'
import { client, server } from './playbook.ts'
import { dnsMessage, dnsOverTcp, dnsQuestion } from './dns-message.ts'
import { cryptoFrame, initialPacket } from './quic-packet.ts'
import { grpcMessage } from './grpc.ts'
import { indexed, literal, literals, sizeUpdate } from './hpack.ts'
import {
  clientStart,
  data,
  frame,
  headers,
  http2Flags,
  requestFields,
  settings,
  splitHeaders,
} from './http2.ts'
import { webSocketFrame } from './websocket.ts'
import { ntpPacket } from './ntp-packet.ts'
import { stunMessage } from './stun-message.ts'
import { xiaomiFrame } from './xiaomi-frame.ts'
import { suplStart } from './supl-message.ts'
import { clientHello, tlsRecord } from './tls-hello.ts'
import { mqttPacket, mqttString } from './mqtt-packet.ts'

export interface ProtocolSample {
  /** As in `Protocol.name`. */
  readonly name: string
  readonly transport: 'tcp' | 'udp'
  /** Port of the server, for protocols that need it to be sure. */
  readonly port: number
  readonly steps: readonly Step[]
}

const question = dnsMessage({ questions: [dnsQuestion('www.example.com')] })

/** A DHCP discover with a name (RFC 2131, 2). */
function dhcpDiscover(): Buffer {
  const fixed = Buffer.alloc(236)
  Buffer.from([1, 1, 6, 0, 0x12, 0x34, 0x56, 0x78]).copy(fixed)
  const options = Buffer.from('6382536335010137020103ff', 'hex')
  return Buffer.concat([fixed, options])
}

/** A ClientHello of DTLS 1.2 without a cookie (RFC 6347, 4.2), in one record. */
function dtlsHello(): Buffer {
  const tls = clientHello({ sni: 'coap.example.com', legacyVersion: 0xfefd })
  const sessionEnd = 4 + 34 + 1 + tls.readUInt8(38)
  const body = Buffer.concat([tls.subarray(4, sessionEnd), Buffer.from([0]), tls.subarray(sessionEnd)])
  const message = Buffer.alloc(12)
  message[0] = 1
  message.writeUIntBE(body.length, 1, 3)
  message.writeUIntBE(body.length, 9, 3)
  const record = Buffer.alloc(13)
  record[0] = 22
  record.writeUInt16BE(0xfefd, 1)
  record.writeUInt16BE(message.length + body.length, 11)
  return Buffer.concat([record, message, body])
}

export const protocolSamples: readonly ProtocolSample[] = [
  {
    name: 'http',
    transport: 'tcp',
    port: 80,
    steps: [
      client('GET /index.html HTTP/1.1\r\nHost: www.example.com\r\nAccept: */*\r\n\r\n'),
      server('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
    ],
  },
  { name: 'dns', transport: 'udp', port: 53, steps: [client(question)] },
  { name: 'dns', transport: 'tcp', port: 53, steps: [client(dnsOverTcp(question))] },
  { name: 'mdns', transport: 'udp', port: 5353, steps: [client(question)] },
  { name: 'dhcp', transport: 'udp', port: 67, steps: [client(dhcpDiscover())] },
  {
    name: 'tls',
    transport: 'tcp',
    port: 443,
    steps: [client(tlsRecord(clientHello({ sni: 'www.example.com' })))],
  },
  {
    name: 'quic',
    transport: 'udp',
    port: 443,
    steps: [client(initialPacket(cryptoFrame(0, clientHello({ sni: 'www.example.com' }))))],
  },
  {
    name: 'coap',
    transport: 'udp',
    port: 5683,
    steps: [client(Buffer.from('4202000174 6bb26e62ff7b7d'.replaceAll(' ', ''), 'hex'))],
  },
  {
    name: 'mqtt',
    transport: 'tcp',
    port: 1883,
    steps: [
      client(mqttPacket(0x10, [mqttString('MQTT'), Buffer.from([4, 2, 0, 60]), mqttString('phone-7')])),
      server(Buffer.from([0x20, 2, 0, 0])),
      client(mqttPacket(0x30, [mqttString('fleet/phone-7'), Buffer.from('{"imei":"356938035643809"}')])),
    ],
  },
  ...(['udp', 'tcp'] as const).map(
    (transport): ProtocolSample => ({
      name: 'sip',
      transport,
      port: 5060,
      steps: [
        client(
          'REGISTER sip:240075811111111@ims.mnc007.mcc240.3gppnetwork.org SIP/2.0\r\nCall-ID: a\r\nCSeq: 1 REGISTER\r\n' +
            'Contact: <sip:192.0.2.1>;+sip.instance="<urn:gsma:imei:35693803-564380-9>"\r\nContent-Length: 0\r\n\r\n',
        ),
        server('SIP/2.0 401 Unauthorized\r\nCall-ID: a\r\nCSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n'),
        client(
          'MESSAGE tel:+4790000001 SIP/2.0\r\ni: b\r\nCSeq: 2 MESSAGE\r\nc: text/plain\r\nl: 5\r\n\r\nhello',
        ),
      ],
    }),
  ),
  ...(['udp', 'tcp'] as const).map(
    (transport): ProtocolSample => ({
      name: 'stun',
      transport,
      port: 3478,
      steps: [
        client(
          stunMessage(0x0001, [
            [0x0006, Buffer.from('alice@example.com')],
            [0x8022, Buffer.from('phone 1.0')],
          ]),
        ),
        server(stunMessage(0x0101, [[0x0020, Buffer.from('0001bd48e11ba643', 'hex')]])),
      ],
    }),
  ),
  {
    name: 'ntp',
    transport: 'udp',
    port: 123,
    steps: [client(ntpPacket(0x23, 0)), server(ntpPacket(0x24, 2))],
  },
  {
    name: 'ssdp',
    transport: 'udp',
    port: 1900,
    steps: [
      client(
        'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nST: ssdp:all\r\nUSER-AGENT: Phone/1\r\n\r\n',
      ),
      server('HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:1::upnp:rootdevice\r\n\r\n'),
    ],
  },
  {
    name: 'coap',
    transport: 'tcp',
    port: 5683,
    steps: [client(Buffer.from('40e122048020', 'hex')), client(Buffer.from('610274b26e62ff7b7d', 'hex'))],
  },
  {
    name: 'http2',
    transport: 'tcp',
    port: 80,
    steps: [
      client(Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1')),
      server(Buffer.from('000000040000000000', 'hex')),
    ],
  },
  {
    name: 'http2',
    transport: 'tcp',
    port: 80,
    steps: [
      client(
        Buffer.concat([
          clientStart,
          splitHeaders(1, requestFields('/a', [['content-type', 'application/grpc']], 'POST'), 30),
          data(1, Buffer.concat([grpcMessage('one'), grpcMessage('two')]), true),
          headers(3, Buffer.concat([literals(requestFields('/b'), true), indexed(62)]), true),
          frame('data', 5, Buffer.from('\x03late\0\0\0', 'latin1'), http2Flags.padded | http2Flags.endStream),
        ]),
      ),
      server(
        Buffer.concat([
          settings([1, 256]),
          frame(
            'pushPromise',
            1,
            Buffer.concat([Buffer.from([0, 0, 0, 2]), literals(requestFields('/p'))]),
            4,
          ),
          headers(1, Buffer.concat([sizeUpdate(256), literal(8, '103', { kind: 'inserted' })])),
          headers(1, [[':status', '200']]),
          data(1, 'answer'),
          headers(1, [['grpc-status', '0']], true),
          frame('rstStream', 3, Buffer.alloc(4)),
        ]),
      ),
    ],
  },
  {
    name: 'mcs',
    transport: 'tcp',
    port: 5228,
    steps: [
      client(
        Buffer.from(
          '2902320a0a616e64726f69642d3137120f6d63732e616e64726f69642e636f6d1a1133383132333435363738393031323334353637',
          'hex',
        ),
      ),
      server(Buffer.from('29030c0a0a616e64726f69642d3137', 'hex')),
    ],
  },
  {
    name: 'xiaomi-push',
    transport: 'tcp',
    port: 5222,
    steps: [
      client(xiaomiFrame(Buffer.from('00020012120a7869616f6d692e636f6d2a04434f4e4e12044d492039', 'hex'))),
      server(xiaomiFrame(Buffer.alloc(0))),
    ],
  },
  {
    name: 'socks',
    transport: 'tcp',
    port: 1080,
    steps: [
      client(Buffer.from([5, 1, 0])),
      server(Buffer.from([5, 0])),
      client(Buffer.from('\x05\x01\0\x03\x0fwww.example.com\0\x50', 'latin1')),
      server(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])),
    ],
  },
  {
    name: 'ftp',
    transport: 'tcp',
    port: 21,
    steps: [
      server('220 files.example.com FTP server ready\r\n'),
      client('USER alice\r\n'),
      server('331 Password required\r\n'),
      client('PASS hunter2\r\n'),
      server('230 Logged in\r\n'),
      client('RETR a.txt\r\n'),
    ],
  },
  {
    name: 'smtp',
    transport: 'tcp',
    port: 587,
    steps: [
      server('220 mail.example.com ESMTP ready\r\n'),
      client('EHLO phone.example.com\r\n'),
      server('250-mail.example.com\r\n250 AUTH PLAIN LOGIN\r\n'),
      client('AUTH LOGIN\r\n'),
      server('334 VXNlcm5hbWU6\r\n'),
      client('YWxpY2U=\r\n'),
      server('334 UGFzc3dvcmQ6\r\n'),
      client('aHVudGVyMg==\r\n'),
      server('235 ok\r\n'),
      client('MAIL FROM:<alice@example.com>\r\nDATA\r\n'),
      server('250 ok\r\n354 go\r\n'),
      client('Subject: hi\r\nContent-Type: text/plain\r\n\r\nimei=356938035643809\r\n.\r\nQUIT\r\n'),
    ],
  },
  {
    name: 'pop3',
    transport: 'tcp',
    port: 110,
    steps: [
      server('+OK POP3 ready\r\n'),
      client('USER alice\r\n'),
      server('+OK\r\n'),
      client('PASS hunter2\r\n'),
      server('+OK\r\n'),
      client('RETR 1\r\n'),
      server('+OK\r\nSubject: hi\r\n\r\ntext\r\n.\r\n'),
    ],
  },
  {
    name: 'imap',
    transport: 'tcp',
    port: 143,
    steps: [
      server('* OK [CAPABILITY IMAP4rev1] ready\r\n'),
      client('a1 LOGIN alice "hunter2"\r\n'),
      server('a1 OK\r\n'),
      client('a2 APPEND drafts {20}\r\n'),
      server('+ go\r\n'),
      client('imei=356938035643809\r\n'),
      server('* 1 FETCH (BODY {5}\r\nhello)\r\na2 OK\r\n'),
    ],
  },
  {
    name: 'telnet',
    transport: 'tcp',
    port: 23,
    steps: [
      server(Buffer.from('fffd18fffd1fff', 'hex')),
      client(Buffer.from('fffb18', 'hex')),
      server(Buffer.concat([Buffer.from('fb01', 'hex'), Buffer.from('host login: ')])),
      client('alice\r\0'),
      server('\r\nPassword: '),
      client('hunter2\r\0'),
    ],
  },
  {
    name: 'xmpp',
    transport: 'tcp',
    port: 5222,
    steps: [
      client(
        "<?xml version='1.0'?><stream:stream to='chat.example.com' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>",
      ),
      server("<stream:stream id='1' from='chat.example.com'><stream:features/>"),
      client("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGFsaWNlAGh1bnRlcjI=</auth>"),
      server("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"),
      client("<message to='bob@example.com'><body>imei=356938035643809</body></message> "),
    ],
  },
  {
    name: 'supl',
    transport: 'tcp',
    port: 7275,
    steps: [client(suplStart(3, '240075811111111', 'lte')), server(Buffer.from('0008020000002000', 'hex'))],
  },
  { name: 'dtls', transport: 'udp', port: 5684, steps: [client(dtlsHello())] },
]

/** Conversations behind an upgrade that names them: content alone does not choose these. */
export const upgradedSamples: readonly ProtocolSample[] = [
  {
    name: 'websocket',
    transport: 'tcp',
    port: 80,
    steps: [
      client(
        Buffer.concat([
          webSocketFrame('{"a":1}', { isFin: false }),
          webSocketFrame('ping', { opcode: 9 }),
          webSocketFrame('end', { opcode: 0 }),
          webSocketFrame(deflateRawSync('compressed').subarray(0, -1), { isCompressed: true }),
        ]),
      ),
      server(webSocketFrame('x'.repeat(200), { isMasked: false })),
    ],
  },
]
