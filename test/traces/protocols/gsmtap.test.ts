/** Messages of a modem on their way to who records them (GSMTAP): what the phone hears is received, what it says is sent. */
import { expect, test } from 'vitest'
import { udpPacket } from '../../support/capture.ts'
import { gsmtapMessage } from '../../support/samples/gsmtap.ts'
import { anomalyCodes, scanFrames } from '../../support/scan-frames.ts'

const profile = 'identifiers:\n  imsi: ["242017123456789"]\n'
/** TS 24.008, 10.5.1.4: the digits of 242017123456789, the first beside type and parity. */
const identity = Buffer.from('082924101732547698', 'hex')

async function directions(options: Parameters<typeof gsmtapMessage>[1], target: string): Promise<string[]> {
  const payload = gsmtapMessage(Buffer.concat([Buffer.from('050801', 'hex'), identity]), options)
  const frames = [udpPacket({ source: '192.168.1.2', target, targetPort: 4_729, payload })]
  const result = await scanFrames(frames, { profile })
  expect(result.recipients.flatMap(({ protocols }) => protocols)).toEqual(['gsmtap'])
  expect(anomalyCodes(result)).toContain('message.gsmtap.recorder')
  return result.observations.map(({ identifier, direction }) => `${identifier} ${direction}`)
}

test('a page by IMSI is received, an answer to who one is is sent', async () => {
  const page = { type: 1, subType: 5 }
  expect(await directions(page, '192.168.1.3')).toEqual(['imsi received'])
  expect(await directions({ ...page, isUplink: true }, '192.168.1.3')).toEqual(['imsi sent'])
  expect(await directions({ isUplink: true }, '192.168.1.3')).toEqual(['imsi sent'])
  expect(await directions(page, '8.8.8.8')).toEqual(['imsi sent'])
})
