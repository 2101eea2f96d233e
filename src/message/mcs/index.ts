import type { Protocol } from '../types.ts'
import { McsParser } from './machine.ts'
import { isVersion, probeStart } from './parse.ts'

/** The push channel of Google (MCS), nearly always inside TLS, on ports 5228 to 5230 and 443. */
export const protocol: Protocol = {
  name: 'mcs',
  transport: 'tcp',
  mayBeginWith: isVersion,
  probe: (buf, start, end, direction) => probeStart(buf, start, end, direction),
  open: (flow, context) => new McsParser(flow, context),
}
