import { describe, expect, test } from 'vitest'
import { detect, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(null)
const list = 'A/9/Example/Phone/sdm660/QCX3/l2134543216756/-/1a2b3c4d5e6f7081/-/N'

function found(host: string, agent: string): string[] {
  return summary(detect(detector, request('/xtra3Mgrbeji.bin', [`User-Agent: ${agent}`]), { host }))
}

describe('location assistance of Qualcomm', () => {
  test('the numbers in the user agent of newer clients are reported, as possible', () => {
    expect(found('path1.xtracloud.net', list)).toEqual([
      'device-id=l2134543216756 (possible)',
      'device-id=1a2b3c4d5e6f7081 (possible)',
    ])
  })

  test.each([
    ['an older client', 'xtra1.gpsonextra.net', 'Android'],
    ['numbers left out', 'path1.xtracloud.net', 'A/9/Example/Phone/sdm660/QCX3/-/-/-/-/N'],
    ['a number of zeros', 'path1.xtracloud.net', 'A/9/Example/Phone/sdm660/QCX3/000000000000/-/-/-/N'],
    ['another server', 'files.example.com', list],
  ])('%s: none', (_what, host, agent) => {
    expect(found(host, agent)).toEqual([])
  })
})

test('what operators add to requests is a number of the device', () => {
  for (const field of [
    'X-UIDH: OTgxNTk2NDk0ADJVquRu5NS5+rSbBANlrp+13QL7CXLGsFHp',
    'X-ACR: 0f8fad5b-d9cb-469f-a165-70867728950e',
  ])
    expect(summary(detect(detector, request('/', [field])))[0]).toMatch(/^device-id=/)
})
