/** Names of DNS have no case, and resolvers change it at random: what stands in them is found all the same. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { TcpConversation, udpPacket } from '../../support/capture.ts'
import { dnsMessage, dnsQuestion, dnsTypes } from '../../support/dns-message.ts'
import { clientHello, tlsRecord } from '../../support/tls-hello.ts'
import { observed, scanFrames } from '../../support/scan-frames.ts'

/** MD5 of the Android ID. */
const digest = createHash('md5').update('7c31e9a04bd852f6').digest('hex')
const profile = 'identifiers:\n  android-id: 7c31e9a04bd852f6\n  serial: B2NGAA8473920561\n'

function asked(name: string): Buffer[] {
  const payload = dnsMessage({ id: 7, questions: [dnsQuestion(name, dnsTypes.a)] })
  return [udpPacket({ target: '8.8.8.8', sourcePort: 40_000, targetPort: 53, payload })]
}

function said(bytes: Buffer, targetPort: number): Buffer[] {
  return new TcpConversation({ targetPort }).open().send(bytes).close().frames
}

const carriers = [
  ['a question', asked],
  [
    'the host of a request',
    (name: string) => said(Buffer.from(`GET / HTTP/1.1\r\nHost: ${name}\r\n\r\n`), 80),
  ],
  ['the name in a hello', (name: string) => said(tlsRecord(clientHello({ sni: name })), 443)],
] as const

test.each(carriers)('in %s, once each', async (_carrier, framesOf) => {
  const names = [
    ['7C31e9A04bD852F6.eXample.nEt', 'android-id 7c31e9a04bd852f6 certain'],
    ['7c31e9a04bd852f6.eXample.nEt', 'android-id 7c31e9a04bd852f6 certain'],
    ['b2NGaa8473920561.t.example.net', 'serial B2NGAA8473920561 certain'],
    ['7C31e9A0.4bD852F6.t.eXample.nEt', 'android-id 7c31e9a04bd852f6 certain'],
    [
      `${digest.slice(0, 9).toUpperCase()}${digest.slice(9)}.eXample.nEt`,
      'android-id 7c31e9a04bd852f6 certain',
    ],
  ] as const
  for (const [name, found] of names)
    expect(observed(await scanFrames(framesOf(name), { profile })), name).toEqual([found])
  expect(observed(await scanFrames(framesOf('wWw.eXample.nEt'), { profile }))).toEqual([])
})
