import { expect, test } from 'vitest'
import { redactScan } from './redact-scan.ts'
import { hiddenMark, Redactor } from './redactor.ts'

test('digests of connections are hidden: the address of the phone could be tried against them', async () => {
  const redactor = new Redactor([], () => ({ identifiers: [], isAll: true }))
  const summary = { protocol: 'http', communityId: '1:eoucrTy8p42Q2YuMrYcWxQpYE0c=' }
  expect(
    await redactScan(
      { exchanges: [summary], transmissions: [{ summary: { ...summary, communityId: '' } }] },
      redactor,
      new Set(),
    ),
  ).toEqual({
    exchanges: [{ protocol: 'http', communityId: hiddenMark }],
    transmissions: [{ summary: { protocol: 'http', communityId: '' } }],
  })
})
