import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../../test/e2e/run-varde.ts'
import { openAttribution } from '../../attribute/attribution.ts'
import { premisesOf } from '../../assess/compare/premises.ts'
import type { Side } from '../../assess/side.ts'
import { readData } from '../../cli/data-files.ts'
import { numbersByExchange, phoneSignsOf, signsOnce } from './phone-signs.ts'
import { readSide } from './read-side.ts'

test('signs are what one phone has and no other, masked where they are shown', () => {
  const common = { confidence: 'certain', direction: 'sent' }
  const observations = [
    { ...common, identifier: 'imei', value: '357184092641738', normal: '357184092641738' },
    { ...common, identifier: 'imei', value: '357184092641739', confidence: 'possible' },
    { ...common, identifier: 'serial', value: 'B2NGAB07', direction: 'received' },
    { ...common, identifier: 'imsi', value: '242010739182646' },
    { ...common, identifier: 'wifi-mac' },
  ]
  const localNames = [
    { kind: 'client-id', value: '02:00:5e:10:20:2b' },
    { kind: 'host-name', value: 'android-0123456789abcdef' },
    { kind: 'host-name', value: 'living-room' },
    { kind: 'client-id' },
  ]
  expect(phoneSignsOf({ observations, localNames }, ['Nokia 7 plus'])).toEqual([
    { kind: 'imei', name: 'imei', value: '35718409264173', shown: '35•••••••••••38' },
    { kind: 'address', name: 'DHCP client', value: '02005e10202b', shown: '02•••••••••••••2b' },
    {
      kind: 'number',
      name: 'DHCP name',
      value: 'android-0123456789abcdef',
      shown: 'an••••••••••••••••••••ef',
    },
    { kind: 'model', name: 'model', value: 'nokia 7 plus', shown: 'No••••••••us' },
  ])
})

test('of each exchange the numbers that one phone has one of are kept, and no others', () => {
  const sent = { capture: 0, exchange: 3, confidence: 'probable', direction: 'sent' }
  const imei = { ...sent, identifier: 'imei', value: '357184092641738' }
  const serial = { ...sent, identifier: 'serial', value: 'B2NGAB07', confidence: 'certain' }
  expect(
    numbersByExchange([
      imei,
      imei,
      serial,
      { ...imei, exchange: 4, value: '35718409264173' },
      { ...imei, exchange: 5, confidence: 'possible' },
      { ...serial, exchange: 5, confidence: 'probable' },
      { ...serial, exchange: 5, identifier: 'wifi-mac' },
      { ...imei, exchange: 5, direction: 'received' },
    ]),
  ).toEqual(
    new Map([
      ['0/3', ['imei 35718409264173', 'serial b2ngab07']],
      ['0/4', ['imei 35718409264173']],
    ]),
  )
})

test('numbers that are only probable are shown behind the others, and decide nothing', () => {
  const of = (...values: readonly string[]): ReturnType<typeof phoneSignsOf> =>
    phoneSignsOf(
      {
        observations: values.map((value) => ({
          identifier: 'imei',
          value,
          normal: value,
          confidence: 'probable',
          direction: 'sent',
        })),
        localNames: [],
      },
      [],
    )
  const [one, other] = [of('357184092641738'), of('352099001761481')]
  expect(one).toEqual([
    { kind: 'imei', name: 'imei', value: '35718409264173', shown: '35•••••••••••38', isDoubtful: true },
  ])
  const premise = (before: typeof one, after: typeof one): unknown =>
    premisesOf(
      { phone: before, timing: null } as unknown as Side,
      { phone: after, timing: null } as unknown as Side,
    )[0]
  expect(premise(one, other)).toMatchObject({
    answer: 'unknown',
    before: 'imei 35•••••••••••38',
    after: 'imei 35•••••••••••81',
  })
  expect(premise(one, one)).toMatchObject({ answer: 'unknown' })
  const sure = one.map(({ kind, name, value, shown }) => ({ kind, name, value, shown }))
  expect(signsOnce([...one, ...other, ...sure])).toEqual([...sure, ...other])
})

test('the fixed sample is of the same phone, the clean one of another', async () => {
  const sideOf = (name: string): Promise<Side> =>
    readSide([join(root, 'samples', name)], {
      profile: null,
      keyFiles: [],
      attribution: openAttribution(readData),
      onProgress: () => {},
      eventsOf: () => Promise.reject(new Error('no events')),
    })
  const before = await sideOf('nokia-7-plus.pcapng')
  const answers = async (name: string): Promise<string[]> =>
    premisesOf(before, await sideOf(name)).map(({ answer }) => answer)
  expect(await answers('nokia-7-plus-fixed.pcapng')).toEqual(['yes', 'yes'])
  expect(await answers('clean-phone.pcapng.gz')).toEqual(['no', 'no'])
})
