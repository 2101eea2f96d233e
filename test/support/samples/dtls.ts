import { client } from '../playbook.ts'
import { clientHello } from '../tls-hello.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

/** A ClientHello of DTLS 1.2 without a cookie (RFC 6347, 4.2), in one record. */
function dtlsHello(): Buffer {
  const tls = clientHello({ sni: 'coap.example.com', legacyVersion: 0xfefd })
  const sessionEnd = 4 + 34 + 1 + tls.readUInt8(38)
  const body = Buffer.concat([tls.subarray(4, sessionEnd), Buffer.from([0]), tls.subarray(sessionEnd)])
  const message = Buffer.alloc(12)
  message[0] = 1
  message.writeUIntBE(body.length, 1, 3)
  message.writeUIntBE(body.length, 9, 3)
  const record = Buffer.alloc(13)
  record[0] = 22
  record.writeUInt16BE(0xfefd, 1)
  record.writeUInt16BE(message.length + body.length, 11)
  return Buffer.concat([record, message, body])
}

export const samples: readonly ProtocolSample[] = [
  { name: 'dtls', transport: 'udp', port: 5684, steps: [client(dtlsHello())] },
]
