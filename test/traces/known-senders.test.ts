/** What is told of a known sender is as sure as that it is the one, whatever it was sent. */
import { expect, test } from 'vitest'
import { verdictOf } from '../../src/report/verdict.ts'
import { TcpConversation } from '../support/capture.ts'
import { scanFrames } from '../support/scan-frames.ts'

const imei = '357184092641738'
const profile = `identifiers:\n  imei: "${imei}"\n`
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

function talk(host: string, target: string, body: string, targetPort = 80, fields = ''): Buffer[] {
  return new TcpConversation({ targetPort })
    .open()
    .send(
      `POST ${target} HTTP/1.1\r\nHost: ${host}\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`,
    )
    .reply(ok)
    .close().frames
}

const sent = JSON.stringify({ imei })

test('a number that is surely sent makes a sender that is only possible no surer', async () => {
  const frames = talk('shop.vnet.cn', '/a', sent)
  const title = 'imei sent in clear text: possibly China Telecom terminal self-registration'
  expect((await scanFrames(frames, { profile })).findings).toMatchObject([
    { title, confidence: 'certain', severity: 'high' },
  ])
  expect((await scanFrames(frames)).findings).toMatchObject([{ title, confidence: 'probable' }])
})

test('one that is as sure as what it was sent is the title', async () => {
  const frames = talk('dm.wo.com.cn', '/other', sent)
  expect((await scanFrames(frames)).findings).toMatchObject([
    { title: 'China Unicom terminal registration', confidence: 'probable' },
  ])
  expect((await scanFrames(frames, { profile })).findings).toMatchObject([
    {
      title: 'imei sent in clear text: probably China Unicom terminal registration',
      confidence: 'certain',
    },
  ])
  expect((await scanFrames(talk('zzhc.vnet.cn', '/a', sent), { profile })).findings).toMatchObject([
    { title: 'China Telecom terminal self-registration', confidence: 'certain', severity: 'critical' },
  ])
})

test('the contact with one that is only possible is told as such', async () => {
  const result = await scanFrames(talk('shop.vnet.cn', '/a', 'hello'))
  expect(result.findings).toMatchObject([
    { title: 'possibly China Telecom terminal self-registration', confidence: 'possible', severity: 'low' },
  ])
  expect(verdictOf(result).sentence).toContain(': possibly China Telecom terminal self-registration.')
})

test('of several messages the one that shows the sender best counts', async () => {
  const form = Buffer.from(JSON.stringify({ REGVER: '5.0', MEID: imei })).toString('base64')
  const frames = new TcpConversation().open()
  for (const body of [sent, form])
    frames
      .send(`POST /a HTTP/1.1\r\nHost: shop.vnet.cn\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
      .reply(ok)
  expect((await scanFrames(frames.close().frames)).findings).toMatchObject([
    { title: 'China Telecom terminal self-registration', confidence: 'certain', severity: 'critical' },
  ])
})

test('who fetches satellite data registers nothing, whatever stands in the request', async () => {
  const agent = 'User-Agent: A/9/Example/Phone/sdm660/QCX3/B2134543216756/-/-/-/N\r\n'
  const [finding, ...rest] = (
    await scanFrames(talk('xtra1.gpsonextra.net', '/xtra3grc.bin', '', 80, agent), {
      profile: 'identifiers:\n  serial: "B2134543216756"\n',
    })
  ).findings
  expect(rest).toEqual([])
  expect(finding).toMatchObject({
    title: 'Qualcomm location assistance (XTRA)',
    severity: 'high',
    identifiers: ['serial'],
  })
  expect(finding?.reasons.join('; ')).not.toContain('registers')
})
