import type { ExchangeSummary } from '../assess/types.ts'
import { latin1 } from '../core/latin1.ts'
import type { DecodeInput } from '../decode/types.ts'
import type { Exchange, Message } from '../message/types.ts'
import { tunnelNames } from '../packet/tunnel/tunnels.ts'

/** The request of an exchange, in short. */
export function summaryOf(
  exchange: Exchange,
  input: DecodeInput,
  host: string,
  message: Message,
): ExchangeSummary {
  const question = input.target.indexOf('?')
  return {
    protocol: exchange.protocol,
    method: latin1(message.head.buf, message.methodStart, message.methodEnd),
    host,
    path: withoutUser(question < 0 ? input.target : input.target.slice(0, question)),
    port: exchange.flow.serverPort,
    status: exchange.status,
    communityId: exchange.flow.communityId,
    ...(exchange.flow.tunnels === 0 ? {} : { tunnels: tunnelNames(exchange.flow.tunnels) }),
    ...(exchange.code.length === 0 ? {} : { code: exchange.code }),
  }
}

/** A whole URL, without the user and password in it: a path is shown to everybody. */
function withoutUser(path: string): string {
  return path.includes('@') ? path.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1') : path
}
