import type { Outcome } from './playbook.ts'
import { talk } from './tls-peers.ts'
import type { Talk, TalkOptions } from './tls-peers.ts'

/** Its body. */
export const body: string = 'x'.repeat(40_000)
/** What the client says first, in many records. */
export const post: string = `POST /report?imei=1 HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: ${body.length}\r\n\r\n${body}`
/** A request without a body. */
export const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a.example.com\r\n\r\n`
/** What the server answers. */
export const ok: string = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5000\r\n\r\n${'y'.repeat(5_000)}`

/** What requests and answers were read, in order. */
export const targets = (outcome: Outcome): string[] =>
  outcome.messages.map((message) =>
    message.kind === 'request'
      ? `${message.method} ${message.target} ${message.body.length}`
      : `${message.status} ${message.body.length}`,
  )

/** Such a conversation of real programs, with the given options. */
export async function conversation(options: Partial<TalkOptions>): Promise<Talk> {
  return talk({ serverName: 'www.example.com', says: [post, get('/b')], answers: ok, ...options })
}
