import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'
import { webSocketFrame } from '../websocket.ts'

/** Without its upgrade: as content alone tells it. */
export const samples: readonly ProtocolSample[] = [
  {
    name: 'websocket',
    transport: 'tcp',
    port: 80,
    steps: [
      client(webSocketFrame('{"imei":"356938035643809"}')),
      server(webSocketFrame('{"ok":true}', { isMasked: false })),
      client(webSocketFrame('{"imsi":"242010739182646"}')),
    ],
  },
]
