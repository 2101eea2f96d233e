import type { Scaffold, ScaffoldOptions } from './types.ts'
import { insertLine, typeName, valueName } from './text-edit.ts'

/**
 * A protocol with all that belongs to one. What it reads is a stand-in that holds the contract (a magic of four bytes, a
 * length, content that is searched), so that every general test passes at once; the tests of what the protocol says fail
 * until it is written.
 */
export const protocolScaffold: Scaffold = {
  kind: 'protocol',
  files(name, options) {
    const folder = `src/message/${name}`
    return {
      [`${folder}/index.ts`]: index(name, options),
      [`${folder}/parse.ts`]: options.transport === 'udp' ? parseDatagram(name) : parseFrame(name),
      [`${folder}/machine.ts`]: options.transport === 'udp' ? datagramMachine(name) : frameMachine(name),
      [`${folder}/anomalies.ts`]:
        options.transport === 'udp' ? datagramAnomalies(name) : frameAnomalies(name),
      [`${folder}/machine.test.ts`]: machineTest(name, options),
      [`test/support/samples/${name}.ts`]: sample(name, options),
      [`test/traces/protocols/${name}.test.ts`]: trace(name, options),
    }
  },
  edits(name, options) {
    // The table is looked through for the protocol's name (`test/protocol-files.test.ts`).
    const isNamed = options.title.toLowerCase().replaceAll(' ', '-').startsWith(name)
    const title = isNamed ? options.title : `${name.toUpperCase()} (${options.title})`
    const row = `| ${title} | TODO: what is read | TODO: what is not |`
    return {
      'src/message/types.ts': (text) =>
        insertLine(
          text,
          `  | '${name}'`,
          'export type ProtocolName =',
          (line) => !line.startsWith('  | ') || line > `  | '${name}'`,
        ),
      'docs/protocols.md': (text) =>
        insertLine(text, row, '|---|---|---|', (line) => line.startsWith('| unrecognised ')),
    }
  },
  next: (name) => [
    `src/message/${name}/parse.ts: bytes to values, after the protocol's document; replace the stand-in`,
    `test/support/samples/${name}.ts: a real conversation; probes, cuts, fuzzing and TLS around it follow from it`,
    `src/message/${name}/machine.test.ts and test/traces/protocols/${name}.test.ts: what it says of the phone`,
    `docs/protocols.md: what is read, and what is not`,
    'test/support/program-recordings.ts: a real program that speaks it; else test/oracle-programs.test.ts: why none does',
    'where tshark reads it: what to compare, in test/support/oracle-questions.ts',
  ],
}

/** Four bytes that nothing else begins with: the stand-in for what the protocol really starts with. */
function magicOf(name: string): string {
  return Buffer.from(`\x7f${name}~~~`.slice(0, 4), 'latin1').toString('hex')
}

function index(name: string, { transport, title }: ScaffoldOptions): string {
  return `import type { Protocol } from '../types.ts'
import { ${typeName(name)}Parser } from './machine.ts'
import { probeStart } from './parse.ts'

/** ${title}. TODO: who speaks it, and its document. */
export const protocol: Protocol = {
  name: '${name}',
  transport: '${transport}',
  probe: (buf, start, end) => probeStart(buf, start, end),
  open: (flow, context) => new ${typeName(name)}Parser(flow, context),
}
`
}

function parseHead(name: string): string {
  return `/** TODO: the form of ${name}, and the document that says so. Pure, stateless, total. */
import type { NamedValues } from '../named-values.ts'

/** TODO: a stand-in. What the protocol begins with. */
const magic: Buffer = Buffer.from('${magicOf(name)}', 'hex')
`
}

const readFields = `
/** The values of the content \`[start, end)\`, by their names. Returns where it stopped: the rest is the body. */
export function readFields(_buf: Buffer, start: number, _end: number, _values: NamedValues): number {
  // TODO: values.add(name, start, end, true) for each field.
  return start
}
`

function parseFrame(name: string): string {
  return `${parseHead(name)}/** Length of the header. */
export const headerBytes = 6

/** Length of the unit at \`start\`; 0: more bytes are needed; -1: none is there. */
export function unitLength(buf: Buffer, start: number, end: number): number {
  const there = Math.min(magic.length, end - start)
  if (buf.compare(magic, 0, there, start, start + there) !== 0) return -1
  return end - start < headerBytes ? 0 : headerBytes + buf.readUInt16BE(start + 4)
}

/** Judges the first bytes of a stream: \`more\` rather than guess. */
export function probeStart(buf: Buffer, start: number, end: number): 'yes' | 'no' | 'more' {
  const length = start === end ? 0 : unitLength(buf, start, end)
  return length > 0 ? 'yes' : length === 0 ? 'more' : 'no'
}
${readFields}`
}

function parseDatagram(name: string): string {
  return `${parseHead(name)}/** Length of the header. */
export const headerBytes = 4

/** Whether a datagram is one of this protocol. */
export function probeStart(buf: Buffer, start: number, end: number): 'yes' | 'no' {
  return end - start >= headerBytes && buf.compare(magic, 0, magic.length, start, start + magic.length) === 0
    ? 'yes'
    : 'no'
}
${readFields}`
}

function frameMachine(name: string): string {
  const type = typeName(name)
  return `import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { FramedParser } from '../framed.ts'
import type { Unit } from '../framed.ts'
import { handedOn } from '../handed-on.ts'
import { NamedValues } from '../named-values.ts'
import type { ParserContext, ProtocolName } from '../types.ts'
import { ${valueName(name)}Anomalies } from './anomalies.ts'
import { headerBytes, readFields, unitLength } from './parse.ts'

const values = new NamedValues()

/** TODO: what is made of ${name}, and why so. */
export class ${type}Parser extends FramedParser {
  readonly protocol: ProtocolName = '${name}'

  constructor(flow: Flow, context: ParserContext) {
    super(flow, context, ${valueName(name)}Anomalies, headerBytes)
  }

  protected lengthOf(buf: Buffer, start: number, end: number): number {
    return unitLength(buf, start, end)
  }

  protected canStart(buf: Buffer, start: number, end: number): boolean {
    return unitLength(buf, start, end) > 0
  }

  protected take(direction: Direction, unit: Unit): number {
    const { part } = unit
    const content = Math.min(part.end, part.start + headerBytes)
    if (content === part.end) return part.length
    values.clear()
    const body = readFields(part.buf, content, part.end, values)
    handedOn.begin('${name}', direction, unit)
    handedOn.startLine('Unit', part)
    handedOn.fieldsOf(values, part)
    handedOn.body(part, body, part.end)
    this.context.sink.closed(this.tell(handedOn.whole()))
    handedOn.release()
    return content - part.start
  }

  protected close(): void {
    // Nothing waits.
  }
}
`
}

function datagramMachine(name: string): string {
  const type = typeName(name)
  return `import type { Direction } from '../../core/verdict.ts'
import { DatagramParser } from '../datagrams.ts'
import type { UnitFacts } from '../handed-on.ts'
import { handedOn } from '../handed-on.ts'
import { NamedValues } from '../named-values.ts'
import type { ProtocolName } from '../types.ts'
import { ${valueName(name)}Anomalies } from './anomalies.ts'
import { headerBytes, probeStart, readFields } from './parse.ts'

const values = new NamedValues()

/** TODO: what is made of ${name}, and why so. */
export class ${type}Parser extends DatagramParser {
  readonly protocol: ProtocolName = '${name}'

  protected take(direction: Direction, unit: UnitFacts): number {
    const { part } = unit
    const isKnown = probeStart(part.buf, part.start, part.end) === 'yes'
    if (!isKnown) this.context.anomalies.note(${valueName(name)}Anomalies.header, unit.frame)
    const content = isKnown ? part.start + headerBytes : part.start
    values.clear()
    const body = isKnown ? readFields(part.buf, content, part.end, values) : content
    handedOn.begin('${name}', direction, unit)
    handedOn.startLine('Unit', part)
    handedOn.fieldsOf(values, part)
    handedOn.body(part, body, part.end)
    this.context.sink.closed(this.tell(handedOn.whole()))
    handedOn.release()
    return content - part.start
  }
}
`
}

function frameAnomalies(name: string): string {
  return `import type { FramedAnomalies } from '../framed.ts'
import { framedAnomalies } from '../framed.ts'

/** What can be odd about ${name}. */
export const ${valueName(name)}Anomalies: FramedAnomalies = framedAnomalies('${name.replaceAll('-', '_')}', 'a unit of ${name}')
`
}

function datagramAnomalies(name: string): string {
  const type = typeName(name)
  return `import type { AnomalyCode } from '../../core/anomaly.ts'

/** Names of the oddities of ${name}. */
export type ${type}Anomaly = 'header'

/** What can be odd about ${name}. */
export const ${valueName(name)}Anomalies: Readonly<Record<${type}Anomaly, AnomalyCode>> = {
  header: {
    code: 'message.${name.replaceAll('-', '_')}.header',
    kind: 'malformed',
    sentence: 'A datagram of a conversation in ${name} has no header of it: it was searched as it is.',
  },
}
`
}

function sample(name: string, { transport, port }: ScaffoldOptions): string {
  const length = transport === 'udp' ? '' : `${lengthHelper}\n`
  const unit =
    transport === 'udp'
      ? `Buffer.concat([Buffer.from('${magicOf(name)}', 'hex'), Buffer.from(content)])`
      : `Buffer.concat([Buffer.from('${magicOf(name)}', 'hex'), lengthOf(content), Buffer.from(content)])`
  return `import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'
${length}
/** TODO: a stand-in. A unit as the protocol writes it. */
export function ${valueName(name)}Unit(content: string): Buffer {
  return ${unit}
}

export const sample: ProtocolSample = {
  name: '${name}',
  transport: '${transport}',
  port: ${port},
  steps: [
    client(${valueName(name)}Unit('hello from the phone')),
    server(${valueName(name)}Unit('hello to the phone')),
    client(${valueName(name)}Unit('imei=356938035643809')),
  ],
}
`
}

const lengthHelper = `
function lengthOf(content: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(content.length)
  return length
}`

function machineTest(name: string, { transport }: ScaffoldOptions): string {
  return `import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { client, play, server, testFlow } from '../../../test/support/playbook.ts'
import { sample, ${valueName(name)}Unit } from '../../../test/support/samples/${name}.ts'
import { protocol } from './index.ts'

conform('a conversation', protocol, sample.steps)
conform('units that hold nothing', protocol, [client(${valueName(name)}Unit('')), server(${valueName(name)}Unit(''))])

test('all content is handed on, in order', () => {
  const outcome = play(protocol, sample.steps)
  expect(outcome.messages.map(({ kind, fields, body }) => [kind, fields + body])).toEqual([
    ['request', expect.stringContaining('hello from the phone')],
    ['response', expect.stringContaining('hello to the phone')],
    ['request', expect.stringContaining('356938035643809')],
  ])
  expect(outcome.anomalies).toEqual({})
  expectBalanced(outcome)
})

test('TODO: what identifies is a field with its name', () => {
  const { messages } = play(protocol, sample.steps)
  expect(messages.at(-1)?.fields).toBe('imei: 356938035643809\\r\\n')
})

describe('recognition', () => {
  const probe = (bytes: Buffer): string =>
    protocol.probe(bytes, 0, bytes.length, 0, testFlow('${transport}'))

  test('is by content', () => {
    expect(probe(${valueName(name)}Unit('x'))).toBe('yes')
    expect(probe(Buffer.from('GET / HTTP/1.1\\r\\n\\r\\n'))).toBe('no')
  })
})
`
}

function trace(name: string, { transport, title }: ScaffoldOptions): string {
  const frames =
    transport === 'udp'
      ? `sample.steps.flatMap((step) =>
    step.kind === 'push'
      ? [
          step.direction === 0
            ? udpPacket({ sourcePort: 40_000, targetPort: sample.port, payload: step.bytes })
            : udpPacket({
                source: '198.51.100.20',
                target: '192.0.2.10',
                sourcePort: sample.port,
                targetPort: 40_000,
                payload: step.bytes,
              }),
        ]
      : [],
  )`
      : `new TcpConversation({ targetPort: sample.port })
  .open()
  .send(bytesOf(0))
  .reply(bytesOf(1))
  .close().frames`
  const helper =
    transport === 'udp'
      ? ''
      : `
function bytesOf(direction: 0 | 1): Buffer {
  return Buffer.concat(
    sample.steps.flatMap((step) => (step.kind === 'push' && step.direction === direction ? [step.bytes] : [])),
  )
}
`
  return `/** ${title}, from frames to findings: what it says of the phone, at its place, under its name. */
import { expect, test } from 'vitest'
import { ${transport === 'udp' ? 'udpPacket' : 'TcpConversation'} } from '../../support/capture.ts'
import { sample } from '../../support/samples/${name}.ts'
import { observed, scanFrames } from '../../support/scan-frames.ts'
${helper}
const frames = ${frames}

test('what identifies is found, at its place, and the protocol is named', async () => {
  const result = await scanFrames(frames)
  expect(observed(result)).toEqual(['imei 356938035643809 probable'])
  expect(result.recipients.flatMap(({ protocols }) => protocols)).toEqual(['${name}'])
  const [observation] = result.observations
  const shown = observation?.spans.map(({ frame, start, end }) =>
    (frames[frame - 1] as Buffer).toString('latin1', start, end),
  )
  expect(shown?.join('')).toBe('356938035643809')
})
`
}
