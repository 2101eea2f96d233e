/** Real sockets on loopback; every wait is bounded by the end of a connection, or by the test's own time. */
import { createSocket } from 'node:dgram'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { InputError } from '../../core/errors.ts'
import { pcapFile, pcapngFile, TcpConversation } from '../../../test/support/capture.ts'
import { CaptureFeeder } from './feeder.ts'
import { networkAddress, readNetwork } from './network-source.ts'
import type { LiveOptions, NetworkAddress } from './network-source.ts'

const frames = new TcpConversation().open().send('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n').close().frames
const file = pcapFile(frames)
const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

interface Received {
  frames: number
  bytes: number
  sha256: string | null
  codes: string[]
}

/** Reads from the network; `onPort` is told the port that is listened at. */
async function receive(
  from: NetworkAddress,
  live: LiveOptions = {},
  onPort: (port: number) => void = () => undefined,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<Received> {
  const log = new AnomalyLog()
  let seen = 0
  const feeder = new CaptureFeeder({ frame: () => void seen++ }, log)
  const facts = await readNetwork(from, `${from.kind}://${from.host}:${from.port}`, feeder, log, {
    wantsHash: true,
    onProgress: onBytes,
    ...live,
    onState: (text) => {
      live.onState?.(text)
      const port = /:(\d+)$/.exec(text)?.[1]
      if (text.startsWith('waiting') && port !== undefined) onPort(Number(port))
    },
  })
  const { containerBytes = 0, frameBytes = 0, unreadBytes = 0 } = feeder.reader?.counts ?? {}
  expect(containerBytes + frameBytes + unreadBytes).toBe(facts.fileBytes)
  return { frames: seen, bytes: facts.fileBytes, sha256: facts.sha256, codes: [...log.tallies.keys()] }
}

/** A server that gives its clients these bytes; resolves to its port. */
async function serve(give: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    closers.push(() => socket.destroy())
    give(socket)
  })
  closers.push(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const tcp = (port: number): NetworkAddress => ({ kind: 'tcp', host: '127.0.0.1', port })
const tcpListen: NetworkAddress = { kind: 'tcp-listen', host: '127.0.0.1', port: 0 }
const udpListen: NetworkAddress = { kind: 'udp-listen', host: '127.0.0.1', port: 0 }

test.each([
  ['tcp://192.0.2.1:57012', { kind: 'tcp', host: '192.0.2.1', port: 57_012 }],
  ['TCP://phone.example:1/', { kind: 'tcp', host: 'phone.example', port: 1 }],
  ['tcp-listen://0.0.0.0:5555', { kind: 'tcp-listen', host: '0.0.0.0', port: 5_555 }],
  ['udp-listen://[::1]:5123', { kind: 'udp-listen', host: '::1', port: 5_123 }],
  ['capture.pcap', null],
  ['tcp:/strange/file', null],
  ['-', null],
])('%s', (word, expected) => {
  expect(networkAddress(word)).toEqual(expected)
})

test.each([
  'tcp://host',
  'tcp://host:99999',
  'tcp-listen://:5555',
  'udp://1.2.3.4:5',
  'https://a.example/x.pcap',
  'tcp://::1:5',
])('%s is no source, and that is said', (word) => {
  expect(() => networkAddress(word)).toThrow(InputError)
  expect(() => networkAddress(word)).toThrow(/tcp:\/\/HOST:PORT/)
})

test('a client of pcap-over-IP reads until the server closes', async () => {
  for (const capture of [file, pcapngFile(frames)]) {
    const port = await serve((socket) => socket.end(capture))
    const got = await receive(tcp(port))
    expect(got).toMatchObject({ frames: frames.length, bytes: capture.length, codes: [] })
    expect(got.sha256).toMatch(/^[0-9a-f]{64}$/)
  }
})

test('the bytes may come in any pieces', async () => {
  const port = await serve((socket) => {
    socket.setNoDelay(true)
    let at = 0
    const next = (): void => {
      if (at >= file.length) socket.end()
      else {
        socket.write(file.subarray(at, (at += 37)))
        setImmediate(next)
      }
    }
    next()
  })
  expect(await receive(tcp(port))).toMatchObject({ frames: frames.length, codes: [] })
})

test('a connection that breaks: what came is read, and the break is said', async () => {
  let server: Socket | null = null
  const sent = file.subarray(0, -10)
  const port = await serve((socket) => {
    server = socket
    socket.write(sent)
  })
  const got = await receive(
    tcp(port),
    {},
    () => undefined,
    (bytes) => {
      if (bytes === sent.length) server?.resetAndDestroy()
    },
  )
  expect(got.frames).toBe(frames.length - 1)
  expect(got.codes).toContain('source.network.broken')
  expect(got.codes).toContain('source.pcap.torn')
})

test('a server of pcap-over-IP takes one client and no second', async () => {
  let client: Socket | null = null
  let port = 0
  const second = Promise.withResolvers<string>()
  const onState = (text: string): void => {
    if (!text.startsWith('connected')) return
    // Now that the first one is taken, nobody listens any more.
    const other = connect(port, '127.0.0.1')
    other.on('connect', () => second.resolve('connected')).on('error', () => second.resolve('refused'))
    void second.promise.then(() => {
      other.destroy()
      client?.end(file)
    })
  }
  const got = await receive(tcpListen, { onState }, (bound) => {
    port = bound
    client = connect(bound, '127.0.0.1')
  })
  expect(got).toMatchObject({ frames: frames.length, bytes: file.length, codes: [] })
  expect(await second.promise).toBe('refused')
})

test('it ends by number of packets, by silence, by time, and when the user says so', async () => {
  const endless = await serve((socket) => socket.write(file))
  expect((await receive(tcp(endless), { packets: 3 })).frames).toBeGreaterThanOrEqual(3)
  expect((await receive(tcp(endless), { idleSeconds: 1 })).frames).toBe(frames.length)
  expect((await receive(tcp(endless), { seconds: 1 })).frames).toBe(frames.length)
  const user = new AbortController()
  const ended = receive(
    tcp(endless),
    { signal: user.signal },
    () => undefined,
    (bytes) => {
      if (bytes === file.length) user.abort()
    },
  )
  expect((await ended).frames).toBe(frames.length)
})

test('nothing that came, no server, a port in use, a foreign address, no capture: one sentence each', async () => {
  const silent = await serve((socket) => socket.end())
  await expect(receive(tcp(silent))).rejects.toThrow(/nothing of a capture was received/)
  await expect(receive(tcpListen, { seconds: 0.1 })).rejects.toThrow(/nothing of a capture was received/)
  await expect(receive(tcp(await unusedPort()))).rejects.toThrow(/nobody listens there/)
  await expect(receive({ ...tcpListen, port: silent })).rejects.toThrow(/the port is in use/)
  await expect(receive({ ...tcpListen, host: '192.0.2.77' })).rejects.toThrow(/no such address/)
  await expect(receive({ ...udpListen, host: '192.0.2.77' })).rejects.toThrow(/no such address/)
  const other = await serve((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n and more than sixteen bytes'))
  const refused = receive(tcp(other))
  await expect(refused).rejects.toThrow(/is no packet capture/)
  await expect(refused).rejects.toBeInstanceOf(InputError)
})

test('who sends a few bytes of something else and closes, or falls silent, is refused', async () => {
  for (const bytes of ['x', 'hello', 'HTTP/1.1 400 Bad Request', '\r\n', '   ', '\xd4\xc3']) {
    const port = await serve((socket) => socket.end(Buffer.from(bytes, 'latin1')))
    await expect(receive(tcp(port)), bytes).rejects.toThrow(/what comes is no packet capture/)
  }
  const silent = await serve((socket) => socket.write('x'))
  await expect(receive(tcp(silent), { idleSeconds: 1 })).rejects.toThrow(/what comes is no packet capture/)
  const prober = receive(tcpListen, {}, (port) => connect(port, '127.0.0.1').end('\r\n'))
  await expect(prober).rejects.toThrow(/what comes is no packet capture/)
})

/** A port that was free a moment ago. */
async function unusedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Sends datagrams one after the other, from one socket. */
async function send(port: number, datagrams: readonly Buffer[]): Promise<void> {
  const socket = createSocket('udp4')
  for (const datagram of datagrams) {
    await new Promise<void>((resolve, reject) => {
      socket.send(datagram, port, '127.0.0.1', (error) => (error === null ? resolve() : reject(error)))
    })
  }
  socket.close()
}

const records = frames.map((frame) => pcapFile([frame]).subarray(24))

test('PCAPdroid by UDP: the header, then one record in each datagram', async () => {
  const got = await receive(udpListen, { packets: frames.length }, (port) => {
    void send(port, [file.subarray(0, 24), ...records])
  })
  expect(got).toMatchObject({ frames: frames.length, bytes: file.length, codes: [] })
})

test('PCAPdroid by UDP, pcapng: the preamble, then one block in each datagram', async () => {
  const whole = pcapngFile(frames)
  const blocks: Buffer[] = []
  for (let at = 0; at < whole.length; ) {
    const length = whole.readUInt32LE(at + 4)
    blocks.push(whole.subarray(at, at + length))
    at += length
  }
  const [section, description, ...packets] = blocks as [Buffer, Buffer, ...Buffer[]]
  const got = await receive(udpListen, { packets: frames.length }, (port) => {
    void send(port, [Buffer.concat([section, description]), ...packets])
  })
  expect(got).toMatchObject({ frames: frames.length, bytes: whole.length, codes: [] })
})

test('the sender is the first that sends a capture, and where none does, that something came is said', async () => {
  const stray = Buffer.from('something else, of somebody else')
  const got = await receive(udpListen, { packets: frames.length }, (port) => {
    void (async () => {
      await send(port, [stray])
      await send(port, [file.subarray(0, 24), ...records])
    })()
  })
  expect(got).toMatchObject({ frames: frames.length, codes: ['source.network.odd_datagram'] })
  const only = receive(udpListen, { seconds: 1 }, (port) => void send(port, [stray, stray]))
  await expect(only).rejects.toThrow(/2 datagrams came, and none that a capture begins with/)
})

test('datagrams that are lost, cut or of another sender: the others are read', async () => {
  const cut = (records[2] as Buffer).subarray(0, -5)
  const got = await receive(udpListen, { packets: frames.length - 2 }, (port) => {
    void (async () => {
      const socket = createSocket('udp4')
      const give = (datagram: Buffer): Promise<void> =>
        new Promise((resolve) => socket.send(datagram, port, '127.0.0.1', () => resolve()))
      await give(file.subarray(0, 24))
      await give(records[0] as Buffer)
      await give(cut)
      await send(port, [records[1] as Buffer])
      for (const record of records.slice(3)) await give(record)
      socket.close()
    })()
  })
  expect(got.frames).toBe(frames.length - 2)
  expect(got.codes.sort()).toEqual(['source.network.odd_datagram', 'source.network.other_sender'])
})
