import { expect, test } from 'vitest'
import { linkageOf } from '../assess/linkage.ts'
import { renderLinkage } from './linkage.ts'

test('that no value works as an identifier is said of what could be read', () => {
  const linkage = linkageOf([new Map()], (host) => host)
  expect(renderLinkage(linkage, ['a'], false, '2 %')).toContain(
    'No value was seen to work as an identifier in the 2 % of the traffic that could be read.',
  )
})
