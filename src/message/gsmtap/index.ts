import type { Protocol } from '../types.ts'
import { GsmtapParser } from './machine.ts'
import { gsmtapPort, isGsmtap } from './parse.ts'

/** GSMTAP (osmocom.org): what programs that listen to a modem send to one that records it, on its port alone. */
export const protocol: Protocol = {
  name: 'gsmtap',
  transport: 'udp',
  probe: (buf, start, end, _direction, flow) =>
    flow.serverPort === gsmtapPort && isGsmtap(buf, start, end) ? 'yes' : 'no',
  open: (flow, context) => new GsmtapParser(flow, context),
}
