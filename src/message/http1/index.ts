import type { Protocol } from '../types.ts'
import { asksForText, isRequestBegun, probeStart } from './start-line.ts'
import { openParser } from './resting-parser.ts'

/** HTTP/1.0 and HTTP/1.1 over TCP, and what is close to them. */
export const protocol: Protocol = {
  name: 'http',
  transport: 'tcp',
  isFoundMidStream: true,
  probe: (buf, start, end, direction) => probeStart(buf, start, end, direction === 1),
  isBegun: (buf, start, end, heard, direction) =>
    isRequestBegun(buf, start, end, direction) && !asksForText(heard),
  open: openParser,
}
