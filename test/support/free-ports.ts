/** Ports for programs that must be told where to listen, chosen before they do. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below what systems hand out to clients by themselves (Linux from 32,768, others from 49,152): between the choice and
 * the program that listens, a port out of that range may become the client's end of another conversation, which is then
 * recorded as if it belonged to this one.
 */
const lowest = 10_000
const highest = 30_000
/** Tests that run at the same time choose from parts of their own. */
const partCount = 8
const partLength = (highest - lowest) / partCount

/** So many ports of 127.0.0.1 that nobody uses now, for TCP and UDP, no two the same. */
export async function freePorts(count: number): Promise<number[]> {
  const part = Number(process.env['VITEST_POOL_ID'] ?? 0) % partCount
  const first = Math.floor(Math.random() * partLength)
  const ports: number[] = []
  for (let step = 0; ports.length < count; step++) {
    if (step === partLength) throw new Error(`there are no ${count} free ports`)
    const port = lowest + part * partLength + ((first + step) % partLength)
    if ((await isFreeForTcp(port)) && (await isFreeForUdp(port))) ports.push(port)
  }
  return ports
}

export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1)
  return port
}

async function isFreeForTcp(port: number): Promise<boolean> {
  const server = createServer()
  const isFree = new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  if (!(await isFree)) return false
  server.close()
  await once(server, 'close')
  return true
}

async function isFreeForUdp(port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  const isFree = new Promise<boolean>((resolve) => {
    socket.once('error', () => resolve(false))
    socket.bind(port, '127.0.0.1', () => resolve(true))
  })
  const answer = await isFree
  socket.close()
  await once(socket, 'close')
  return answer
}
