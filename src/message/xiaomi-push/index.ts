import type { Protocol } from '../types.ts'
import { XiaomiPushParser } from './machine.ts'
import { frameLength } from './parse.ts'

/** Xiaomi's push channel, recognised by its magic number and version. */
export const protocol: Protocol = {
  name: 'xiaomi-push',
  transport: 'tcp',
  isFoundMidStream: true,
  mayBeginWith: (first) => first === 0xc2,
  probe: (buf, start, end) => {
    const length = frameLength(buf, start, end)
    return length > 0 ? 'yes' : length === 0 ? 'more' : 'no'
  },
  open: (flow, context) => new XiaomiPushParser(flow, context),
}
