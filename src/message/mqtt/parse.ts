import type { AnomalyCode } from '../../core/anomaly.ts'
import { passwordField, userField } from '../login.ts'
import { NamedValues } from '../named-values.ts'
import { mqttAnomalies } from './anomalies.ts'

/** Packet types (MQTT 5.0, 2.1.2). */
export const packetTypes = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  suback: 9,
  unsubscribe: 10,
  unsuback: 11,
  pingreq: 12,
  pingresp: 13,
  disconnect: 14,
  auth: 15,
} as const

/** Their names, as the start line of what is handed on. */
export const packetNames: readonly string[] = [
  '',
  'CONNECT',
  'CONNACK',
  'PUBLISH',
  'PUBACK',
  'PUBREC',
  'PUBREL',
  'PUBCOMP',
  'SUBSCRIBE',
  'SUBACK',
  'UNSUBSCRIBE',
  'UNSUBACK',
  'PINGREQ',
  'PINGRESP',
  'DISCONNECT',
  'AUTH',
]

/** Types whose flags are 2; those of PUBLISH are its own, all others are 0. */
const flagsTwo: ReadonlySet<number> = new Set([
  packetTypes.pubrel,
  packetTypes.subscribe,
  packetTypes.unsubscribe,
])

/** Levels of the protocol: 3 is MQTT 3.1, 4 is 3.1.1, 5 is 5.0. */
const levelFive = 5

/** How a property is written (MQTT 5.0, 2.2.2.2). */
const kinds = { byte: 1, two: 2, four: 4, variable: 0, text: -1, pair: -2 } as const
const properties: ReadonlyMap<number, { readonly kind: number; readonly name: string }> = new Map([
  [0x01, { kind: kinds.byte, name: '' }],
  [0x02, { kind: kinds.four, name: '' }],
  [0x03, { kind: kinds.text, name: 'Content-Type' }],
  [0x08, { kind: kinds.text, name: 'Response-Topic' }],
  [0x09, { kind: kinds.text, name: 'Correlation-Data' }],
  [0x0b, { kind: kinds.variable, name: '' }],
  [0x11, { kind: kinds.four, name: '' }],
  [0x12, { kind: kinds.text, name: 'Assigned-Client-Id' }],
  [0x13, { kind: kinds.two, name: '' }],
  [0x15, { kind: kinds.text, name: 'Authentication-Method' }],
  [0x16, { kind: kinds.text, name: 'Authentication-Data' }],
  [0x17, { kind: kinds.byte, name: '' }],
  [0x18, { kind: kinds.four, name: '' }],
  [0x19, { kind: kinds.byte, name: '' }],
  [0x1a, { kind: kinds.text, name: 'Response-Information' }],
  [0x1c, { kind: kinds.text, name: 'Server-Reference' }],
  [0x1f, { kind: kinds.text, name: 'Reason-String' }],
  [0x21, { kind: kinds.two, name: '' }],
  [0x22, { kind: kinds.two, name: '' }],
  [0x23, { kind: kinds.two, name: '' }],
  [0x24, { kind: kinds.byte, name: '' }],
  [0x25, { kind: kinds.byte, name: '' }],
  [0x26, { kind: kinds.pair, name: '' }],
  [0x27, { kind: kinds.four, name: '' }],
  [0x28, { kind: kinds.byte, name: '' }],
  [0x29, { kind: kinds.byte, name: '' }],
  [0x2a, { kind: kinds.byte, name: '' }],
])

/** Bytes of the longest fixed header. */
export const headerBytesMax = 5

/** Value and size of a Variable Byte Integer (MQTT 5.0, 1.5.5); set by {@link readVariable}. */
let variable = 0
let variableEnd = 0

/** 1: read; 0: more bytes are needed; -1: it has a fifth byte. */
function readVariable(buf: Buffer, start: number, end: number): number {
  variable = 0
  for (let at = start; at < start + 4; at++) {
    if (at >= end) return 0
    const byte = buf[at] as number
    variable += (byte & 0x7f) * 2 ** (7 * (at - start))
    if (byte < 0x80) {
      variableEnd = at + 1
      return 1
    }
  }
  return -1
}

/** Length of the packet at `start`; 0: more bytes are needed; -1: none is there. */
export function packetLength(buf: Buffer, start: number, end: number): number {
  if (end <= start) return 0
  const first = buf[start] as number
  const type = first >> 4
  if (type === 0) return -1
  const flags = first & 0x0f
  // Of PUBLISH both QoS bits at once mean nothing (MQTT 5.0, 3.3.1.2).
  if (type === packetTypes.publish ? (flags & 6) === 6 : flags !== (flagsTwo.has(type) ? 2 : 0)) return -1
  const state = readVariable(buf, start + 1, end)
  if (state <= 0) return state
  const isPing = type === packetTypes.pingreq || type === packetTypes.pingresp
  if (isPing && variable !== 0) return -1
  return variableEnd - start + variable
}

/** A packet as it was read: positions in its buffer. One object, reused. */
export class MqttReading {
  type = 0
  /** 0 to 2; of PUBLISH only. */
  qos = 0
  /** Level of the protocol that a CONNECT asks for, else 0. */
  level = 0
  /** 0 where there is none. */
  packetId = 0
  /** The topic of PUBLISH, the first topic filter of SUBSCRIBE. */
  targetStart = 0
  targetEnd = 0
  bodyStart = 0
  bodyEnd = 0
  /** What fits nowhere, where there is a body already. */
  restStart = 0
  restEnd = 0
  /** End of the fixed header. */
  headerEnd = 0
  readonly fields: NamedValues = new NamedValues()
  problem: AnomalyCode | null = null
}

/** Reads what there is of the packet `buf[start, end)`. `level`: what the client asked for, 0 where that was not seen. */
export function readPacket(
  buf: Buffer,
  start: number,
  end: number,
  level: number,
  reading: MqttReading,
): void {
  const { fields } = reading
  fields.clear()
  const first = start < end ? (buf[start] as number) : 0
  reading.type = first >> 4
  reading.qos = reading.type === packetTypes.publish ? (first >> 1) & 3 : 0
  reading.level = 0
  reading.packetId = 0
  reading.targetStart = start
  reading.targetEnd = start
  reading.problem = null
  const hasLength = readVariable(buf, start + 1, end) > 0
  reading.headerEnd = hasLength ? variableEnd : end
  reading.bodyStart = reading.headerEnd
  reading.bodyEnd = reading.headerEnd
  reading.restStart = end
  reading.restEnd = end
  let at = reading.headerEnd
  switch (reading.type) {
    case packetTypes.connect:
      at = readConnect(buf, at, end, reading)
      break
    case packetTypes.publish:
      at = readPublish(buf, at, end, level, reading)
      break
    case packetTypes.connack:
      // Flags and code.
      at = Math.min(end, at + 2)
      if (level === levelFive) at = readProperties(buf, at, end, reading)
      break
    case packetTypes.subscribe:
    case packetTypes.unsubscribe:
      at = readId(buf, at, end, reading)
      if (level === levelFive) at = readProperties(buf, at, end, reading)
      at = readTopics(buf, at, end, reading)
      break
    case packetTypes.suback:
    case packetTypes.unsuback:
      at = readId(buf, at, end, reading)
      if (level === levelFive) at = readProperties(buf, at, end, reading)
      // A code for each topic.
      if (reading.problem === null) at = end
      break
    case packetTypes.disconnect:
    case packetTypes.auth:
      if (at < end) at++
      if (level === levelFive) at = readProperties(buf, at, end, reading)
      break
    case packetTypes.pingreq:
    case packetTypes.pingresp:
      break
    default:
      at = readId(buf, at, end, reading)
      if (at < end) at++
      if (level === levelFive) at = readProperties(buf, at, end, reading)
  }
  if (at === end || reading.type === packetTypes.publish) return
  // What is left fits nowhere: it is searched as the body, or beside it.
  reading.problem ??= mqttAnomalies.content
  if (reading.bodyEnd > reading.bodyStart) reading.restStart = at
  else {
    reading.bodyStart = at
    reading.bodyEnd = end
  }
}

function readId(buf: Buffer, at: number, end: number, reading: MqttReading): number {
  if (at + 2 > end) {
    reading.problem = mqttAnomalies.content
    return at
  }
  reading.packetId = buf.readUInt16BE(at)
  return at + 2
}

/** Where the string at `at` ends, -1 where it does not fit (then `problem` says so). It starts two bytes behind `at`. */
function stringEnd(buf: Buffer, at: number, end: number, reading: MqttReading): number {
  const length = at + 2 <= end ? buf.readUInt16BE(at) : -1
  if (length >= 0 && at + 2 + length <= end) return at + 2 + length
  reading.problem = mqttAnomalies.content
  return -1
}

/** Reads the string at `at` as a field; returns the position behind it, or `at` where it does not fit. */
function readString(buf: Buffer, at: number, end: number, name: string, reading: MqttReading): number {
  if (reading.problem !== null) return at
  const to = stringEnd(buf, at, end, reading)
  if (to < 0) return at
  if (!reading.fields.add(name, at + 2, to)) {
    reading.problem = mqttAnomalies.fields
    return at
  }
  return to
}

/** Each turn of the loop takes at least the byte of the property's number. */
function readProperties(buf: Buffer, start: number, end: number, reading: MqttReading): number {
  // A packet that ends here has none (MQTT 5.0, 3.4.2.2.1).
  if (reading.problem !== null || start === end) return start
  if (readVariable(buf, start, end) <= 0 || variableEnd + variable > end) {
    reading.problem = mqttAnomalies.content
    return start
  }
  const propertiesEnd = variableEnd + variable
  let at = variableEnd
  while (at < propertiesEnd) {
    const property = properties.get(buf[at] as number)
    if (property === undefined) {
      reading.problem = mqttAnomalies.content
      return at
    }
    const from = at + 1
    const { kind, name } = property
    if (kind === kinds.text) {
      at = readString(buf, from, propertiesEnd, name, reading)
      if (reading.problem !== null) return from - 1
    } else if (kind === kinds.pair) {
      const nameEnd = stringEnd(buf, from, propertiesEnd, reading)
      const valueEnd = nameEnd < 0 ? -1 : stringEnd(buf, nameEnd, propertiesEnd, reading)
      if (valueEnd < 0) return at
      if (!reading.fields.addNamed(buf, from + 2, nameEnd, nameEnd + 2, valueEnd)) {
        reading.problem = mqttAnomalies.fields
        return at
      }
      at = valueEnd
    } else if (kind === kinds.variable) {
      if (readVariable(buf, from, propertiesEnd) <= 0) {
        reading.problem = mqttAnomalies.content
        return at
      }
      at = variableEnd
    } else {
      if (from + kind > propertiesEnd) {
        reading.problem = mqttAnomalies.content
        return at
      }
      at = from + kind
    }
  }
  return propertiesEnd
}

/** MQTT 5.0, 3.1; MQTT 3.1.1, 3.1. */
function readConnect(buf: Buffer, start: number, end: number, reading: MqttReading): number {
  const nameEnd = stringEnd(buf, start, end, reading)
  if (nameEnd < 0 || nameEnd + 4 > end) {
    reading.problem = mqttAnomalies.content
    return start
  }
  reading.level = buf[nameEnd] as number
  const flags = buf[nameEnd + 1] as number
  let at = nameEnd + 4
  const isFive = reading.level === levelFive
  if (isFive) at = readProperties(buf, at, end, reading)
  at = readString(buf, at, end, 'Client-Id', reading)
  if ((flags & 0x04) !== 0) {
    if (isFive) at = readProperties(buf, at, end, reading)
    at = readString(buf, at, end, 'Will-Topic', reading)
    if (reading.problem === null) {
      const willEnd = stringEnd(buf, at, end, reading)
      if (willEnd >= 0) {
        reading.bodyStart = at + 2
        reading.bodyEnd = willEnd
        at = willEnd
      }
    }
  }
  if ((flags & 0x80) !== 0) at = readString(buf, at, end, userField, reading)
  if ((flags & 0x40) !== 0) at = readString(buf, at, end, passwordField, reading)
  return at
}

function readPublish(buf: Buffer, start: number, end: number, level: number, reading: MqttReading): number {
  const topicEnd = stringEnd(buf, start, end, reading)
  let at = start
  if (topicEnd >= 0) {
    reading.targetStart = start + 2
    reading.targetEnd = topicEnd
    at = topicEnd
    if (reading.qos > 0) at = readId(buf, at, end, reading)
    if (level === levelFive) at = readProperties(buf, at, end, reading)
  }
  reading.bodyStart = at
  reading.bodyEnd = end
  return end
}

/** Topic filters, each with a byte of options where it is SUBSCRIBE. */
function readTopics(buf: Buffer, start: number, end: number, reading: MqttReading): number {
  const optionBytes = reading.type === packetTypes.subscribe ? 1 : 0
  let at = start
  while (at < end && reading.problem === null) {
    const to = stringEnd(buf, at, end - optionBytes, reading)
    if (to < 0) return at
    if (reading.targetEnd === reading.targetStart) {
      reading.targetStart = at + 2
      reading.targetEnd = to
    } else if (!reading.fields.add('Topic', at + 2, to)) {
      reading.problem = mqttAnomalies.fields
      return at
    }
    at = to + optionBytes
  }
  return at
}

const connectNames: readonly { readonly bytes: Buffer; readonly levels: readonly number[] }[] = [
  { bytes: Buffer.from('\0\x04MQTT', 'latin1'), levels: [3, 4, 5] },
  { bytes: Buffer.from('\0\x06MQIsdp', 'latin1'), levels: [3] },
]

/** A client's stream is MQTT if it begins with CONNECT: type, length, the name of the protocol and a known level. */
export function probeConnect(buf: Buffer, start: number, end: number): 'yes' | 'no' | 'more' {
  if (end === start) return 'more'
  if (buf[start] !== packetTypes.connect << 4) return 'no'
  const state = readVariable(buf, start + 1, end)
  if (state < 0) return 'no'
  if (state === 0) return 'more'
  const at = variableEnd
  if (variable < 10) return 'no'
  let isOpen = false
  for (const { bytes, levels } of connectNames) {
    const there = Math.min(bytes.length, end - at)
    if (buf.compare(bytes, 0, there, at, at + there) !== 0) continue
    if (end <= at + bytes.length) isOpen = true
    else if (levels.includes(buf[at + bytes.length] as number)) return 'yes'
  }
  return isOpen ? 'more' : 'no'
}

/** Shortest topic that is taken as one in the middle of a connection. */
const topicBytesMin = 3

/**
 * A connection that began before the capture: a chunk that begins with PUBLISH to a topic of several levels, all
 * printable. Strict, since there is no name of the protocol to see.
 */
export function isPublish(buf: Buffer, start: number, end: number): boolean {
  if (end - start < 8 || (buf[start] as number) >> 4 !== packetTypes.publish) return false
  const length = packetLength(buf, start, end)
  if (length <= 0) return false
  // Behind a header of five bytes at most: a length is there.
  const at = variableEnd
  const topicBytes = buf.readUInt16BE(at)
  const topicEnd = at + 2 + topicBytes
  if (topicBytes < topicBytesMin || topicEnd > start + length || topicEnd > end) return false
  let levels = 1
  for (let index = at + 2; index < topicEnd; index++) {
    const byte = buf[index] as number
    // Wildcards are in filters only.
    if (byte <= 0x20 || byte >= 0x7f || byte === 0x23 || byte === 0x2b) return false
    if (byte === 0x2f) levels++
  }
  return levels > 1
}
