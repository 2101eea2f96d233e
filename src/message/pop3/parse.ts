/** Recognises POP3 (RFC 1939). */
import { firstLine, mayBegin, mayStart } from '../dialogue.ts'

const pop3Ports: ReadonlySet<number> = new Set([110, 995])
const greeting = '+OK '
/** Redis says it, too, as its answer to a command: it greets where nobody spoke before it. */
const bareGreeting = '+OK\r\n'
const commands = ['CAPA\r\n', 'APOP ', 'STLS\r\n']
const userCommand = 'USER '

/**
 * A server's greeting; a client's first command that nobody else has, or `USER` on the protocol's own port. `isFirst`: the
 * other end said nothing before.
 */
export function probeStart(
  buf: Buffer,
  start: number,
  end: number,
  direction: 0 | 1,
  serverPort: number,
  isFirst: boolean,
): 'yes' | 'no' | 'more' {
  if (!mayStart(buf, start, end, direction === 1 ? '+' : 'CASU')) return 'no'
  const { text, isWhole } = firstLine(buf, start, end)
  const line = isWhole ? `${text}\r\n` : text
  const isOwnPort = pop3Ports.has(serverPort)
  const greetings = isFirst || isOwnPort ? [greeting, bareGreeting] : [greeting]
  const own = direction === 1 ? greetings : isOwnPort ? [...commands, userCommand] : commands
  if (own.some((word) => line.toUpperCase().startsWith(word))) return 'yes'
  return !isWhole && mayBegin(line, own) ? 'more' : 'no'
}
