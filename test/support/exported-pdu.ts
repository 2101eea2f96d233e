/** Builds what Wireshark exports of a capture: a message behind tags (epan/exported_pdu.h). */

export interface ExportedOptions {
  /** 2 TCP, 3 UDP; without it no ends are named. */
  portType?: number
  isV6?: boolean
  /** Of the target. */
  port?: number
  /** False where only the ports are named. */
  hasAddresses?: boolean
  /** The place in a stream: {@link tcpPlace}. */
  place?: Buffer
}

/** Where a piece stands in its stream: number of its first byte, and what it acknowledges. */
export function tcpPlace(sequence: number, acknowledgement: number): Buffer {
  const bytes = Buffer.alloc(20)
  bytes.writeUInt16BE(1, 0)
  bytes.writeUInt32BE(sequence, 2)
  bytes.writeUInt32BE(acknowledgement, 10)
  return bytes
}

/** A message of a protocol, as Wireshark calls it. */
export function exportedPdu(
  name: string,
  content: Buffer | string,
  { portType, isV6 = false, port = 80, hasAddresses = true, place }: ExportedOptions = {},
): Buffer {
  const text = Buffer.alloc((name.length + 4) & ~3)
  text.write(name, 'latin1')
  const address = (last: number): Buffer =>
    isV6
      ? Buffer.concat([
          Buffer.from('20010db8', 'hex'),
          Buffer.alloc(11),
          Buffer.from([last === 10 ? 0x10 : 0x20]),
        ])
      : Buffer.from(last === 10 ? [192, 0, 2, 10] : [198, 51, 100, 20])
  const ends =
    portType === undefined
      ? []
      : [
          ...(hasAddresses ? [tag(isV6 ? 22 : 20, address(10)), tag(isV6 ? 23 : 21, address(20))] : []),
          tag(24, word(portType)),
          tag(25, word(40_000)),
          tag(26, word(port)),
        ]
  const placed = place === undefined ? [] : [tag(34, place)]
  return Buffer.concat([
    tag(name.includes('.') ? 14 : 12, text),
    ...ends,
    ...placed,
    tag(0, Buffer.alloc(0)),
    Buffer.from(content),
  ])
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value, 0)
  return bytes
}

function tag(number: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(number, 0)
  head.writeUInt16BE(value.length, 2)
  return Buffer.concat([head, value])
}
