/** Fields of Protocol Buffers for tests: short ones, with numbers below 16 and lengths below 128. */
export function protobufBytes(number: number, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content as string, 'latin1')
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes])
}

export function protobufNumber(number: number, value: number): Buffer {
  return Buffer.from([number << 3, value])
}
