import type { ExchangeSummary } from '../../assess/types.ts'
import { latin1 } from '../../core/latin1.ts'
import { limits } from '../../core/limits.ts'
import type { DecodeInput } from '../../decode/types.ts'
import type { Exchange, Message } from '../../message/types.ts'
import { tunnelNames } from '../../packet/tunnel/tunnels.ts'

/** The request of an exchange, in short; `port`: that of the recipient, where it is known. */
export function summaryOf(
  exchange: Exchange,
  input: DecodeInput,
  host: string,
  message: Message,
  port: number,
): ExchangeSummary {
  return {
    protocol: exchange.protocol,
    method: latin1(message.head.buf, message.methodStart, message.methodEnd),
    host,
    path: pathOf(input.target),
    port,
    status: exchange.status,
    communityId: exchange.flow.communityId,
    ...(exchange.flow.tunnels === 0 ? {} : { tunnels: tunnelNames(exchange.flow.tunnels) }),
    ...(exchange.hasNoAnswer ? { hasNoAnswer: true as const } : {}),
    ...(exchange.mayBeUnsent ? { mayBeUnsent: true as const } : {}),
    ...(exchange.code.length === 0 ? {} : { code: exchange.code }),
  }
}

/** A path is shown to everybody: of a whole URL without the user and password in it. */
function pathOf(target: string): string {
  const question = target.indexOf('?')
  const path = question < 0 ? target : target.slice(0, question)
  const shown = path.includes('@') ? path.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1') : path
  const { pathCharactersMax } = limits.report
  if (shown.length <= pathCharactersMax) return shown
  // A piece of a text holds the whole of it in memory: copied.
  return `${Buffer.from(shown.slice(0, pathCharactersMax), 'latin1').toString('latin1')}…`
}
