/** What is spoken inside TLS is read with its keys, by its content; without them nothing of it is claimed. */
import { describe, expect, test } from 'vitest'
import { KeyLog } from '../../../src/message/key-log.ts'
import { scanDocument } from '../../../src/report/scan-document.ts'
import { renderTerminal } from '../../../src/report/terminal.ts'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { pcapngBlock, pcapngFile, TcpConversation } from '../../support/capture.ts'
import { expectBalanced } from '../../support/conform.ts'
import { dnsMessage, dnsOverTcp, dnsQuestion } from '../../support/dns-message.ts'
import { playLayer, server, client, testFlow } from '../../support/playbook.ts'
import type { Step } from '../../support/playbook.ts'
import { protocolSamples } from '../../support/protocol-samples.ts'
import { talk } from '../../support/tls-peers.ts'
import { scanBytes } from '../../support/scan-frames.ts'

function keysOf(text: string): KeyLog {
  const keys = new KeyLog()
  keys.add(text)
  return keys
}

function said(steps: readonly Step[], direction: 0 | 1): Buffer[] {
  return steps.flatMap((step) => (step.kind === 'push' && step.direction === direction ? [step.bytes] : []))
}

/** Those whose client speaks first, or whose server’s greeting may come late. */
const inside = protocolSamples.filter(
  ({ name, transport }) =>
    transport === 'tcp' && !['tls', 'http2', 'socks', 'telnet', 'ftp', 'pop3'].includes(name),
)

describe('a protocol inside TLS', () => {
  test.each(inside.map((sample) => [sample.name, sample] as const))('%s', async (name, { steps, port }) => {
    const { steps: recorded, keyLog } = await talk({
      serverName: 'server.example.com',
      says: said(steps, 0),
      answers: Buffer.concat(said(steps, 1)).toString('latin1'),
    })
    const flow = (): ReturnType<typeof testFlow> => testFlow('tcp', { serverPort: port })
    const recognised = (keys: KeyLog): string[] => {
      const outcome = playLayer(recorded, undefined, flow(), keys)
      expectBalanced(outcome)
      return outcome.events.flatMap((event) => (event.kind === 'recognised' ? [event.protocol] : []))
    }
    expect(recognised(keysOf(keyLog))).toEqual(['tls', name])
    expect(recognised(new KeyLog())).toEqual(['tls'])
  })
})

test('behind STARTTLS: the login that follows is read with its keys', async () => {
  const login = Buffer.from('\0alice\0pw1').toString('base64')
  const { steps, keyLog } = await talk({
    says: [`EHLO phone\r\nAUTH PLAIN ${login}\r\n`],
    answers: '250 ok\r\n235 ok\r\n',
  })
  const outcome = playLayer(
    [
      server('220 mail ESMTP\r\n'),
      client('EHLO phone\r\n'),
      server('250 STARTTLS\r\n'),
      client('STARTTLS\r\n'),
      server('220 go\r\n'),
      ...steps,
    ],
    undefined,
    testFlow('tcp', { serverPort: 587 }),
    keysOf(keyLog),
  )
  expect(outcome.messages.map(({ fields }) => fields).join('')).toBe(
    'Username: alice\r\nLogin-Password: pw1\r\n',
  )
  expectBalanced(outcome)
})

describe('DNS over TLS', () => {
  async function scanned(withKeys: boolean): Promise<ScanResult> {
    const question = dnsOverTcp(dnsMessage({ questions: [dnsQuestion('www.example.com')] }))
    const { steps, keyLog } = await talk({ serverName: 'dns.example.net', says: [question] })
    const conversation = new TcpConversation({ targetPort: 853 }).open()
    for (const step of steps) {
      if (step.kind !== 'push') continue
      if (step.direction === 0) conversation.send(step.bytes)
      else conversation.reply(step.bytes)
    }
    const head = Buffer.alloc(8)
    head.writeUInt32LE(0x544c534b, 0)
    head.writeUInt32LE(keyLog.length, 4)
    const secrets = pcapngBlock(
      10,
      Buffer.concat([head, Buffer.from(keyLog), Buffer.alloc((4 - (keyLog.length % 4)) % 4)]),
    )
    return scanBytes(pcapngFile(conversation.close().frames, withKeys ? { before: [secrets] } : {}))
  }
  const report = (result: ScanResult): string =>
    renderTerminal(result, { isRevealed: false, hasColour: false, columns: 200 }).replace(/\s+/g, ' ')

  test('with keys the names are read, and nothing is said to be hidden', async () => {
    const result = await scanned(true)
    expect(result.dnsNames).toEqual(['www.example.com'])
    expect(result.recipients.find(({ host }) => host === 'dns.example.net')).toMatchObject({
      protocols: ['dns', 'tls'],
      hasHiddenDns: false,
    })
    expect(report(result)).not.toContain('blind')
  })

  test('without keys the report says that it is blind to them', async () => {
    const result = await scanned(false)
    expect(result.dnsNames).toEqual([])
    expect(report(result)).toContain('varde is blind to the names asked for')
    expect(JSON.stringify(scanDocument(result, false))).toContain('"dnsHidden":true')
  })
})
