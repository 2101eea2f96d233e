import type { MessageSink } from '../../message/types.ts'

const nothing = (): void => undefined

/** Takes messages and does nothing with them: what a sink that looks for one thing does with all others. */
export const deafSink: MessageSink = {
  request: nothing,
  response: nothing,
  closed: nothing,
  recognised: nothing,
  serverName: nothing,
  clientHello: nothing,
  localName: nothing,
  dns: nothing,
}
