/**
 * The push channel of Google (MCS: GCM, FCM), as its open clients document it (Chromium google_apis/gcm, mcs.proto):
 * one byte of version from each end, then messages: a tag, a length, a message of Protocol Buffers.
 */
import type { FieldNames } from '../protobuf.ts'

/** Tags of the messages whose content is read. */
export const tags = { loginRequest: 2, loginResponse: 3, iq: 7, data: 8 } as const
const tagNames: readonly string[] = [
  'HeartbeatPing',
  'HeartbeatAck',
  'LoginRequest',
  'LoginResponse',
  'Close',
  'MessageStanza',
  'PresenceStanza',
  'IqStanza',
  'DataMessageStanza',
  'BatchPresenceStanza',
  'StreamErrorStanza',
  'HttpRequest',
  'HttpResponse',
  'BindAccountRequest',
  'BindAccountResponse',
  'TalkMetadata',
]
/** Versions that clients have spoken. */
const versionMin = 37
const versionMax = 42

/** Fields by tag. The user of the login is the number of the device at Google (GSF id), the token what proves it. */
const names: ReadonlyMap<number, FieldNames> = new Map([
  [
    tags.loginRequest,
    new Map([
      ['1', 'Client'],
      ['2', 'Domain'],
      ['3', 'Gsf-Id'],
      ['4', 'Resource'],
      ['5', 'Auth-Token'],
      ['6', 'Device'],
      ['8.1', 'Setting'],
      ['8.2', 'Setting-Value'],
      ['10', 'Received-Persistent-Id'],
    ]),
  ],
  [
    tags.data,
    new Map([
      ['2', 'Message-Id'],
      ['3', 'Sender'],
      ['4', 'Receiver'],
      ['5', 'Category'],
      ['6', 'Registration-Token'],
      ['7.1', 'Data-Key'],
      ['7.2', 'Data-Value'],
      ['9', 'Persistent-Id'],
      ['21', 'Raw-Data'],
    ]),
  ],
])
const noNames: FieldNames = new Map()

/** Names of the fields that are known of messages with this tag. */
export function namesOf(tag: number): FieldNames {
  return names.get(tag) ?? noNames
}

/** The name of a tag; `Tag-16` for one that is not known. */
export function tagName(tag: number): string {
  return tagNames[tag] ?? `Tag-${tag}`
}

/** Whether a stream can begin with this byte of version. */
export function isVersion(byte: number): boolean {
  return byte >= versionMin && byte <= versionMax
}

/** Longest tag and length. */
export const headerBytesMax = 6

/** End of the tag and length at `start`; set by {@link frameLength}. */
export function contentStart(buf: Buffer, start: number, end: number): number {
  let at = start + 1
  while (at < end && (buf[at] as number) >= 0x80) at++
  return Math.min(end, at + 1)
}

/** Length of the message at `start`, its tag included; 0: more bytes are needed; -1: none is there. */
export function frameLength(buf: Buffer, start: number, end: number): number {
  if (end === start) return 0
  if ((buf[start] as number) >= tagNames.length) return -1
  let length = 0
  for (let at = start + 1; at < start + headerBytesMax; at++) {
    if (at >= end) return 0
    const byte = buf[at] as number
    length += (byte & 0x7f) * 2 ** (7 * (at - start - 1))
    if (byte < 0x80) return at + 1 - start + length
  }
  return -1
}

/** Shortest login that is believed. */
const loginBytesMin = 8
const firstField = 0x0a

/** A stream is MCS if a version is followed by a login (of a server: its answer) whose first field is a printable id. */
export function probeStart(buf: Buffer, start: number, end: number, direction: 0 | 1): 'yes' | 'no' | 'more' {
  if (end === start) return 'more'
  if (!isVersion(buf[start] as number)) return 'no'
  if (end - start < 2) return 'more'
  if (buf[start + 1] !== (direction === 0 ? tags.loginRequest : tags.loginResponse)) return 'no'
  const length = frameLength(buf, start + 1, end)
  if (length === 0) return 'more'
  if (length < loginBytesMin) return 'no'
  const content = contentStart(buf, start + 1, end)
  if (end - content < 2) return end > content && buf[content] !== firstField ? 'no' : 'more'
  if (buf[content] !== firstField) return 'no'
  const idBytes = buf[content + 1] as number
  const idEnd = content + 2 + idBytes
  if (idBytes < 3 || idBytes > 64 || idEnd > start + 1 + length) return 'no'
  for (let at = content + 2; at < Math.min(end, idEnd); at++) {
    const byte = buf[at] as number
    if (byte <= 0x20 || byte >= 0x7f) return 'no'
  }
  // Some characters of it are enough.
  return end - content - 2 >= Math.min(8, idBytes) ? 'yes' : 'more'
}
