/** Who gets what a question of DNS carries is not the resolver alone. */
import { expect, test } from 'vitest'
import { renderTerminal } from '../../../src/report/terminal.ts'
import { udpPacket } from '../../support/capture.ts'
import { dnsMessage, dnsQuestion, dnsTypes } from '../../support/dns-message.ts'
import { zeekConnection, zeekText } from '../../support/zeek-log.ts'
import { scanBytes, scanFrames } from '../../support/scan-frames.ts'

const imei = '352099001761481'
const name = `${imei}.t.evil.co.uk`
const profile = `identifiers:\n  imei: "${imei}"\n`

function ask(asked: string, id: number): Buffer {
  const payload = dnsMessage({ id, questions: [dnsQuestion(asked, dnsTypes.a)] })
  return udpPacket({ target: '8.8.8.8', sourcePort: 40_000 + id, targetPort: 53, payload })
}

test('a finding names the domain of the names that were asked for beside the resolver', async () => {
  const result = await scanFrames([ask(name, 1)], { profile })
  expect(result.transmissions.map(({ summary }) => summary.asked)).toEqual(['evil.co.uk'])
  expect(result.findings[0]?.reasons).toContain(
    'as a rule a resolver passes such names on to the name servers of evil.co.uk: whoever runs these gets them, too',
  )
  const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })
  expect(text.replaceAll(/\s+/g, ' ')).toContain('DNS for a name in evil.co.uk to port 53')
})

test('so does one of values that are cut over several questions', async () => {
  const result = await scanFrames([ask('0.3520990.x.example.net', 1), ask('1.01761481.x.example.net', 2)], {
    profile,
  })
  expect(result.transmissions.map(({ summary }) => summary.asked)).toEqual(['example.net'])
})

test('and one of a log, where a name without a domain has none', async () => {
  const columns = [...zeekConnection, ['proto', 'enum'], ['query', 'string']] as const
  const log = zeekText('dns', columns, [
    ['1772610000.1', 'C1', '192.0.2.10', '5000', '8.8.8.8', '53', 'udp', name],
    ['1772610001.1', 'C2', '192.0.2.10', '5001', '8.8.8.8', '53', 'udp', `imei-${imei}`],
  ])
  const result = await scanBytes(Buffer.from(log), profile)
  expect(result.transmissions.map(({ summary }) => summary.asked)).toEqual(['evil.co.uk', undefined])
})
