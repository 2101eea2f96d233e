import { expect, test } from 'vitest'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { TcpConversation } from '../../test/support/capture.ts'
import { scanFrames } from '../../test/support/scan-frames.ts'
import { profileOf, scannedSample } from '../../test/support/scan-capture.ts'
import { scanSample } from '../../test/support/exported-sample.ts'
import { objectionOf } from '../core/objections.ts'
import { renderTerminal } from './terminal.ts'
import { deviceName, isOfAnother, profileDoubt } from './device-name.ts'

const samples = new URL('../../samples/', import.meta.url).pathname

test('a device is called as its profile does where a value of the profile was found', async () => {
  const result = await scanSample()
  expect(deviceName(result, [])).toBe('Nokia 7 plus (emulated)')
  expect(deviceName({ ...result, profile: null }, [])).toBe('')
  expect(renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })).not.toContain(
    'Is it the profile',
  )
})

test('it is not where other values of the same kinds were sent, though both phones were in one cell', async () => {
  const profile = profileOf(`${samples}clean-phone.profile.yaml`)
  const result = await scannedSample(`${samples}nokia-7-plus.pcapng`, profile)
  expect(result.observations.some(({ by }) => by === 'profile')).toBe(true)
  expect([deviceName(result, []), isOfAnother(result)]).toEqual(['', true])
  const said = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })
  expect(said).toContain('\n\nIs it the profile of this phone? Other values of its kinds were sent')
})

test('it is where a value of its own was found by the name beside it, being too short to be looked for', async () => {
  const sent = (user: string): Promise<ScanResult> =>
    scanFrames(
      new TcpConversation()
        .open()
        .send(`GET /?user_id=${user} HTTP/1.1\r\nHost: one.example.com\r\n\r\n`)
        .close().frames,
      { profile: 'name: p\nidentifiers:\n  user-id: "4711"\n' },
    )
  const own = await sent('4711')
  const found = own.observations.map((one) => ({ ...one, by: 'form' }))
  expect(found.map(({ normal }) => normal)).toEqual(['4711'])
  expect(profileDoubt({ ...own, observations: found })).toBe('')
  const others = found.map((one) => ({ ...one, normal: '4712' }))
  expect(profileDoubt({ ...own, observations: others })).toContain('none of its own')
})

test('it is not where another phone was sent with what is its owner’s', async () => {
  const result = await scanSample()
  const seen = (kinds: readonly string[], confidence: 'probable' | 'possible' = 'probable'): string =>
    profileDoubt({
      ...result,
      observations: result.observations.map((one) => ({
        ...one,
        confidence,
        by: kinds.includes(one.identifier) ? ('profile' as const) : ('form' as const),
      })),
    })
  const doubt = 'Is it the profile of this phone? Another IMEI or MEID was sent'
  expect(seen(['imsi', 'iccid'])).toContain(doubt)
  expect(seen(['imsi', 'iccid'], 'possible')).toBe('')
  expect(seen(['imsi', 'wifi-mac'])).toBe('')
})

test.each([
  ['advertising-id', true],
  ['gsf-id', true],
  // Apps take it along to the next phone.
  ['device-id', false],
  ['device-model', false],
])('the profile’s %s beside the second IMEI of the phone tells the device: %s', async (identifier, tells) => {
  const result = await scanSample()
  const [one] = result.observations
  if (one === undefined) throw new Error('nothing was observed')
  const observations = [
    { ...one, identifier: 'imei', by: 'form' as const, direction: 'sent' as const },
    { ...one, identifier, by: 'profile' as const, direction: 'sent' as const },
    { ...one, identifier: 'imsi', by: 'profile' as const, direction: 'sent' as const },
  ]
  expect(isOfAnother({ ...result, observations })).toBe(!tells)
})

test('nothing speaks against it where nothing of its kinds was sent', async () => {
  const result = await scanSample()
  const of = (identifier: string, direction: 'sent' | 'received'): string =>
    deviceName(
      {
        ...result,
        observations: result.observations.map((one) => ({ ...one, identifier, direction, by: 'form' })),
      },
      [],
    )
  expect(of('imei', 'sent')).toBe('')
  expect(of('imei', 'received')).toBe('Nokia 7 plus (emulated)')
  expect(of('push-token', 'sent')).toBe('Nokia 7 plus (emulated)')
  expect(of('cell-id', 'sent')).toBe('Nokia 7 plus (emulated)')
})

test('nothing speaks against it where what was sent may be of another device', async () => {
  const result = await scanSample()
  const doubtOf = (reason: string): string =>
    profileDoubt({
      ...result,
      observations: result.observations.map((one) => ({
        ...one,
        identifier: 'imei',
        normal: '490154203237518',
        direction: 'sent',
        by: 'form',
        confidence: 'possible',
        reasons: ['the key "imei" names it', reason],
      })),
    })
  expect(doubtOf(objectionOf('by its name ("watch") it may be of another device than the phone'))).toBe('')
  expect(doubtOf('its check digit is right')).toContain('Is it the profile of this phone?')
})

const otherTac = '8653210412345'

test.each([
  [
    'imei',
    `{"imei":"${otherTac}60"}`,
    'with the spare digit of TS 23.003 in the place of its check digit',
    true,
  ],
  ['imei', `{"imei":"${otherTac}6"}`, 'without its check digit', true],
  ['iccid', '{"iccid":"8947010058203719465"}', 'of 19 digits', true],
  ['imei', `{"watch":{"imei":"${otherTac}60"}}`, 'of a watch, with a fault beside', false],
])('another %s (%s) %s asks whose the profile is: %s', async (kind, body, _, isAsked) => {
  const own = { imei: '357184092641738', iccid: '8947080012345678901' }[kind] ?? ''
  const result = await scanFrames(
    new TcpConversation()
      .open()
      .send(`POST / HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
      .close().frames,
    { profile: `name: p\nidentifiers:\n  ${kind}: "${own}"\n` },
  )
  expect(result.observations.map(({ identifier }) => identifier)).toContain(kind)
  expect(result.observations.some(({ reasons }) => reasons.some((one) => one.startsWith('but ')))).toBe(true)
  expect(isOfAnother(result)).toBe(isAsked)
  expect(deviceName(result, result.transmissions)).toBe(isAsked ? '' : 'p')
})

test('of two senders only the one that sent the profile’s numbers is called by its name', async () => {
  const result = await scanSample()
  const [first] = result.transmissions
  const [seen] = result.observations
  if (first === undefined || seen === undefined) throw new Error('the sample shows nothing')
  const transmissions = ['192.168.1.20', '192.168.1.21', '192.168.1.20'].map((sender, exchange) => ({
    ...first,
    capture: 0,
    exchange,
    sender,
  }))
  const observations = transmissions.slice(0, 2).map(({ exchange }) => ({
    ...seen,
    capture: 0,
    exchange,
    identifier: 'imei',
    direction: 'sent' as const,
    confidence: 'probable' as const,
    by: exchange === 1 ? ('profile' as const) : ('form' as const),
  }))
  const named = transmissions.map((one) => deviceName({ ...result, transmissions, observations }, [one]))
  expect(named).toEqual(['', 'Nokia 7 plus (emulated)', ''])
  expect(isOfAnother({ ...result, observations })).toBe(false)
  // One sender may have two IMEIs.
  const one = transmissions.map((transmission) => ({ ...transmission, sender: '192.168.1.20' }))
  expect(deviceName({ ...result, transmissions: one, observations }, one)).toBe('Nokia 7 plus (emulated)')
})
