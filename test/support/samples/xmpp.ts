import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'xmpp',
    transport: 'tcp',
    port: 5222,
    steps: [
      client(
        "<?xml version='1.0'?><stream:stream to='chat.example.com' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>",
      ),
      server("<stream:stream id='1' from='chat.example.com'><stream:features/>"),
      client("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGFsaWNlAGh1bnRlcjI=</auth>"),
      server("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"),
      client("<message to='bob@example.com'><body>imei=356938035643809</body></message> "),
    ],
  },
]
