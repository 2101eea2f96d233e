import type { Protocol } from '../types.ts'
import { CapsuleParser } from './machine.ts'
import { capsuleLength } from './parse.ts'
import { capsuleTokens } from './target.ts'

/** What goes through a proxy of datagrams or packets, which is asked for in any version of HTTP: known by that alone. */
export const protocol: Protocol = {
  name: 'http',
  transport: 'tcp',
  upgradeTokens: capsuleTokens,
  probe: (buf, start, end) => {
    const length = capsuleLength(buf, start, end)
    if (length === 0) return 'more'
    return length < 0 ? 'no' : 'yes'
  },
  probeUnnamed: () => 'no',
  open: (flow, context, switched) => new CapsuleParser(flow, context, switched),
}
