/** Builds what carries several packets at once: transfers of USB to a tethered phone, and what its modem hands over. */

/** Frames as RNDIS carries them: messages of 44 bytes and a frame, one behind the other. */
export function rndis(frames: readonly Buffer[]): Buffer {
  return Buffer.concat(
    frames.flatMap((frame) => {
      const header = Buffer.alloc(44)
      header.writeUInt32LE(1, 0)
      header.writeUInt32LE(44 + frame.length, 4)
      header.writeUInt32LE(36, 8)
      header.writeUInt32LE(frame.length, 12)
      return [header, frame]
    }),
  )
}

/** A block of NCM (CDC NCM 1.0) with its table at the end, as Linux writes it; `signature` of the table. */
export function ncm(frames: readonly Buffer[], signature = 'NCM0'): Buffer {
  const { content, starts } = aligned(frames, 12)
  const table = Buffer.alloc(8 + 4 * (frames.length + 1))
  table.write(signature, 0, 'latin1')
  table.writeUInt16LE(table.length, 4)
  frames.forEach((frame, index) => {
    table.writeUInt16LE(starts[index] as number, 8 + 4 * index)
    table.writeUInt16LE(frame.length, 10 + 4 * index)
  })
  const header = Buffer.alloc(12)
  header.write('NCMH', 0, 'latin1')
  header.writeUInt16LE(12, 4)
  header.writeUInt16LE(12 + content.length + table.length, 8)
  header.writeUInt16LE(12 + content.length, 10)
  return Buffer.concat([header, content, table])
}

/** The same with numbers of 32 bits. */
export function ncm32(frames: readonly Buffer[]): Buffer {
  const { content, starts } = aligned(frames, 16)
  const table = Buffer.alloc(16 + 8 * (frames.length + 1))
  table.write('ncm0', 0, 'latin1')
  table.writeUInt16LE(table.length, 4)
  frames.forEach((frame, index) => {
    table.writeUInt32LE(starts[index] as number, 16 + 8 * index)
    table.writeUInt32LE(frame.length, 20 + 8 * index)
  })
  const header = Buffer.alloc(16)
  header.write('ncmh', 0, 'latin1')
  header.writeUInt16LE(16, 4)
  header.writeUInt32LE(16 + content.length + table.length, 8)
  header.writeUInt32LE(16 + content.length, 12)
  return Buffer.concat([header, content, table])
}

function aligned(frames: readonly Buffer[], headerBytes: number): { content: Buffer; starts: number[] } {
  const starts: number[] = []
  let content: Buffer = Buffer.alloc(0)
  for (const frame of frames) {
    starts.push(headerBytes + content.length)
    content = Buffer.concat([content, frame, Buffer.alloc((4 - (frame.length % 4)) % 4)])
  }
  return { content, starts }
}

/** A transfer as Linux captures it (usbmon): bulk unless `kind` says otherwise. */
export function usbmon(content: Buffer, headerBytes: 48 | 64, kind = 3): Buffer {
  const header = Buffer.alloc(headerBytes)
  header[8] = 0x53
  header[9] = kind
  header[10] = 2
  header[14] = 0x2d
  header[15] = content.length > 0 ? 0 : 0x3c
  header.writeInt32LE(-115, 28)
  header.writeUInt32LE(content.length, 32)
  header.writeUInt32LE(content.length, 36)
  return Buffer.concat([header, content])
}

/** The same as USBPcap captures it. */
export function usbPcap(content: Buffer): Buffer {
  const header = Buffer.alloc(27)
  header.writeUInt16LE(27, 0)
  header.writeUInt16LE(9, 14)
  header[21] = 2
  header[22] = 3
  header.writeUInt32LE(content.length, 23)
  return Buffer.concat([header, content])
}

/** Bytes around each packet. */
export interface QmapOptions {
  padBytes?: number
  headerBytes?: number
  trailerBytes?: number
}

/** Packets as QMAP carries them, with what its versions put around them. */
export function qmap(
  packets: readonly Buffer[],
  { padBytes = 0, headerBytes = 0, trailerBytes = 0 }: QmapOptions = {},
): Buffer {
  return Buffer.concat(
    packets.flatMap((packet) => {
      const header = Buffer.alloc(4 + headerBytes)
      header[0] = padBytes | (headerBytes > 0 ? 0x40 : 0)
      header[1] = 1
      header.writeUInt16BE(packet.length + padBytes, 2)
      if (headerBytes > 0) header[4] = 4
      return [header, packet, Buffer.alloc(padBytes), Buffer.alloc(trailerBytes, 0xaa)]
    }),
  )
}
