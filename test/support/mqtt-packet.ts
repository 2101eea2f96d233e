/** Builds MQTT packets for tests (MQTT 5.0, 1.5 and 2.1). */

function lengthBytes(length: number): Buffer {
  const bytes: number[] = []
  let rest = length
  do {
    bytes.push((rest % 128) | (rest >= 128 ? 0x80 : 0))
    rest = Math.floor(rest / 128)
  } while (rest > 0)
  return Buffer.from(bytes)
}

/** A packet with its first byte (type and flags) and length. */
export function mqttPacket(first: number, parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([first]), lengthBytes(content.length), content])
}

/** A string or binary value behind its length. */
export function mqttString(text: string): Buffer {
  const content = Buffer.from(text, 'latin1')
  const length = Buffer.alloc(2)
  length.writeUInt16BE(content.length)
  return Buffer.concat([length, content])
}

/** Properties behind their length. */
export function mqttVariable(parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([lengthBytes(content.length), content])
}
