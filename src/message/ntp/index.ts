import type { Protocol } from '../types.ts'
import { NtpParser } from './machine.ts'
import { isNtpAnywhere, isNtpHeader } from './parse.ts'

const ntpPort = 123

/** NTP and SNTP: by a header that can be, on its own port; elsewhere only where more of it is certain. */
export const protocol: Protocol = {
  name: 'ntp',
  transport: 'udp',
  probe: (buf, start, end, _direction, flow) => {
    const isNtpPort = flow.serverPort === ntpPort || flow.clientPort === ntpPort
    const isNtp = isNtpPort ? isNtpHeader(buf, start, end) : isNtpAnywhere(buf, start, end, flow.firstSec)
    return isNtp ? 'yes' : 'no'
  },
  open: (flow, context) => new NtpParser(flow, context),
}
