/**
 * Stands between real programs on loopback and keeps what each said, in order; and makes a capture of it, as if it had
 * been recorded: so that other readers of captures can be asked about the same bytes.
 */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { pcapFile, TcpConversation } from './capture.ts'

export interface Relay {
  readonly port: number
  /** Ends all connections; then the capture of them, one after the other. */
  capture(): Promise<Buffer>
}

interface Said {
  readonly isClient: boolean
  readonly bytes: Buffer
}

/** Waits until the server listens on a free port of loopback; returns that. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A relay to `targetPort` on loopback; in the capture the server's port is `recordedPort`. */
export async function openRelay(targetPort: number, recordedPort = 80): Promise<Relay> {
  const connections: Said[][] = []
  const sockets: Socket[] = []
  const server = createServer((near) => {
    const said: Said[] = []
    connections.push(said)
    const far = connect(targetPort, '127.0.0.1')
    for (const [from, to, isClient] of [
      [near, far, true],
      [far, near, false],
    ] as const) {
      sockets.push(from)
      from.on('data', (bytes: Buffer) => {
        said.push({ isClient, bytes })
        to.write(bytes)
      })
      from.on('end', () => to.end())
      from.on('error', () => to.destroy())
    }
  })
  const port = await listen(server)
  return {
    port,
    capture: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
      const frames = connections.flatMap((said, index) => {
        const conversation = new TcpConversation({
          sourcePort: 40_000 + index,
          targetPort: recordedPort,
        }).open()
        for (const { isClient, bytes } of said) {
          if (isClient) conversation.send(bytes)
          else conversation.reply(bytes)
        }
        return conversation.close().frames
      })
      return pcapFile(frames)
    },
  }
}
