import { describe, expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'

const data = '47905040479160813800303300012345678948123034000000000000000000000000000000000000000000'.slice(
  0,
  84,
)
const tagged = `9F7F2A${data}`

describe('the production data of a secure element', () => {
  test.for([
    data,
    tagged,
    Buffer.from(tagged, 'hex').toString('base64'),
    Buffer.from(data, 'hex').toString('base64'),
  ])('%s', (value) => {
    for (const name of ['cplc', 'CPLC', 'se_cplc', 'cplcData'])
      expect(foundIn({ [name]: value })).toEqual([`device-id=${value} (probable)`])
    expect(foundIn({ firmware: value })).toEqual([])
  })

  test.for([
    ['another length', `${data}00`],
    ['another tag', `9F7E2A${data}`],
    ['no number', `${data.slice(0, 24)}000000000000${data.slice(36)}`],
    ['an erased number', `${data.slice(0, 24)}FFFFFFFFFFFF${data.slice(36)}`],
    ['words', 'not-available-on-this-phone-1'],
  ])('is none: %s', ([, value]) => {
    expect(foundIn({ cplc: value })).toEqual([])
  })
})
