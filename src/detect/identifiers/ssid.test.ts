import { expect, test } from 'vitest'
import { detect, foundIn, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

test.each(['desktop', 'checkout-step-2', 'aHR0cHM6Ly93d3c'])('%s may be of a session or a page', (ssid) =>
  expect(foundIn({ ssid })).toEqual([`ssid=${ssid} (possible)`]),
)

test.each([
  [{ ssid: 'hansen', rssi: -52 }, 'hansen'],
  [{ wifi: { ssid: 'hansen' } }, 'hansen'],
  [{ wifi_ssid: 'hansen-5g' }, 'hansen-5g'],
  [{ ssid: 'Hansen-5G' }, 'Hansen-5G'],
  [{ ssid: 'HansenNett2019' }, 'HansenNett2019'],
])('%j is a network', (value, ssid) => expect(foundIn(value)).toContain(`ssid=${ssid} (probable)`))

test.each(['<unknown ssid>', '%3Cunknown+ssid%3E', '%٣Cunknown ssid%٣E', '0x', '٠x'])(
  '%s is no network',
  (ssid) => {
    const { detections } = detect(
      blind,
      request('/x', [], JSON.stringify({ ssid, bssid: 'a4:2b:b0:7e:13:c9' })),
    )
    expect(detections.map(({ identifier }) => identifier)).toEqual(['bssid'])
  },
)
