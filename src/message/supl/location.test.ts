import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import type { Bits } from '../../../test/support/supl-message.ts'
import {
  suplEnd,
  suplPlaces,
  suplPlacesList,
  suplPosInit,
  suplPosition,
  suplReport,
  suplStartWith,
  suplTriggered,
} from '../../../test/support/supl-message.ts'
import { SuplReading, readSupl } from './parse.ts'

function told(message: Buffer): string[] {
  const reading = new SuplReading()
  expect(readSupl(message, 0, message.length, reading)).toBe(true)
  expect(reading).toMatchObject({ isCut: false, isSetIdSound: true })
  const { fields } = reading
  return Array.from({ length: fields.length }, (_, at) => `${fields.names[at]}: ${fields.texts[at]}`)
}

const oslo = suplPosition(59.91273, 10.74609)
const imsi = 'IMSI: 240075811111111'
const place = ['Latitude: 59.91273', 'Longitude: 10.74609']
const heard = suplPlacesList(suplPlaces.wifi('34298f4a1b2c'), suplPlaces.nr(), suplPlaces.gsm())
const network = ['Mcc: 240', 'Mnc: 07']
const nr = 'Cell-Id: 24007001a2b012345c7a'
const gsm = [...network, 'Lac: 4660', 'Cell-Id: 22136']
const others = ['Ap-Mac: 34:29:8f:4a:1b:2c', nr, nr, ...gsm]

const places: readonly (readonly [string, () => Bits, readonly string[]])[] = [
  ['a cell of GSM', suplPlaces.gsm, gsm],
  ['a cell of UMTS', suplPlaces.wcdma, [...network, 'Cell-Id: 12345678']],
  ['a cell of LTE', suplPlaces.lte, ['Cell-Id: 3104101b2c1a2d001']],
  ['cells of NR', suplPlaces.nr, [nr, nr]],
  ['a cell of CDMA', suplPlaces.cdma, []],
  ['an access point', () => suplPlaces.wifi('34298f4a1b2c'), ['Ap-Mac: 34:29:8f:4a:1b:2c']],
  [
    'an access point and the address of the phone',
    () => suplPlaces.wifi('34298f4a1b2c', '3c286d0a0b0c'),
    ['Ap-Mac: 34:29:8f:4a:1b:2c', 'Ssid: Home', 'Wifi-Mac: 3c:28:6d:0a:0b:0c'],
  ],
]

describe.each(places)('%s', (_what, serving, cell) => {
  test('in SUPL START, and what it hears besides', () => {
    expect(told(suplStartWith(serving(), heard, oslo))).toEqual([imsi, ...cell, ...others, ...place])
  })

  test('in SUPL POS INIT that asks for assistance', () => {
    expect(told(suplPosInit(serving(), heard, oslo))).toEqual([imsi, ...cell, ...place, ...others])
  })

  test('in SUPL TRIGGERED START', () => {
    expect(told(suplTriggered(serving(), heard, oslo))).toEqual([imsi, ...cell, ...others, ...place])
  })
})

test('positions in every quarter of the earth, and with every kind of velocity', () => {
  for (const [at, [latitude, longitude]] of [
    [-33.86882, 151.20929],
    [-22.90685, -43.17289],
    [40.71272, -74.00594],
    [0, 0],
  ].entries()) {
    const [north, east] = told(suplEnd(suplPosition(latitude as number, longitude as number, at))).slice(1)
    expect(Number(north?.split(' ')[1])).toBeCloseTo(latitude as number, 4)
    expect(Number(east?.split(' ')[1])).toBeCloseTo(longitude as number, 4)
  }
})

test('a report has all positions, and what was heard there', () => {
  const positions = [oslo, suplPosition(59.91273, 10.74609, 0)] as const
  expect(told(suplReport(positions, suplPlacesList(suplPlaces.gsm())))).toEqual([
    imsi,
    imsi,
    ...place,
    ...place,
    ...gsm,
  ])
})

test('what is cut or damaged ends, and nothing is told that is not there', () => {
  const messages = [suplStartWith(suplPlaces.nr(), heard, oslo), suplReport([oslo, oslo], heard)]
  const reading = new SuplReading()
  for (const message of messages)
    for (let end = 6; end < message.length; end++) {
      readSupl(message, 0, end, reading)
      expect(reading.isCut).toBe(true)
    }
  const damage = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), { maxLength: 4 })
  fc.assert(
    fc.property(fc.constantFrom(...messages), damage, (message, changes) => {
      const bytes = Buffer.from(message)
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      readSupl(bytes, 0, bytes.length, reading)
      for (let at = 0; at < reading.fields.length; at++)
        expect(reading.fields.ends[at]).toBeLessThanOrEqual(bytes.length)
    }),
    { numRuns: 500 },
  )
})

test('lists of additions without end cost no more than the message has bits', () => {
  // A number of additions in four bytes, in a report of as many entries as there can be.
  const hostile = Buffer.concat([suplReport([oslo, oslo], heard).subarray(0, 24), Buffer.alloc(16_000, 0xff)])
  hostile.writeUInt16BE(hostile.length)
  const before = processorTime()
  readSupl(hostile, 0, hostile.length, new SuplReading())
  expect(processorTime() - before).toBeLessThan(500)
})
