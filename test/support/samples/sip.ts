import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = (['udp', 'tcp'] as const).map(
  (transport): ProtocolSample => ({
    name: 'sip',
    transport,
    port: 5060,
    steps: [
      client(
        'REGISTER sip:240075811111111@ims.mnc007.mcc240.3gppnetwork.org SIP/2.0\r\nCall-ID: a\r\nCSeq: 1 REGISTER\r\n' +
          'Contact: <sip:192.0.2.1>;+sip.instance="<urn:gsma:imei:35693803-564380-9>"\r\nContent-Length: 0\r\n\r\n',
      ),
      server('SIP/2.0 401 Unauthorized\r\nCall-ID: a\r\nCSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n'),
      client(
        'MESSAGE tel:+4790000001 SIP/2.0\r\ni: b\r\nCSeq: 2 MESSAGE\r\nc: text/plain\r\nl: 5\r\n\r\nhello',
      ),
    ],
  }),
)
