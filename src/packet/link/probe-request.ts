/**
 * Requests of 802.11 by which a phone looks for a network that it knows (IEEE 802.11-2020, 9.3.3.9): it calls its name, for
 * all to hear who are near. Wi-Fi Direct and WPS add what the device calls itself (Wi-Fi Simple Configuration 2.0.8, 12).
 */
import { tellingFrames } from '../../core/telling-frames.ts'

/** What such frames are counted as, where they name a network or the device. */
export const probeRequestName: string = tellingFrames.probeRequest

/** The subtype of management frames. */
export const probeRequestSubtype = 4

const headerBytes = 24
const controlBytes = 4
const hasControl = 0x80
const ssidBytesMax = 32

const elements = { ssid: 0, vendor: 221 } as const
/** The organisation and type of a WPS element. */
const wps = 0x0050_f204
/** Attributes of WPS that tell one device from another. */
const wpsNames: ReadonlyMap<number, string> = new Map([
  [0x1011, 'Device-Name'],
  [0x1023, 'Model'],
  [0x1042, 'Serial-Number'],
])

/** A named value `[start, end)`. */
export interface ProbeField {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** What the probe request `buf[at, end)` names; empty where it asks for any network, and says nothing of itself. */
export function probeFields(buf: Buffer, at: number, end: number): ProbeField[] {
  const fields: ProbeField[] = []
  const body =
    at + headerBytes + (end > at + 1 && ((buf[at + 1] as number) & hasControl) !== 0 ? controlBytes : 0)
  for (let element = body; element + 2 <= end; ) {
    const start = element + 2
    const stop = start + (buf[element + 1] as number)
    if (stop > end) break
    const kind = buf[element]
    if (kind === elements.ssid && stop - start <= ssidBytesMax) put(fields, 'SSID', buf, start, stop)
    else if (kind === elements.vendor && stop - start > 4 && buf.readUInt32BE(start) === wps)
      readWps(buf, start + 4, stop, fields)
    element = stop
  }
  return fields
}

/** Attributes of two bytes of type and of length each. */
function readWps(buf: Buffer, start: number, end: number, fields: ProbeField[]): void {
  for (let at = start; at + 4 <= end; ) {
    const stop = at + 4 + buf.readUInt16BE(at + 2)
    if (stop > end) return
    const name = wpsNames.get(buf.readUInt16BE(at))
    if (name !== undefined) put(fields, name, buf, at + 4, stop)
    at = stop
  }
}

/** Some devices fill a name that they leave out with zeros or blanks. */
function put(fields: ProbeField[], name: string, buf: Buffer, start: number, end: number): void {
  for (let at = start; at < end; at++) {
    if (buf[at] === 0 || buf[at] === 0x20) continue
    fields.push({ name, start, end })
    return
  }
}
