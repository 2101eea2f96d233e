import { formatAddress } from '../../../core/address.ts'

/** Bytes of an address by the type of its record: IPv4, IPv6. */
const addressBytesOf: Readonly<Record<number, number>> = { 1: 4, 2: 16 }
const lastRecord = 0
const recordHeadBytes = 4

/**
 * Name resolution records (draft-ietf-opsawg-pcapng, section 4.5): an address, then names that end in a zero byte. Gives
 * where the options behind the last record begin, -1 where the records are cut; a record without a name is `odd`.
 */
export function readNameRecords(
  buf: Buffer,
  start: number,
  end: number,
  isBigEndian: boolean,
  take: (address: string, name: Buffer) => void,
  odd: () => void,
): number {
  const half = (at: number): number => (isBigEndian ? buf.readUInt16BE(at) : buf.readUInt16LE(at))
  let at = start
  while (end - at >= recordHeadBytes) {
    const type = half(at)
    const length = half(at + 2)
    if (type === lastRecord) return at + recordHeadBytes
    const from = at + recordHeadBytes
    if (end - from < length) break
    const addressBytes = addressBytesOf[type] ?? 0
    if (addressBytes > 0 && length > addressBytes)
      takeNames(buf, from + addressBytes, from + length, addressAt(buf, from, addressBytes), take)
    else if (addressBytes > 0) odd()
    at = from + ((length + 3) & ~3)
  }
  return at < end ? -1 : end
}

function addressAt(buf: Buffer, at: number, bytes: number): string {
  if (bytes === 4) return formatAddress(0, 0, 0xffff, buf.readInt32BE(at))
  const word = (index: number): number => buf.readInt32BE(at + index * 4)
  return formatAddress(word(0), word(1), word(2), word(3))
}

function takeNames(
  buf: Buffer,
  start: number,
  end: number,
  address: string,
  take: (address: string, name: Buffer) => void,
): void {
  for (let at = start; at < end; ) {
    let stop = at
    while (stop < end && buf[stop] !== 0) stop++
    if (stop > at) take(address, buf.subarray(at, stop))
    at = stop + 1
  }
}
