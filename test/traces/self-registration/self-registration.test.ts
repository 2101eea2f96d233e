/** The registration of a phone with China Telecom is found in every form in which it is sent, and nothing else is taken for it. */
import { describe, expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { tcpFlags, TcpConversation, udpPacket } from '../../support/capture.ts'
import { dnsMessage, dnsName, dnsQuestion, dnsRecord, dnsTypes } from '../../support/dns-message.ts'
import { clientHello, tlsRecord } from '../../support/tls-hello.ts'
import { observed, scanFrames } from '../../support/scan-frames.ts'
import {
  answer,
  base64,
  cell,
  coapRegistration,
  iccid,
  imei,
  imei2,
  imsi,
  mac,
  moduleForm,
  phoneForm,
  refusal,
  registration,
  requestOf,
  success,
  variants,
  wrapped,
} from './terminal.ts'
import type { Variant } from './terminal.ts'

const family = 'China Telecom terminal self-registration'
const [phone] = variants as [Variant]

function expectRegistration(result: ScanResult): void {
  expect(result.findings[0]).toMatchObject({ title: family, severity: 'critical', confidence: 'certain' })
}

/** What each form holds, as lines of {@link observed}. */
function held(form: Readonly<Record<string, string>>): string[] {
  const lines: [string, string | undefined][] = [
    [`imei ${imei} certain`, form.IMEI1 ?? form.MEID],
    [`imei ${imei2} certain`, form.IMEI2],
    [`iccid ${iccid} certain`, form.SIM1ICCID],
    [`imsi ${imsi} certain`, form.SIM1LTEIMSI],
    [`wifi-mac ${mac.replaceAll(':', '')} certain`, form.MACID],
    [`cell-id ${cell} certain`, form.SIM1CELLID],
  ]
  return lines.filter(([, value]) => value !== undefined).map(([line]) => line)
}

describe.each(variants)('variant $name', (variant) => {
  test.each([
    ['as it is', undefined, variant.port],
    ['on a server of another name and port', 'device.example.com', 31_337],
    ['without a host', null, variant.port],
  ])('%s', async (_, host, targetPort) => {
    const result = await scanFrames(registration(requestOf(variant, host), answer(refusal), { targetPort }))
    expectRegistration(result)
    const lines = observed(result).map((line) =>
      line.replace(
        /(wifi-mac) (.*) /,
        (_all, name: string, value: string) => `${name} ${value.replaceAll(':', '')} `,
      ),
    )
    expect(lines).toEqual(expect.arrayContaining(held(variant.form)))
    // Nothing but what the form holds: no constant, no date, no value under a second name.
    expect(lines.filter((line) => !/^(build|device-model) /.test(line))).toEqual(held(variant.form).sort())
    expect(result.transmissions).toHaveLength(1)
    expect(result.transmissions[0]?.receipt).toMatchObject({ status: 200, accepted: false })
    expect(result.recipients.map((recipient) => recipient.ports)).toEqual([[targetPort]])
  })

  test('under any content type, over IPv6, one byte in a segment', async () => {
    const request = requestOf({
      ...variant,
      head: variant.head.filter((line) => !/content-type/i.test(line)),
    })
    const { frames } = new TcpConversation({
      source: '2001:db8::10',
      target: '2001:db8::20',
      targetPort: variant.port,
    })
      .open()
      .send(request, 1)
      .reply(answer(success))
      .close()
    const result = await scanFrames(frames)
    expectRegistration(result)
    expect(result.transmissions[0]?.receipt).toMatchObject({ accepted: true })
  })
})

describe('over CoAP', () => {
  test.each([
    ['to its server', 'zzhc.vnet.cn', 5_683],
    ['to a server without a name, on another port', '', 40_404],
  ])('variant N2, %s', async (_, host, port) => {
    const result = await scanFrames([coapRegistration(host, base64(moduleForm), port)])
    expectRegistration(result)
    expect(observed(result)).toEqual(
      expect.arrayContaining([`iccid ${iccid} certain`, `imei ${imei} certain`, `imsi ${imsi} certain`]),
    )
    expect(result.observations.every((observation) => observation.protection === 'plaintext')).toBe(true)
  })

  test('the form of China Unicom (MODELSMS)', async () => {
    const { MODEL, ...rest } = moduleForm
    const result = await scanFrames([coapRegistration('', base64({ ...rest, MODELSMS: MODEL as string }))])
    expectRegistration(result)
  })
})

describe('the answer', () => {
  test.each([
    [success, true],
    ['{"resultCode":0,"resultDesc":"Success"}', true],
    [refusal, false],
    ['{"resultCode":"-1"}', false],
    ['Success', true],
  ])('%s', async (body, accepted) => {
    const result = await scanFrames(registration(requestOf(phone), answer(body)))
    expect(result.transmissions[0]?.receipt?.accepted).toBe(accepted)
  })

  test('no answer at all: the sending is reported, a receipt is not', async () => {
    const { frames } = new TcpConversation().open().send(requestOf(phone))
    const result = await scanFrames(frames)
    expectRegistration(result)
    expect(result.transmissions[0]?.receipt).toBeNull()
  })
})

describe('only the name is seen', () => {
  test.each(['zzhc.vnet.cn', 'register.vnet.cn', 'ZZHC.vnet.CN'])('a DNS question for %s', async (name) => {
    const frame = udpPacket({ payload: dnsMessage({ questions: [dnsQuestion(name)] }) })
    const result = await scanFrames([frame])
    expect(result.findings.map((finding) => finding.title)).toEqual([`${family}: contact by name only`])
    expect(result.findings[0]?.confidence).toBe('certain')
    expect(result.observations).toEqual([])
  })

  const answered = (asked: string, records: readonly Buffer[]): Buffer =>
    udpPacket({
      source: '192.0.2.53',
      sourcePort: 53,
      target: '192.0.2.10',
      targetPort: 40_000,
      payload: dnsMessage({ flags: 0x8180, questions: [dnsQuestion(asked)], answers: [...records] }),
    })
  const address = (name: string): Buffer => dnsRecord(name, dnsTypes.a, Buffer.from([198, 51, 100, 20]))
  const alias = (name: string, of: string): Buffer => dnsRecord(name, dnsTypes.cname, dnsName(of))

  test('an answer of DNS whose question is not in the capture', async () => {
    const result = await scanFrames([answered('zzhc.vnet.cn', [address('zzhc.vnet.cn')])])
    expect(result.findings.map(({ title }) => title)).toEqual([`${family}: contact by name only`])
    expect(result.findings[0]?.reasons).toContain('the name was seen in an answer of DNS (1×)')
  })

  test('another name, of which DNS says that it is an alias', async () => {
    const name = 'register.maker.example.com'
    const question = udpPacket({
      payload: dnsMessage({ questions: [dnsQuestion(name)] }),
      sourcePort: 40_000,
    })
    const result = await scanFrames([
      question,
      answered(name, [alias(name, 'zzhc.vnet.cn'), address('zzhc.vnet.cn')]),
    ])
    expect(result.contacts.map(({ source, name: seen }) => [source, seen])).toEqual([
      ['dns-answer', 'zzhc.vnet.cn'],
    ])
    const recipient = result.recipients.find(({ id }) => id === result.findings[0]?.recipient)
    expect([recipient?.host, recipient?.organisation?.id]).toEqual([name, 'china-telecom'])
    expect(result.findings.map(({ title }) => title)).toEqual([`${family}: contact by name only`])
  })

  test('a question and its answer are one sight of the name', async () => {
    const name = 'zzhc.vnet.cn'
    const question = udpPacket({
      payload: dnsMessage({ questions: [dnsQuestion(name)] }),
      sourcePort: 40_000,
    })
    const { contacts, recipients } = await scanFrames([question, answered(name, [address(name)])])
    expect(contacts.map(({ source }) => source)).toEqual(['dns-question'])
    expect(recipients[0]?.nameEvidence).toBe('dns-answer')
    for (const frames of [[question], [question, answered(name, [])]]) {
      const asked = await scanFrames(frames)
      expect(asked.recipients[0]?.nameEvidence).toBe('dns-question')
    }
  })

  test.each(['zzhc.vnet.cn', 'zzhc.vnet.cn.'])('a TLS hello to %s', async (sni) => {
    const { frames } = new TcpConversation({ targetPort: 443 })
      .open()
      .send(tlsRecord(clientHello({ sni })))
      .fromServer(tcpFlags.ack, 'x'.repeat(50))
    const result = await scanFrames(frames)
    expect(result.findings.map((finding) => finding.title)).toEqual([`${family}: contact by name only`])
  })

  test.each(['zzhc.vnet.cn', 'ZZHC.vnet.cn.', 'zzhc.vnet.cn.:80'])(
    'a request of nothing that is readable to %s',
    async (host) => {
      const request = `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 4\r\n\r\n????`
      const result = await scanFrames(registration(request, answer(refusal)))
      expect(result.findings.map((finding) => finding.confidence)).toEqual(['certain'])
      expect(result.recipients.map((recipient) => recipient.host)).toEqual(['zzhc.vnet.cn'])
    },
  )

  test('another name of vnet.cn is a hint and no more', async () => {
    const frame = udpPacket({ payload: dnsMessage({ questions: [dnsQuestion('www.vnet.cn')] }) })
    const result = await scanFrames([frame])
    for (const finding of result.findings) {
      expect(finding.confidence).toBe('possible')
      expect(finding.severity).toBe('low')
    }
  })

  test.each(['zzhc.vnet.cn.example.com', 'notzzhc-vnet.cn', 'xvnet.cn', 'zzhc.vnet.cn.'])(
    'a name that is not under vnet.cn, or written with its last dot: %s',
    async (name) => {
      const frame = udpPacket({ payload: dnsMessage({ questions: [dnsQuestion(name.replace(/\.$/, ''))] }) })
      const result = await scanFrames([frame])
      expect(result.findings.length).toBe(name.endsWith('vnet.cn.') ? 1 : 0)
    },
  )
})

describe('what is no registration', () => {
  const encrypted = Buffer.from(
    Array.from({ length: 240 }, (_, index) => (index * 173 + 41) & 0xff),
  ).toString('base64')

  test.each([
    [
      'account programs of OPPO, which use the same content type with real encryption',
      encrypted,
      'X-Protocol-Version: 3\r\nX-Session-Ticket: abc\r\nX-Signature: def\r\n',
    ],
    ['another program with the content type', encrypted, ''],
    [
      'JSON with REGVER but nothing that proves the form',
      base64({ REGVER: '5.0', MODEL: 'x', SWVER: 'y' }),
      '',
    ],
    ['JSON with an empty form', base64({}), ''],
  ])('%s', async (_, body, fields) => {
    const request = `POST /api HTTP/1.1\r\nHost: account.example.com\r\n${fields}Content-Type: application/encrypted-json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const result = await scanFrames(registration(request, answer('{}')))
    expect(result.findings).toEqual([])
    expect(result.observations).toEqual([])
  })

  test('the decoy is named', async () => {
    const request = `POST /api HTTP/1.1\r\nHost: account.example.com\r\nX-Signature: def\r\nContent-Type: application/encrypted-json\r\nContent-Length: ${encrypted.length}\r\n\r\n${encrypted}`
    const result = await scanFrames(registration(request, answer('{}')))
    expect(result.dismissals.map((dismissal) => dismissal.reason).join()).toMatch(/OPPO/)
  })

  test('placeholders in the form are named and not reported', async () => {
    const form = {
      ...phoneForm,
      IMEI1: '000000000000000',
      IMEI2: '',
      MACID: '02:00:00:00:00:00',
      SIM1CELLID: '',
    }
    const result = await scanFrames(
      registration(requestOf({ ...phone, body: wrapped(base64(form)) }), answer(refusal)),
    )
    expectRegistration(result)
    expect(observed(result).filter((line) => /^(imei|wifi-mac|cell-id) /.test(line))).toEqual([])
    expect(result.dismissals.map((dismissal) => dismissal.identifier)).toEqual(
      expect.arrayContaining(['imei', 'wifi-mac']),
    )
  })
})

describe('ways of sending', () => {
  test('the order of the fields does not matter', async () => {
    const form = Object.fromEntries(Object.entries(phoneForm).toReversed())
    const result = await scanFrames(
      registration(requestOf({ ...phone, body: base64(form) }), answer(refusal)),
    )
    expectRegistration(result)
  })

  test('in chunks', async () => {
    const body = phone.body
    const chunks = [body.slice(0, 5), body.slice(5, 100), body.slice(100)].map(
      (chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`,
    )
    const request = `POST / HTTP/1.1\r\nHost: device.example.com\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join('')}0\r\n\r\n`
    expectRegistration(await scanFrames(registration(request, answer(refusal))))
  })

  test('URL-safe and without padding, or as the bare JSON', async () => {
    for (const body of [
      base64(phoneForm).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
      JSON.stringify(phoneForm),
    ]) {
      expectRegistration(
        await scanFrames(registration(requestOf({ ...phone, body }, 'device.example.com'), answer(refusal))),
      )
    }
  })

  test('seen from its middle, only the answers missing', async () => {
    const frames = registration(requestOf(phone), answer(refusal))
    const result = await scanFrames(frames.slice(3, 5))
    expectRegistration(result)
  })

  test('UETYPE as a number', async () => {
    const body = Buffer.from(JSON.stringify({ ...phoneForm, UETYPE: 1 })).toString('base64')
    expectRegistration(await scanFrames(registration(requestOf({ ...phone, body }), answer(refusal))))
  })
})
