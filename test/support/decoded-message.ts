/** Messages and look-ups for the tests of this layer. */
import { RunMap } from '../../src/core/origin.ts'
import type { Part } from '../../src/message/types.ts'
import { decode } from '../../src/decode/decode.ts'
import { chainOf, describeChain } from '../../src/decode/describe-chain.ts'
import type { DecodeInput, DecodeResult, Node } from '../../src/decode/types.ts'

export function part(bytes: Buffer): Part {
  // Not at the start of its buffer, as in life: positions must be counted from the part's start.
  const buf = Buffer.concat([Buffer.from('before'), bytes, Buffer.from('behind')])
  return { buf, start: 6, end: 6 + bytes.length, runs: new RunMap(), length: bytes.length }
}

/** What a test says of a message; all of it optional. */
interface Given {
  readonly head?: string
  readonly trailer?: string
  readonly contentType?: string
  readonly contentEncoding?: string
}

export function input(body: Buffer | string, given: Given = {}): DecodeInput {
  const head = given.head ?? ''
  return {
    head: part(Buffer.from(head, 'latin1')),
    body: part(typeof body === 'string' ? Buffer.from(body) : body),
    trailer: part(Buffer.from(given.trailer ?? '', 'latin1')),
    target: /^[A-Z]+ (\S+)/.exec(head)?.[1] ?? '',
    contentType: given.contentType ?? '',
    contentEncoding: given.contentEncoding ?? '',
  }
}

export function decodeBody(body: Buffer | string, given: Given = {}): DecodeResult {
  return decode(input(body, given))
}

/** All nodes but the root, parents before children. */
export function nodesOf(result: DecodeResult): Node[] {
  const nodes: Node[] = [...result.root.children]
  for (let next = 0; next < nodes.length; next++) nodes.push(...(nodes[next] as Node).children)
  return nodes
}

/** `chain = text` of each node below the message's parts, for comparing in one look. */
export function lines(result: DecodeResult): string[] {
  return nodesOf(result)
    .filter((node) => node.step.step !== 'head' && node.step.step !== 'body' && node.step.step !== 'trailer')
    .map((node) => `${describeChain(chainOf(node), 'HTTP').replace(/^HTTP /, '')} = ${node.bytes.toString()}`)
}

/** The first node with exactly this text. */
export function nodeWith(result: DecodeResult, text: string): Node | undefined {
  return nodesOf(result).find((node) => node.bytes.toString('utf8') === text)
}
