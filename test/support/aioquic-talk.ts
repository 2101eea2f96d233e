/** Both ends of a QUIC connection by aioquic (Python), that exchange their datagrams in memory. */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { selfSigned } from '../../tools/phone-emulator/certificate.ts'

/** Asks for /0, /1 … with a body each, updates the keys after some, and prints the datagrams of both sides. */
const script = `
import sys, io, ssl
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.connection import QuicConnection
from aioquic.h3.connection import H3Connection
from aioquic.h3.events import HeadersReceived, DataReceived
from aioquic.tls import CipherSuite
folder, suite, version, id_bytes, requests, updates = sys.argv[1:]
suites = [CipherSuite[suite]]
log = io.StringIO()
def configuration(is_client):
    made = QuicConfiguration(is_client=is_client, alpn_protocols=['h3'], cipher_suites=suites, verify_mode=ssl.CERT_NONE,
        supported_versions=[int(version)], original_version=int(version) if is_client else None, secrets_log_file=log if is_client else None,
        server_name='www.example.com' if is_client else None, connection_id_length=int(id_bytes))
    if not is_client: made.load_cert_chain(folder + '/certificate.pem', folder + '/key.pem')
    return made
now = 1000.0
client = QuicConnection(configuration=configuration(True))
client.connect(('198.51.100.1', 443), now=now)
server = QuicConnection(configuration=configuration(False), original_destination_connection_id=client.original_destination_connection_id)
heads = {client: None, server: None}
answers = 0
def take(end):
    global answers
    while (event := end.next_event()) is not None:
        if type(event).__name__ == 'ProtocolNegotiated': heads[end] = H3Connection(end)
        if heads[end] is None: continue
        for told in heads[end].handle_event(event):
            if end is server and isinstance(told, DataReceived) and told.stream_ended:
                heads[end].send_headers(told.stream_id, [(b':status', b'200'), (b'server', b'aioquic')])
                heads[end].send_data(told.stream_id, b'answer ' * 200, end_stream=True)
            if end is client and getattr(told, 'stream_ended', False): answers += 1
def exchange():
    global now
    idle = 0
    while idle < 3:
        idle += 1
        for (end, other, name, source) in ((client, server, 'C', '192.0.2.1'), (server, client, 'S', '198.51.100.1')):
            now += 0.01
            if end.get_timer() is not None and end.get_timer() <= now: end.handle_timer(now=now)
            for datagram, _ in end.datagrams_to_send(now=now):
                idle = 0
                print(name, datagram.hex())
                other.receive_datagram(datagram, (source, 50000), now=now)
            take(end); take(other)
exchange()
for index in range(int(requests)):
    if index > 0 and index <= int(updates): client.request_key_update()
    h3 = heads[client]
    stream = client.get_next_available_stream_id()
    h3.send_headers(stream, [(b':method', b'POST'), (b':scheme', b'https'), (b':authority', b'www.example.com'), (b':path', b'/%d' % index), (b'x-device', b'device-%d' % index)])
    h3.send_data(stream, b'{"imei":"356938035643809"}', end_stream=True)
    exchange()
assert answers == int(requests), answers
sys.stderr.write(log.getvalue())
`

/** Where a Python may be that has aioquic: that of the distribution is not always the first. */
const pythons: readonly string[] = ['python3', '/usr/bin/python3']

/** The first Python that has aioquic; null where none has (Debian package python3-aioquic). */
export async function pythonWithAioquic(): Promise<string | null> {
  for (const python of pythons) {
    const isThere = await promisify(execFile)(python, ['-c', 'import aioquic.h3.connection']).then(
      () => true,
      () => false,
    )
    if (isThere) return python
  }
  return null
}

export interface AioquicOptions {
  readonly suite: 'AES_128_GCM_SHA256' | 'AES_256_GCM_SHA384' | 'CHACHA20_POLY1305_SHA256'
  readonly version: number
  readonly idBytes: number
  readonly requests: number
  readonly keyUpdates: number
}

export interface AioquicTalk {
  readonly datagrams: readonly { readonly side: 0 | 1; readonly bytes: Buffer }[]
  readonly keyLog: string
}

/** The conversation. `folder`: where the certificate is written. */
export async function aioquicTalk(
  python: string,
  folder: string,
  { suite, version, idBytes, requests, keyUpdates }: AioquicOptions,
): Promise<AioquicTalk> {
  const from = Date.UTC(2024, 0, 1)
  const made = selfSigned('www.example.com', Buffer.from([1, 2]), from, from + 20 * 365 * 86_400_000)
  writeFileSync(join(folder, 'certificate.pem'), made.certificatePem)
  writeFileSync(join(folder, 'key.pem'), made.keyPem)
  const args = [folder, suite, `${version}`, `${idBytes}`, `${requests}`, `${keyUpdates}`]
  const { stdout, stderr } = await promisify(execFile)(python, ['-c', script, ...args], {
    maxBuffer: 1 << 26,
  })
  const datagrams = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({
      side: line.startsWith('C') ? (0 as const) : (1 as const),
      bytes: Buffer.from(line.slice(2), 'hex'),
    }))
  return { datagrams, keyLog: stderr }
}
