import { grpcMessage } from '../grpc.ts'
import { indexed, literal, literals, sizeUpdate } from '../hpack.ts'
import {
  clientStart,
  data,
  frame,
  headers,
  http2Flags,
  requestFields,
  settings,
  splitHeaders,
} from '../http2.ts'
import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'http2',
    transport: 'tcp',
    port: 80,
    steps: [
      client(Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1')),
      server(Buffer.from('000000040000000000', 'hex')),
    ],
  },
  {
    name: 'http2',
    transport: 'tcp',
    port: 80,
    steps: [
      client(
        Buffer.concat([
          clientStart,
          splitHeaders(1, requestFields('/a', [['content-type', 'application/grpc']], 'POST'), 30),
          data(1, Buffer.concat([grpcMessage('one'), grpcMessage('two')]), true),
          headers(3, Buffer.concat([literals(requestFields('/b'), true), indexed(62)]), true),
          frame('data', 5, Buffer.from('\x03late\0\0\0', 'latin1'), http2Flags.padded | http2Flags.endStream),
        ]),
      ),
      server(
        Buffer.concat([
          settings([1, 256]),
          frame(
            'pushPromise',
            1,
            Buffer.concat([Buffer.from([0, 0, 0, 2]), literals(requestFields('/p'))]),
            4,
          ),
          headers(1, Buffer.concat([sizeUpdate(256), literal(8, '103', { kind: 'inserted' })])),
          headers(1, [[':status', '200']]),
          data(1, 'answer'),
          headers(1, [['grpc-status', '0']], true),
          frame('rstStream', 3, Buffer.alloc(4)),
        ]),
      ),
    ],
  },
]
