import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

function found(value: object, fields: readonly string[] = [], detector: Detector = blind): string[] {
  const input = request('/x', fields, JSON.stringify(value))
  return isWorthDecoding(detector, input) ? summary(detect(detector, input)) : []
}

test.each(['APBrm7L2U1p+B7bf/OgRLZ0R', 'XKq1Tm9ZVQ8DAGmYd0pYl3Wv', 'ZKqbTmxZVQiDAG/Yd+pYlzWv'])(
  '%s is the number that Alibaba gives a phone, whatever base64 made of it',
  (utdid) => {
    expect(found({ utdid })).toEqual([`install-id=${utdid} (possible)`])
    expect(found({}, [`x-utdid: ${utdid}`])).toEqual([`install-id=${utdid} (possible)`])
    expect(found({}, [`x-utdid: ${encodeURIComponent(utdid)}`])).toEqual([`install-id=${utdid} (possible)`])
    const known = new Detector(profileOf({ 'install-id': [utdid] }))
    expect(found({ x: utdid }, [], known)).toEqual([`install-id=${utdid} (certain)`])
  },
)

test.each([
  { utdid: 'APBrm7L2U1p+B7bf/OgRLZ0' },
  { utdid: 'APBrm7L2U1p+B7bf/OgRLZ0R=' },
  { utdid: 'apbrm7l2u1p+b7bf/ogrlz0r' },
  { installId: 'Pictures/Camera/IMG00412' },
  { visitorId: 'APBrm7L2U1p+B7bf/OgRLZ0R' },
])('%j is none', (value) => expect(found(value)).toEqual([]))
