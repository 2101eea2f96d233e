/** A frame of Xiaomi's push channel for tests: magic, version, length, content and four bytes of checksum. */
export function xiaomiFrame(content: Buffer): Buffer {
  const head = Buffer.from('c2fe000500000000', 'hex')
  head.writeUInt32BE(content.length, 4)
  return Buffer.concat([head, content, Buffer.from('00000001', 'hex')])
}
