import { expect, test } from 'vitest'
import { decode } from '../../decode/decode.ts'
import type { Node } from '../../decode/types.ts'
import { request } from '../../../test/support/decoded-tree.ts'
import { jpegSample } from '../../../test/support/media-samples.ts'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { AwaitedAnswers } from './awaited-answers.ts'
import { LeftNodes } from './left-nodes.ts'
import { PayloadDrafts } from './payload-drafts.ts'
import { PayloadJudge } from './payload-judge.ts'
import { RandomReader } from './random-value.ts'
import { UndoneBytes } from './undone-bytes.ts'

const context = {
  recipient: 'r1',
  protocol: 'http',
  method: 'POST',
  target: '/a',
  at: { sec: 0, nsec: 0 },
  frame: 1,
  exchange: {},
}
const sealed = sealedBytes(120, 'left')

/** Part, field, form and length of all that was left. */
function left(root: Node, told: ReadonlySet<Node> = new Set()): { isAny: boolean; lines: string[] } {
  const undone = new UndoneBytes()
  const reader = new RandomReader(undone)
  const drafts = new PayloadDrafts(() => {})
  const nodes = new LeftNodes(new PayloadJudge(reader, drafts, new AwaitedAnswers()), reader, undone)
  const isAny = nodes.look(root, told, context)
  const lines = drafts.all().map((draft) => {
    const { field, written, bytes } = draft.told(0)
    return `${draft.part} ${field} ${written} ${bytes}`
  })
  return { isAny, lines }
}

test('a body that nothing explains is one payload', () => {
  expect(left(decode(request('/a', [], sealed)).root)).toEqual({ isAny: true, lines: ['whole  bytes 120'] })
})

test('values of documents are found by their names, in heads too', () => {
  const body = JSON.stringify({ model: 'x', payload: sealed.toString('base64'), list: ['a', 'b'] })
  const { root } = decode(
    request(`/a?q=${sealed.toString('hex')}`, [`X-Data: ${sealed.toString('base64url')}`], body),
  )
  expect(left(root).lines.toSorted()).toEqual([
    'body payload base64 160',
    'header X-Data base64 160',
    'query q hex 240',
  ])
})

test('what is told already, or repeats another target, is left out', () => {
  const { root } = decode(
    request('/a', [`Referer: https://example.com/?q=${sealed.toString('hex')}`], sealed),
  )
  const bodies = new Set(root.children.filter(({ step }) => step.step === 'body'))
  expect(bodies.size).toBe(1)
  expect(left(root, bodies)).toEqual({ isAny: false, lines: [] })
})

test('words of a text are judged each, and a picture in base64 is none', () => {
  const text = `first ${sealed.toString('base64')} and then ${sealedBytes(90, 'other').toString('hex')} last`
  expect(left(decode(request('/a', [], text)).root).lines).toEqual(['body  base64 160', 'body  hex 180'])
  const picture = JSON.stringify({ photo: jpegSample(3).toString('base64') })
  expect(left(decode(request('/a', [], picture)).root)).toEqual({ isAny: false, lines: [] })
})

test('readable documents leave nothing', () => {
  const body = JSON.stringify({
    events: Array.from({ length: 40 }, (_, at) => ({ name: `event ${at}`, value: at })),
  })
  expect(left(decode(request('/a?b=c', ['Accept: */*'], body)).root)).toEqual({ isAny: false, lines: [] })
})
