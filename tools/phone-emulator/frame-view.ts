/** As much of an Ethernet frame as retiming needs: whose conversation, which way, and the checksum's place. */
export interface FrameView {
  /** The same text for both directions of a conversation. Empty for frames outside IP, TCP and UDP. */
  readonly conversation: string
  readonly isFromPhone: boolean
  /** Address of the other side, as hex. */
  readonly serverAddress: string
  readonly phonePort: number
  readonly payloadBytes: number
  /** TCP, UDP (17) or another protocol number. */
  readonly protocol: number
  readonly network: number
  readonly transport: number
  readonly transportBytes: number
}

const TCP = 6
const UDP = 17
const ETHERNET_BYTES = 14

/** Null for frames that are not TCP or UDP over IPv4 or IPv6 without extension headers and fragments. */
export function viewFrame(frame: Buffer, phoneMac: Buffer): FrameView | null {
  if (frame.length < ETHERNET_BYTES + 20) return null
  const isFromPhone = frame.subarray(6, 12).equals(phoneMac)
  const type = frame.readUInt16BE(12)
  const network = ETHERNET_BYTES
  let addresses: number
  let addressBytes: number
  let protocol: number
  let transport: number
  let transportBytes: number
  if (type === 0x0800) {
    if ((frame.readUInt16BE(network + 6) & 0x3fff) !== 0) return null
    const headerBytes = ((frame[network] ?? 0) & 15) * 4
    protocol = frame[network + 9] ?? 0
    addresses = network + 12
    addressBytes = 4
    transport = network + headerBytes
    transportBytes = frame.readUInt16BE(network + 2) - headerBytes
  } else if (type === 0x86dd && frame.length >= network + 40) {
    protocol = frame[network + 6] ?? 0
    addresses = network + 8
    addressBytes = 16
    transport = network + 40
    transportBytes = frame.readUInt16BE(network + 4)
  } else {
    return null
  }
  if (protocol !== TCP && protocol !== UDP) return null
  const headerMin = protocol === TCP ? 20 : 8
  if (transportBytes < headerMin || transport + transportBytes > frame.length) return null
  const phoneAt = isFromPhone ? 0 : 1
  const server = addresses + (1 - phoneAt) * addressBytes
  const phonePort = frame.readUInt16BE(transport + phoneAt * 2)
  const serverPort = frame.readUInt16BE(transport + (1 - phoneAt) * 2)
  const serverAddress = frame.toString('hex', server, server + addressBytes)
  const headerBytes = protocol === TCP ? ((frame[transport + 12] ?? 0) >> 4) * 4 : 8
  return {
    conversation: `${protocol} ${phonePort} ${serverPort} ${serverAddress}`,
    isFromPhone,
    serverAddress,
    phonePort,
    payloadBytes: transportBytes - headerBytes,
    protocol,
    network,
    transport,
    transportBytes,
  }
}

/**
 * Finishes a transport checksum in place. A veth pair hands frames over before the checksum is computed
 * (offloading), so a capture on it holds unfinished ones; the network card of a real path finishes them.
 * Tells whether it had to.
 */
export function finishChecksum(frame: Buffer, view: FrameView): boolean {
  const at = view.transport + (view.protocol === TCP ? 16 : 6)
  const before = frame.readUInt16BE(at)
  frame.writeUInt16BE(0, at)
  const isV6 = frame.readUInt16BE(12) === 0x86dd
  const addresses = view.network + (isV6 ? 8 : 12)
  let sum = view.protocol + view.transportBytes
  for (let i = addresses; i < addresses + (isV6 ? 32 : 8); i += 2) sum += frame.readUInt16BE(i)
  const end = view.transport + view.transportBytes
  for (let i = view.transport; i + 1 < end; i += 2) sum += frame.readUInt16BE(i)
  if (view.transportBytes % 2 === 1) sum += (frame[end - 1] ?? 0) << 8
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  let checksum = ~sum & 0xffff
  if (checksum === 0 && view.protocol === UDP) checksum = 0xffff
  frame.writeUInt16BE(checksum, at)
  return checksum !== before
}
