/**
 * A server on loopback that answers a real client by a script, and records both sides in the order in which they came, as
 * steps of a playbook.
 */
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { client, server } from './playbook.ts'
import type { Step } from './playbook.ts'

/** What to answer when the client's bytes so far (since the last answer) match; null: that all was said. */
export type Script = readonly (readonly [
  says: RegExp,
  answer: string | Buffer | null | ((ports: { own: number }) => string),
])[]

/** Runs `work` against a server with `greeting` and `script`; returns what was said. Each line of the script answers once. */
export async function recordTalk(
  greeting: string,
  script: Script,
  work: (port: number) => Promise<void>,
  port = 0,
): Promise<Step[]> {
  const steps: Step[] = []
  const sockets = new Set<Socket>()
  const listener = createServer((socket) => {
    sockets.add(socket)
    const left = [...script]
    let heard = ''
    const say = (bytes: string | Buffer): void => {
      const said = Buffer.from(bytes as string, 'latin1')
      steps.push(server(said))
      socket.write(said)
    }
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      steps.push(client(Buffer.from(chunk)))
      heard += chunk.toString('latin1')
      for (;;) {
        const index = left.findIndex(([says]) => says.test(heard))
        const found = left[index]
        if (found === undefined) return
        left.splice(index, 1)
        heard = heard.replace(found[0], '')
        const [, answer] = found
        if (answer === null) {
          socket.end()
          return
        }
        say(typeof answer === 'function' ? answer({ own: (listener.address() as AddressInfo).port }) : answer)
      }
    })
    if (greeting !== '') say(greeting)
  })
  listener.listen(port, '127.0.0.1')
  await once(listener, 'listening')
  try {
    await work((listener.address() as AddressInfo).port)
  } finally {
    for (const socket of sockets) socket.destroy()
    listener.close()
    await once(listener, 'close')
  }
  return steps
}

/** As `recordTalk`, on a port that is given; what was said is recorded elsewhere. */
export async function whileScripted(
  port: number,
  greeting: string,
  script: Script,
  work: () => Promise<void>,
): Promise<void> {
  await recordTalk(greeting, script, work, port)
}
