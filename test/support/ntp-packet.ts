/** An NTP packet for tests (RFC 5905, 7.3): first byte, stratum, and times of February 2019 or as given. */
export function ntpPacket(first: number, stratum: number, unixSeconds = 1_549_864_800): Buffer {
  const packet = Buffer.alloc(48)
  packet[0] = first
  packet[1] = stratum
  const seconds = (unixSeconds + 2_208_988_800) % 2 ** 32
  // A client that asks knows only when it asks.
  for (const at of stratum === 0 ? [40] : [16, 24, 32, 40]) packet.writeUInt32BE(seconds, at)
  return packet
}
