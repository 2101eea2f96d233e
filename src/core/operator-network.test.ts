import { expect, test } from 'vitest'
import { operatorNetworkOf } from './operator-network.ts'

test.each([
  ['ims.mnc001.mcc242.3gppnetwork.org', { country: '242', network: '001' }],
  ['mnc01.mcc242.3gppnetwork.org', { country: '242', network: '01' }],
  ['aes.mnc011.mcc460.pub.3gppnetwork.org', { country: '460', network: '011' }],
  ['x-mnc001.mcc242.3gppnetwork.org', null],
  ['ims.mnc001.mcc242.3gppnetwork.org.example.com', null],
  ['ims.3gppnetwork.org', null],
])('%s', (host, expected) => {
  expect(operatorNetworkOf(host)).toEqual(expected)
})
