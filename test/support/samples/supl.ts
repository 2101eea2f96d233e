import { client, server } from '../playbook.ts'
import {
  suplPlaces,
  suplPlacesList,
  suplPosition,
  suplReport,
  suplStart,
  suplStartWith,
} from '../supl-message.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

const heard = suplPlacesList(suplPlaces.wifi('34298f4a1b2c', '3c286d0a0b0c'), suplPlaces.lte())
const here = suplPosition(59.91273, 10.74609)

export const samples: readonly ProtocolSample[] = [
  {
    name: 'supl',
    transport: 'tcp',
    port: 7275,
    steps: [
      client(suplStart(3, '240075811111111', 'lte')),
      server(Buffer.from('0008020000002000', 'hex')),
      client(suplStartWith(suplPlaces.lte(), heard, here)),
      client(suplReport([here, here], heard)),
    ],
  },
]
