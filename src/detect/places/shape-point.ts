import { metresPerDegree } from '../grids/grid-cell.ts'

/**
 * The point of a shape as networks of telephony hand on where a phone is (3GPP TS 23.032, 6.1 and 7): the type of the shape
 * in one byte, a latitude of a sign and 23 bits, of which a quarter of a turn is 2^23, and a longitude of 24 bits, of which a
 * whole turn is 2^24.
 */

const coordinateBytes = 3
/** Bytes of a latitude and a longitude. */
export const shapePointBytes: number = coordinateBytes * 2
const bits = 24
const signBit = 1 << (bits - 1)
const latUnit = 2 ** 23 / 90
const lonUnit = 2 ** 24 / 360
/** How far a point may be from what is written, in metres. */
export const shapeMetres: number = metresPerDegree / lonUnit / 2

/** A point; with an uncertainty in a circle, in an ellipse; with a height, without and with what is uncertain of it; part of a ring (table 2a). The other half of the byte is spare. */
const shapeTypes: ReadonlySet<number> = new Set([0x00, 0x10, 0x30, 0x80, 0x90, 0xa0])

/** The latitude as it is written. */
export function shapeLatitude(degrees: number): Buffer {
  const size = Math.min(signBit - 1, Math.floor(Math.abs(degrees) * latUnit))
  const bytes = Buffer.alloc(coordinateBytes)
  bytes.writeUIntBE(degrees < 0 ? size + signBit : size, 0, coordinateBytes)
  return bytes
}

/** The point at `at` in `buf[from, end)`, behind the type of its shape; null where there is none. */
export function shapePointAt(
  buf: Buffer,
  at: number,
  from: number,
  end: number,
): { lat: number; lon: number } | null {
  if (at - 1 < from || at + shapePointBytes > end || !shapeTypes.has(buf[at - 1] as number)) return null
  const written = buf.readUIntBE(at, coordinateBytes)
  // Each number stands for the part of a degree that begins at it (6.1).
  const size = ((written & (signBit - 1)) + 0.5) / latUnit
  return {
    lat: written < signBit ? size : -size,
    lon: (buf.readIntBE(at + coordinateBytes, coordinateBytes) + 0.5) / lonUnit,
  }
}

/** What a type and a point within so many degrees say: -log2 of the chance that random bits are such. */
export function shapeBits(latReach: number, lonReach: number): number {
  const patterns = shapeTypes.size * 2 * latReach * latUnit * 2 * lonReach * lonUnit
  return 8 + 2 * bits - Math.log2(patterns)
}
