/** Numbers as phones show them, with or without what networks and programs put behind them, are the same. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { TcpConversation } from '../support/capture.ts'
import { scanFrames } from '../support/scan-frames.ts'

function posted(value: string): Buffer[] {
  const body = JSON.stringify({ q: value })
  const head = `POST /a HTTP/1.1\r\nHost: a.example.com\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
  return new TcpConversation()
    .open()
    .send(head + body)
    .close().frames
}

test.each<[string, string, string, string[]]>([
  ['iccid', '8947010073918264053', '89470100739182640533', ['iccid']],
  ['iccid', '8947010073918264053', '8947010073918264053F', ['iccid']],
  ['iccid', '8947010073918264053', '89470100739182640533F', ['iccid']],
  ['iccid', '8947010073918264053', '98741000371928465033', ['iccid']],
  ['iccid', '89470100739182640533', '8947010073918264053', ['iccid']],
  ['imeisv', '3571840926417312', '357184092641738', ['imei']],
  ['imeisv', '3571840926417312', '35718409264173', ['imei']],
  ['imeisv', '35-718409-264173-12', '35-718409-264173-8', ['imei']],
  ['imeisv', '3571840926417312', '3571840926417312', ['imeisv']],
])('of a profile with %s %s, %s on the way is the %j, certain', async (kind, value, sent, told) => {
  const result = await scanFrames(posted(sent), { profile: `identifiers:\n  ${kind}: "${value}"\n` })
  expect(result.observations.map(({ identifier, confidence }) => [identifier, confidence])).toEqual(
    told.map((one) => [one, 'certain']),
  )
})

test('an IMEI that a profile has only as the beginning of its IMEISV is told so', async () => {
  const profile = (kinds: string): { profile: string } => ({ profile: `identifiers:\n${kinds}` })
  const reasonsOf = async (kinds: string, sent = '357184092641738'): Promise<string> => {
    const { observations } = await scanFrames(posted(sent), profile(kinds))
    return observations.flatMap(({ reasons }) => reasons).join('; ')
  }
  const version = '  imeisv: "3571840926417312"\n'
  expect(await reasonsOf(version)).toContain(
    'the IMEI (number of the phone) that follows from the IMEISV (number of the phone with its software version) of the profile stands here',
  )
  expect(await reasonsOf(`${version}  imei: "357184092641738"\n`)).toContain(
    'the IMEI (number of the phone) of the profile stands here',
  )
  const digest = createHash('sha256').update('357184092641738').digest('hex')
  expect(await reasonsOf(version, digest)).toContain(
    'the SHA-256 of the IMEI (number of the phone) that follows from the IMEISV',
  )
})
