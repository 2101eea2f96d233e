import type { Flow } from '../../stream/types.ts'
import type { MessageSink } from '../types.ts'
import { recordTypes } from './parse.ts'
import type { ParsedDns } from './parse.ts'

const mdnsPort = 5353
const llmnrPort = 5355
const netbiosNamePort = 137
/** NetBIOS name registration and refresh (RFC 1002, 4.2.1.1): the sender claims the name. */
const netbiosRegistration = 5
const netbiosRefresh = 8

/**
 * Whether the flow is name resolution among neighbours: mDNS (RFC 6762), LLMNR (RFC 4795) or the NetBIOS name
 * service, to a group or between addresses that stay on the local network. The same ports to a public address are
 * ordinary DNS to a stranger.
 */
export function isLocalNameService(flow: Flow): boolean {
  if (!isLocalPort(flow.serverPort) && !isLocalPort(flow.clientPort)) return false
  return (
    isLocalAddress(flow.serverAddress) && (isLocalAddress(flow.clientAddress) || isGroup(flow.serverAddress))
  )
}

function isLocalPort(port: number): boolean {
  return port === mdnsPort || port === llmnrPort || port === netbiosNamePort
}

function isGroup(address: string): boolean {
  return /^(224\.0\.0\.|239\.|255\.255\.255\.255$|ff[0-9a-f][1-5]:)/i.test(address)
}

/** Not 100.64.0.0/10 (RFC 6598): who answers there is the operator, a stranger. */
function isLocalAddress(address: string): boolean {
  return (
    isGroup(address) ||
    /^(10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|169\.254\.|127\.|fe[89ab][0-9a-f]:|f[cd][0-9a-f]{2}:)/i.test(
      address,
    )
  )
}

/**
 * Hands on the names that the sender of a local message gives itself: owner names of the addresses it announces or
 * probes for (RFC 6762, 8.1: in the authority section), names of its services, its NetBIOS name.
 */
export function emitLocalNames(flow: Flow, parsed: ParsedDns, sink: MessageSink): void {
  const { message } = parsed
  if (message === null) return
  const isNetbios = flow.serverPort === netbiosNamePort || flow.clientPort === netbiosNamePort
  if (isNetbios) {
    const claims = parsed.opcode === netbiosRegistration || parsed.opcode === netbiosRefresh
    if (message.isResponse || !claims) return
    for (const question of message.questions) {
      const name = netbiosName(question.name)
      if (name !== '') sink.localName(flow, 'host-name', name, message.frame)
    }
    return
  }
  // Answers in a question are what the sender knows of others (RFC 6762, 7.1).
  const from = message.isResponse ? 0 : parsed.answerEnd
  const to = message.isResponse ? message.records.length : parsed.authorityEnd
  for (let index = from; index < to; index++) {
    const record = message.records[index]
    if (record === undefined) continue
    switch (record.type) {
      case recordTypes.a:
      case recordTypes.aaaa:
        sink.localName(flow, 'host-name', spokenName(record.name), message.frame)
        break
      case recordTypes.ptr: {
        const isReverse = record.name.endsWith('.arpa')
        sink.localName(flow, isReverse ? 'host-name' : 'service', spokenName(record.value), message.frame)
        break
      }
      case recordTypes.srv:
        sink.localName(flow, 'service', spokenName(record.name), message.frame)
        break
      default:
    }
  }
}

/** A name as a person reads it: escapes undone, UTF-8 (RFC 6762, 16). */
function spokenName(name: string): string {
  if (!name.includes('\\')) return name
  const bytes: number[] = []
  for (let index = 0; index < name.length; index++) {
    const escape = /^\\(\d{3})/.exec(name.slice(index, index + 4))
    if (escape !== null) {
      bytes.push(Number(escape[1]) & 0xff)
      index += 3
    } else {
      if (name[index] === '\\') index++
      bytes.push(name.charCodeAt(index) & 0xff)
    }
  }
  return Buffer.from(bytes).toString('utf8')
}

/** The 15 characters that a first-level encoded NetBIOS name stands for (RFC 1001, 14.1), '' where it is none. */
function netbiosName(name: string): string {
  const label = name.slice(0, 32)
  if (!/^[a-p]{32}(?:\.|$)/.test(name.slice(0, 33))) return ''
  let text = ''
  for (let index = 0; index < 30; index += 2) {
    const byte = ((label.charCodeAt(index) - 0x61) << 4) | (label.charCodeAt(index + 1) - 0x61)
    text += String.fromCharCode(byte)
  }
  return text.replace(/[ \0]+$/, '')
}
