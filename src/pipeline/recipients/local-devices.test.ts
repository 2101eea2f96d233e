import { expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { Flow } from '../../stream/types.ts'
import { LocalDevices } from './local-devices.ts'

const flow = (clientAddress: string, family: 4 | 6 = 4): Flow => ({ clientAddress, family }) as Flow

test('connections are counted by the local address of IPv4 that opened them', () => {
  const devices = new LocalDevices(new AnomalyLog())
  for (const address of ['192.168.1.23', '10.0.0.7', '192.168.1.23', '93.184.216.34', '', '169.254.1.1'])
    devices.ended(flow(address))
  devices.ended(flow('fd00::1', 6))
  expect(devices.all(3)).toEqual([
    { capture: 3, address: '192.168.1.23', flows: 2 },
    { capture: 3, address: '10.0.0.7', flows: 1 },
  ])
})

test('behind so many addresses those that are known go on, and it is said', () => {
  const anomalies = new AnomalyLog()
  const devices = new LocalDevices(anomalies)
  const { localDevicesMax } = limits.attribute
  for (let host = 0; host < localDevicesMax; host++) devices.ended(flow(`10.0.${host >> 8}.${host & 255}`))
  for (const address of ['10.0.0.0', '93.184.216.34']) devices.ended(flow(address))
  expect([...anomalies.tallies.keys()]).toEqual([])
  devices.ended(flow('10.0.9.9'))
  expect([...anomalies.tallies.values()]).toMatchObject([
    { code: { code: 'attribute.devices.too_many', kind: 'limit' }, count: 1 },
  ])
  expect(devices.all(0)).toHaveLength(localDevicesMax)
  expect(devices.all(0)[0]?.flows).toBe(2)
})
