import type { Protocol } from '../types.ts'
import { isLocalNameService } from './local.ts'
import { DnsDatagramParser } from './machine.ts'
import { probeDatagram, probeStream } from './probe.ts'
import { DnsStreamParser } from './stream-machine.ts'

/** DNS over UDP and TCP, and its local relatives: mDNS, LLMNR, NetBIOS names. */
export const protocols: readonly Protocol[] = [
  {
    name: 'dns',
    transport: 'udp',
    probe: (buf, start, end, _direction, flow) =>
      isLocalNameService(flow) ? 'no' : probeDatagram(buf, start, end, flow),
    open: (flow, context) => new DnsDatagramParser(flow, context, false),
  },
  {
    name: 'mdns',
    transport: 'udp',
    probe: (buf, start, end, _direction, flow) =>
      isLocalNameService(flow) ? probeDatagram(buf, start, end, flow) : 'no',
    open: (flow, context) => new DnsDatagramParser(flow, context, true),
  },
  {
    name: 'dns',
    transport: 'tcp',
    // The upper byte of a length; what is longer is more likely text.
    mayBeginWith: (first) => first <= 0x20,
    probe: (buf, start, end, direction, flow) => probeStream(buf, start, end, direction, flow),
    open: (flow, context) => new DnsStreamParser(flow, context),
  },
]
