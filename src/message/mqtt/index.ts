import type { Protocol } from '../types.ts'
import { MqttParser } from './machine.ts'
import { isPublish, packetTypes, probeConnect } from './parse.ts'

/** MQTT 3.1, 3.1.1 and 5.0, in clear or inside TLS. */
export const protocol: Protocol = {
  name: 'mqtt',
  transport: 'tcp',
  isFoundMidStream: true,
  // A connect; or, joined late, a publish.
  mayBeginWith: (first) => first >> 4 === packetTypes.connect || first >> 4 === packetTypes.publish,
  probe: (buf, start, end, direction, flow) => {
    if (flow.isRoleGuessed && isPublish(buf, start, end)) return 'yes'
    return direction === 0 ? probeConnect(buf, start, end) : 'no'
  },
  open: (flow, context) => new MqttParser(flow, context),
}
