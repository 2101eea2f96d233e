import { mqttPacket, mqttString } from '../mqtt-packet.ts'
import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'mqtt',
    transport: 'tcp',
    port: 1883,
    steps: [
      client(mqttPacket(0x10, [mqttString('MQTT'), Buffer.from([4, 2, 0, 60]), mqttString('phone-7')])),
      server(Buffer.from([0x20, 2, 0, 0])),
      client(mqttPacket(0x30, [mqttString('fleet/phone-7'), Buffer.from('{"imei":"356938035643809"}')])),
    ],
  },
]
