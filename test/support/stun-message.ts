/** Builds STUN messages for tests (RFC 8489, 5 and 14). */
export function stunMessage(
  type: number,
  attributes: readonly (readonly [type: number, value: Buffer])[],
  transaction = 'transaction1',
): Buffer {
  const content = Buffer.concat(
    attributes.map(([attribute, value]) => {
      const head = Buffer.alloc(4)
      head.writeUInt16BE(attribute, 0)
      head.writeUInt16BE(value.length, 2)
      return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)])
    }),
  )
  const header = Buffer.alloc(8)
  header.writeUInt16BE(type, 0)
  header.writeUInt16BE(content.length, 2)
  header.writeUInt32BE(0x2112_a442, 4)
  return Buffer.concat([header, Buffer.from(transaction.padEnd(12).slice(0, 12), 'latin1'), content])
}
