import { expect, test } from 'vitest'
import { detect, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(
  profileOf({
    email: ['kari.solberg84@fjordpost.no'],
    'wifi-mac': ['a4:2b:b0:7e:13:c9'],
    'advertising-id': ['7be1c2d3-4f5a-4b6c-8d7e-9f0a1b2c3d4e'],
    'cell-id': ['27447298'],
  }),
)

const sent = (value: unknown): string[] =>
  summary(detect(detector, request('/x', [], Buffer.from(JSON.stringify(value)))))

test.each([
  [{ email: 'Kari.solberg84@Fjordpost.no' }, 'email=kari.solberg84@fjordpost.no'],
  [{ x: 'KaRi.solberg84@fjordpost.no' }, 'email=kari.solberg84@fjordpost.no'],
  [{ x: 'Kari.Solberg84+shop@fjordpost.no' }, 'email=kari.solberg84@fjordpost.no'],
  [{ mac: 'A4:2b:B0:7e:13:C9' }, 'wifi-mac=a42bb07e13c9'],
  [{ gaid: '7Be1c2d3-4f5a-4b6c-8d7e-9f0A1b2c3d4e' }, 'advertising-id=7be1c2d3-4f5a-4b6c-8d7e-9f0a1b2c3d4e'],
  // Country, network, area and cell in one, as SIP and the radio interface write them.
  [{ 'utran-cell-id-3gpp': '2420182821A2D002' }, 'cell-id=27447298'],
  [{ ecgi: '242011A2D002' }, 'cell-id=27447298'],
  [{ ecgi: '42F21001A2D002' }, 'cell-id=27447298'],
  [{ ecgi: '24201-01a2d002' }, 'cell-id=27447298'],
  [{ cell_id: '242-01-33410-27447298' }, 'cell-id=27447298'],
])('%j is the profile’s', (value, wanted) => expect(sent(value)).toEqual([`${wanted} (certain)`]))

test('other values are not', () => {
  expect(sent({ email: 'Kari.solberg85@fjordpost.no' })).toEqual([
    'email=kari.solberg85@fjordpost.no (probable)',
  ])
  expect(sent({ ecgi: '242011A2D003' })).toEqual(['cell-id=242-01-1a2d003 (probable)'])
})
