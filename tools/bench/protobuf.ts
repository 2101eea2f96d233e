/** A field of Protocol Buffers: a number is written as varint, text and what `message` made behind its length. */
export type ProtobufField = readonly [number: number, value: number | string | Buffer]

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80)
  bytes.push(rest)
  return Buffer.from(bytes)
}

/** A message of Protocol Buffers with these fields, in this order. */
export function protobufMessage(fields: readonly ProtobufField[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([number, value]) => {
      if (typeof value === 'number') return [varint(number * 8), varint(value)]
      const bytes = typeof value === 'string' ? Buffer.from(value) : value
      return [varint(number * 8 + 2), varint(bytes.length), bytes]
    }),
  )
}
