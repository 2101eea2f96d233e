/** Programs that bind a port below 1024 and speak to a server at a high one: they are the client. */
import { expect, test } from 'vitest'
import { udpPacket } from '../support/capture.ts'
import { dnsMessage, dnsQuestion, dnsRecord, dnsTypes } from '../support/dns-message.ts'
import { scanFrames } from '../support/scan-frames.ts'

const imei = '352099001761481'
const phone = '192.168.1.7'
const server = '198.51.100.20'
const name = 'tracker.example.com'
const questions = [dnsQuestion(name, dnsTypes.a)]
const resolver = { target: '192.168.1.1', targetPort: 53 }

const asked = udpPacket({ ...resolver, source: phone, payload: dnsMessage({ questions }) })
const told = udpPacket({
  source: resolver.target,
  sourcePort: 53,
  target: phone,
  targetPort: 40_000,
  payload: dnsMessage({
    flags: 0x8180,
    questions,
    answers: [dnsRecord(name, dnsTypes.a, Buffer.from(server.split('.').map(Number)))],
  }),
})

test.each([53, 80, 123, 443, 500, 1_900, 3_478])(
  'the name that DNS told is that of who is spoken to from port %i',
  async (sourcePort) => {
    const payload = Buffer.from(`PING imei=${imei}`)
    const sent = udpPacket({ source: phone, target: server, sourcePort, targetPort: 9_999, payload })
    const result = await scanFrames([asked, told, sent], { profile: `identifiers:\n  imei: "${imei}"\n` })
    expect(result.observations.map(({ direction }) => direction)).toEqual(['sent'])
    const { recipient } = result.observations[0] ?? {}
    expect(result.recipients.find(({ id }) => id === recipient)).toMatchObject({ host: name, ports: [9_999] })
  },
)
