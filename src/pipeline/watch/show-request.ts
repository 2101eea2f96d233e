import { latin1 } from '../../core/latin1.ts'
import type { Exchange, Message } from '../../message/types.ts'
import { inputOf } from '../observations/message-fields.ts'
import type { RequestWatch } from './request-watch.ts'

/** Shows a request to who is shown every request. `name`: of the server; '' where it has none. */
export function showRequest(watch: RequestWatch, exchange: Exchange, message: Message, name: string): void {
  const { flow, mayBeUnsent } = exchange
  const { head } = message
  const method = latin1(head.buf, message.methodStart, message.methodEnd)
  watch.request(inputOf(message), {
    host: name || flow.serverAddress,
    method,
    sec: message.sec,
    nsec: message.nsec,
    flow: flow.communityId,
    mayBeUnsent,
  })
}
