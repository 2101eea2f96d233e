/** A message of gRPC behind its flag and length. */
export function grpcMessage(payload: Buffer | string, flag = 0, length?: number): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload, 'latin1') : payload
  const prefix = Buffer.alloc(5)
  prefix[0] = flag
  prefix.writeUInt32BE(length ?? bytes.length, 1)
  return Buffer.concat([prefix, bytes])
}
