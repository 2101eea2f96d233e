import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePort, freePorts } from './free-ports.ts'

test('no two ports are the same, and no client is given one of them by the system', async () => {
  const ports = await freePorts(100)
  expect(new Set(ports).size).toBe(100)
  const path = '/proc/sys/net/ipv4/ip_local_port_range'
  const firstOfClients =
    process.platform === 'linux' ? Number(readFileSync(path, 'utf8').split('\t')[0]) : 49_152
  expect(Math.max(...ports)).toBeLessThan(firstOfClients)
})

test('a port that is in use, for TCP or for UDP, is not chosen', async () => {
  const port = await freePort()
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  const socket = createSocket('udp4').bind(port + 1, '127.0.0.1')
  await once(socket, 'listening')
  // Nearly all that one test chooses from, so that both are met.
  const all = await freePorts(2_300)
  expect(all).not.toContain(port)
  expect(all).not.toContain(port + 1)
  server.close()
  socket.close()
})
