import type { Direction } from '../../core/verdict.ts'
import { textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'

/** Words of recorders for who sent a message of a WebSocket. */
const words: ReadonlyMap<string, Direction> = new Map<string, Direction>([
  ...['send', 'sent', 'outgoing', 'out', 'request', 'client', 'upload', 'tx'].map(
    (word): [string, Direction] => [word, 0],
  ),
  ...['receive', 'received', 'recv', 'incoming', 'in', 'response', 'server', 'download', 'rx'].map(
    (word): [string, Direction] => [word, 1],
  ),
])

/** Members that hold such a word, or say yes or no to the client. */
const named = ['type', 'direction', 'from', 'sender']
const asked = ['from_client', 'fromClient', 'isFromClient', 'outgoing']

/** Who sent a message of a WebSocket in a HAR file: 0 for the phone, 1 for the server, null where it does not say. */
export function socketDirection(message: JsonRecord): Direction | null {
  for (const name of named) {
    const direction = words.get(textOf(message[name]).toLowerCase())
    if (direction !== undefined) return direction
  }
  const answer = asked.map((name) => message[name]).find((value) => typeof value === 'boolean')
  return answer === undefined ? null : answer ? 0 : 1
}
