import type { Protocol } from '../types.ts'
import { SuplParser } from './machine.ts'
import { lengthHighMax, probeStart } from './parse.ts'

/** SUPL in clear; inside TLS, as it should be. */
const suplPorts: ReadonlySet<number> = new Set([7275, 7276])

/** SUPL (ULP), in clear or inside TLS. */
export const protocol: Protocol = {
  name: 'supl',
  transport: 'tcp',
  // The upper byte of a length.
  mayBeginWith: (first) => first <= lengthHighMax,
  probe: (buf, start, end, _direction, flow) => probeStart(buf, start, end, suplPorts.has(flow.serverPort)),
  open: (flow, context) => new SuplParser(flow, context),
}
