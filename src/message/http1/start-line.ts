import { isDigit } from '../../core/ascii.ts'
import { limits } from '../../core/limits.ts'
import type { Direction } from '../../core/verdict.ts'
import { findLineFeed } from '../line-feed.ts'
import { isKnownMethod, methodBefore, startsKnownMethod } from './methods.ts'
import { matches } from './matches.ts'
import { findRequestLine } from './start-behind-gap.ts'

const lineFeed = 10
const carriageReturn = 13
const space = 32
const tab = 9
const slash = 47

/** Blanks behind a method that the choice of protocol waits for. */
const blanksMax = 16

/** Longest method that is read as one; longer is no request line. */
export const methodBytesMax = 32
/** Shorter words are no methods of somebody's own. */
const ownMethodBytesMin = 3
/** `HTTP/1.1` */
const versionBytes = 8

/** 1 where a byte may be in a method (token, RFC 9110 section 5.6.2). */
export const tokenBytes: Uint8Array = new Uint8Array(256)
for (const character of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
  tokenBytes[character.charCodeAt(0)] = 1
}

/** May a byte be part of a method? */
export function isTokenByte(byte: number): boolean {
  return tokenBytes[byte] === 1
}

/** Is `HTTP/` at `at`, in any case of letters? The caller has checked that five bytes are there. */
export function isHttpSlash(buf: Buffer, at: number): boolean {
  return (
    ((buf[at] as number) | 0x20) === 0x68 &&
    ((buf[at + 1] as number) | 0x20) === 0x74 &&
    ((buf[at + 2] as number) | 0x20) === 0x74 &&
    ((buf[at + 3] as number) | 0x20) === 0x70 &&
    buf[at + 4] === slash
  )
}

const asterisk = 42
const connectName: Buffer = Buffer.from('connect')
const statusStart: Buffer = Buffer.from('http/', 'latin1')

/**
 * False once the bytes of an unfinished first line show that it is no start line. What it refuses, the whole line would
 * be refused too: the result does not depend on how the bytes are split.
 */
export function mayStartLine(buf: Buffer, start: number, end: number, isResponse: boolean): boolean {
  if (isResponse) {
    const bound = Math.min(end, start + statusStart.length)
    for (let at = start; at < bound; at++) {
      const byte = buf[at] as number
      const wanted = statusStart[at - start] as number
      if (byte !== wanted && (byte | 0x20) !== wanted) return false
    }
    return true
  }
  const bound = Math.min(end, start + methodBytesMax + 1)
  for (let at = start; at < bound; at++) {
    const byte = buf[at] as number
    if (byte === space || byte === tab) return at > start
    if (tokenBytes[byte] === 0) return false
  }
  return bound - start <= methodBytesMax
}

/** Judges the first bytes of a stream: does HTTP start here? Of requests, only known methods are believed. */
export function probeStart(
  buf: Buffer,
  start: number,
  end: number,
  isResponse: boolean,
): 'yes' | 'no' | 'more' {
  let at = start
  // Servers take any number of empty lines for none (RFC 9112, 2.2, asks them to take one).
  while (at < end && (buf[at] === carriageReturn || buf[at] === lineFeed)) at++
  if (at === end) return 'more'
  if (isResponse) {
    if (!mayStartLine(buf, at, end, true)) return 'no'
    if (end - at < 6) return 'more'
    return isDigit(buf[at + 5]) ? 'yes' : 'no'
  }
  let methodEnd = at
  while (methodEnd < end && methodEnd - at <= methodBytesMax && tokenBytes[buf[methodEnd] as number] === 1) {
    methodEnd++
  }
  if (methodEnd === end) return startsKnownMethod(buf, at, end) ? 'more' : 'no'
  if (buf[methodEnd] !== space || methodEnd === at) return 'no'
  if (!isKnownMethod(buf, at, methodEnd)) return isOwnMethod(buf, at, methodEnd, end) ? 'yes' : 'no'
  // Servers take several blanks for one (RFC 9112, 3).
  let targetStart = methodEnd + 1
  const blanksEnd = Math.min(end, methodEnd + blanksMax)
  while (targetStart < blanksEnd && (buf[targetStart] === space || buf[targetStart] === tab)) targetStart++
  if (targetStart >= end) return 'more'
  // A path, `*`, an absolute URI, or for CONNECT a host: SIP and RTSP share some methods, and have none of these.
  const first = buf[targetStart] as number
  if (first === asterisk) return probeVersion(buf, targetStart + 1, end)
  if (first === slash || (first | 0x20) === 0x68) return 'yes'
  return isConnect(buf, at, methodEnd) && (isDigit(first) || first === 91 || tokenBytes[first] === 1)
    ? 'yes'
    : 'no'
}

/** Is a request what stands behind a body, at `start`? Of others than known methods only where nothing else can be made of them. */
export function mayFollow(buf: Buffer, start: number, end: number): boolean {
  let at = start
  while (at < end && (buf[at] === carriageReturn || buf[at] === lineFeed)) at++
  if (at === end) return true
  if (probeStart(buf, at, end, false) === 'no') return false
  const methodEnd = tokenEnd(buf, at, end)
  if (methodEnd === end || isKnownMethod(buf, at, methodEnd)) return true
  return methodBefore(buf, at - methodBytesMax, methodEnd) < 0
}

/**
 * Where a request begins whose method stands across `at`, where a body in `[start, at)` is to end by its length; -1 if none does.
 */
export function startAcross(buf: Buffer, start: number, at: number, end: number): number {
  const methodEnd = tokenEnd(buf, at, end)
  const from = methodBefore(buf, start, methodEnd)
  return from >= 0 && from < at && beginsRequest(buf, from, end) ? from : -1
}

/** Does a known method stand at `start`, in a line that ends with the version of HTTP? */
export function beginsRequest(buf: Buffer, start: number, end: number): boolean {
  const lineEnd = findLineFeed(buf, start, Math.min(end, start + limits.message.resyncLineBytesMax))
  const stop = buf[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd
  return lineEnd < end && findRequestLine(buf, start, stop) === start
}

/** Of the client: whether a chunk begins with a request, proven by its first line; empty lines may stand before it. */
export function isRequestBegun(buf: Buffer, start: number, end: number, direction: Direction): boolean {
  if (direction !== 0) return false
  let at = start
  while (at < end && (buf[at] === carriageReturn || buf[at] === lineFeed)) at++
  // Asked of many chunks: few of them begin with a capital.
  if (at === end || (buf[at] as number) < 0x41 || (buf[at] as number) > 0x5a) return false
  return beginsRequest(buf, at, end)
}

/**
 * Whether the last line of what a server said asks for a text (a code from 300 on, as in RFC 3977, 3.2, or `+`): a request that
 * follows is quoted in it.
 */
export function asksForText(heard: Buffer): boolean {
  return /(?:^|\n)(?:3\d\d[ \t][^\n]*|\+ [^\n]*)\n$/.test(heard.toString('latin1'))
}

function tokenEnd(buf: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && tokenBytes[buf[at] as number] === 1) at++
  return at
}

/** Behind `*`, which RTSP and SIP have, too: the next word tells. */
function probeVersion(buf: Buffer, start: number, end: number): 'yes' | 'no' | 'more' {
  let at = start
  while (at < end && at - start < blanksMax && (buf[at] === space || buf[at] === tab)) at++
  if (at === end) return 'more'
  return at === start || ((buf[at] as number) | 0x20) === 0x68 ? 'yes' : 'no'
}

/** A word that is no known method is one where a path follows it, and the line ends with the version. */
function isOwnMethod(buf: Buffer, start: number, methodEnd: number, end: number): boolean {
  if (methodEnd - start < ownMethodBytesMin || buf[methodEnd + 1] !== slash) return false
  const lineEnd = findLineFeed(buf, methodEnd, Math.min(end, methodEnd + limits.message.resyncLineBytesMax))
  const lastEnd = buf[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd
  const version = lastEnd - versionBytes
  return (
    version > methodEnd &&
    lineEnd < end &&
    buf[lineEnd] === lineFeed &&
    buf[version - 1] === space &&
    isHttpSlash(buf, version)
  )
}

/** Is `[start, end)` the method CONNECT, in any case of letters? */
export function isConnect(buf: Buffer, start: number, end: number): boolean {
  return end - start === connectName.length && matches(buf, start, connectName)
}
