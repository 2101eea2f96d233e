/** SNTP (RFC 4330): 48 bytes each way. */
const SECONDS_1900_TO_1970 = 2_208_988_800

function writeTime(out: Buffer, at: number, nowMs: number): void {
  const seconds = Math.floor(nowMs / 1000)
  out.writeUInt32BE(seconds + SECONDS_1900_TO_1970, at)
  out.writeUInt32BE(Math.floor(((nowMs - seconds * 1000) / 1000) * 0x1_0000_0000), at + 4)
}

export function encodeNtpRequest(nowMs: number): Buffer {
  const out = Buffer.alloc(48)
  out[0] = 0x1b
  writeTime(out, 40, nowMs)
  return out
}

export function encodeNtpAnswer(request: Buffer, nowMs: number): Buffer {
  const out = Buffer.alloc(48)
  out[0] = 0x1c
  out[1] = 1
  out[3] = 0xec
  out.write('GOOG', 12, 'latin1')
  writeTime(out, 16, nowMs - 5000)
  request.copy(out, 24, 40, 48)
  writeTime(out, 32, nowMs)
  writeTime(out, 40, nowMs)
  return out
}
