/** `varde scan` of captures that come over the network: real processes, real sockets on loopback. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { grouped } from '../../src/core/grouped.ts'
import { pcapFile } from '../support/capture.ts'
import { get, http } from './leaking-phone.ts'
import { entry, root, varde } from './run-varde.ts'

const frames = http(get('a.example.com', '/?imei=356938035643809'))
const file = pcapFile(frames)
const running: ChildProcess[] = []

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

interface Live {
  readonly child: ChildProcess
  /** Resolves with the first line on standard error that matches. */
  said(line: RegExp): Promise<RegExpExecArray>
  readonly done: Promise<{ code: number | null; stdout: string; stderr: string }>
}

function start(...args: string[]): Live {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [entry, 'scan', ...args], { cwd: root, env: { PATH, HOME } })
  running.push(child)
  let stdout = ''
  let stderr = ''
  const waiting: { line: RegExp; resolve: (match: RegExpExecArray) => void }[] = []
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
    for (const { line, resolve } of waiting) {
      const match = line.exec(stderr)
      if (match !== null) resolve(match)
    }
  })
  return {
    child,
    said: (line) =>
      new Promise((resolve) => {
        const match = line.exec(stderr)
        if (match === null) waiting.push({ line, resolve })
        else resolve(match)
      }),
    done: new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr }))),
  }
}

const listening = /waiting for .* at 127\.0\.0\.1:(\d+)/

test('tcp-listen: a phone that connects is scanned until it closes', async () => {
  const live = start('tcp-listen://127.0.0.1:0', '--json')
  const [, port] = await live.said(listening)
  connect(Number(port), '127.0.0.1').end(file)
  const { code, stdout } = await live.done
  expect(code).toBe(0)
  const document = JSON.parse(stdout) as {
    captures: { path: string; packets: number; fileBytes: number; sha256: string }[]
    findings: unknown[]
  }
  expect(document.captures).toMatchObject([
    { path: 'tcp-listen://127.0.0.1:0', packets: frames.length, fileBytes: file.length },
  ])
  expect(document.captures[0]?.sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(document.findings.length).toBeGreaterThan(0)
})

test('tcp: a header that is cut, and a recording that can not be read, are refused as they are in a file', async () => {
  for (const [bytes, line] of [
    [file.subarray(0, 4), /ends inside its pcap header \(4 of 24 bytes\)/],
    [Buffer.from('{'), /what comes is no packet capture/],
  ] as const) {
    const server = createServer((socket) => socket.on('error', () => socket.destroy()).end(bytes))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { code, stderr } = await start(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`).done
      expect(stderr).toMatch(line)
      expect(code).toBe(2)
    } finally {
      server.close()
    }
  }
})

test('tcp: Ctrl-C ends the capture, and the report of what came is written', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.write(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const live = start(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, '--idle', '120')
    await live.said(/connected to/)
    live.child.kill('SIGINT')
    const { code, stdout, stderr } = await live.done
    // However little had come by then: a report, or the one line that nothing had.
    if (code === 0) expect(stdout).toContain('COVERAGE')
    else expect([code, stderr]).toEqual([2, expect.stringContaining('nothing of a capture was received.')])
  } finally {
    server.close()
  }
})

test('udp-listen: the records of PCAPdroid are scanned, one in each datagram', async () => {
  const live = start('udp-listen://127.0.0.1:0', '--packets', String(frames.length))
  const [, port] = await live.said(listening)
  const socket = createSocket('udp4')
  const records = frames.map((frame) => pcapFile([frame]).subarray(24))
  for (const datagram of [file.subarray(0, 24), ...records])
    await new Promise((resolve) => socket.send(datagram, Number(port), '127.0.0.1', resolve))
  socket.close()
  const { code, stdout } = await live.done
  expect(code).toBe(0)
  expect(stdout).toContain('a.example.com')
  expect(stdout).toContain(`pcap, ${frames.length} packets`)
})

test('the user’s mistakes are one line, and exit code 2', async () => {
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as AddressInfo
      server.close(() => resolve(free))
    })
  })
  const cases: [string[], RegExp][] = [
    [[`tcp://127.0.0.1:${port}`], /^varde: tcp:\/\/127\.0\.0\.1:\d+: no connection: nobody listens there\.$/],
    [['https://a.example.com/capture.pcap'], /is no source: a capture comes over the network from tcp:/],
    [['tcp-listen://127.0.0.1:0', '--seconds', '1'], /nothing of a capture was received\.$/],
    [['tcp://127.0.0.1:1', 'other.pcap'], /is scanned alone/],
    [['some.pcap', '--idle', '5'], /--idle is for network sources: a file ends by itself\.$/],
    [['tcp://127.0.0.1:1', '--packets', '0'], /--packets 0: give a number from 1 to 2000000\.$/],
  ]
  for (const [args, line] of cases) {
    const { code, stdout, stderr } = await varde(['scan', ...args])
    expect(code, args.join(' ')).toBe(2)
    expect(stdout).toBe('')
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(line)
  }
})

test('a pipe: Ctrl-C ends the capture, and the last that its writer hands over is read', async () => {
  const live = start('-')
  // More than a pipe holds: once it is written, it is being read.
  const many = Array.from({ length: 2_000 }, () => frames).flat()
  const longer = pcapFile(many)
  await new Promise((resolve) => live.child.stdin?.write(longer.subarray(0, -1), resolve))
  live.child.kill('SIGINT')
  await new Promise((resolve) => setTimeout(resolve, 100))
  live.child.stdin?.write(longer.subarray(-1))
  const { code, stdout } = await live.done
  expect(code).toBe(0)
  expect(stdout).toContain('a.example.com')
  expect(stdout).toContain(`pcap, ${grouped(many.length)} packets`)
  expect(stdout).toContain('(source.input.interrupted)')
})
