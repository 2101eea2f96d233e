import { TlsConversation } from '../bench/tls-stream.ts'
import { isLabel, sentAlone } from './carried.ts'
import type { Carrier } from './carried.ts'

/** The value as the first label of a name below the server's: asked of DNS, and told in the opening of TLS. */
export const nameCarriers: Readonly<Record<string, Carrier>> = {
  'DNS label': {
    takes: 'text',
    keeps: 'nothing',
    carry: ({ bytes }, host, rng) => {
      if (!isLabel(bytes)) return null
      const labels = [bytes.toString('latin1'), ...host.split('.')]
      const name = labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, 'latin1')])
      const head = Buffer.from('01000001000000000000', 'hex')
      return sentAlone(
        'udp',
        53,
        Buffer.concat([rng.bytes(2), head, ...name, Buffer.from('0000010001', 'hex')]),
      )
    },
  },
  'TLS SNI': {
    takes: 'text',
    keeps: 'nothing',
    carry: ({ bytes }, host, rng) => {
      if (!isLabel(bytes)) return null
      const tls = new TlsConversation(rng, `${bytes.toString('latin1')}.${host}`)
      return {
        transport: 'tcp',
        port: 443,
        turns: [
          { isClient: true, bytes: tls.hello },
          { isClient: false, bytes: tls.answer },
          { isClient: true, bytes: tls.clientFinished },
        ],
        keyLog: '',
        http: null,
      }
    },
  },
}
