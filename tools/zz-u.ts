import { unknownWorld } from './accuracy/cases.ts'
import { outcomesOf } from './accuracy/measure.ts'
const world = unknownWorld(process.argv[2] ?? 'dev1', 9000, false)
const only = new RegExp(process.argv[3] ?? '.')
const cases = world.cases.filter((one) => only.test(one.chain))
for (const { one, isFound, reason } of await outcomesOf({ ...world, cases }, false)) {
  if (one.identifier === '' || isFound) { continue }
  console.log('MISS', one.number, reason, '|', one.family, one.chain, '|', one.carrier, '|', one.identifier, one.value)
  const text = one.carried.http !== null ? [one.carried.http.target, ...one.carried.http.headers.map((h) => h.join(': ')), one.carried.http.body.toString('latin1')].join('\n   ') : one.carried.turns.filter((t) => t.isClient).map((t) => JSON.stringify(t.bytes.toString('latin1'))).join('\n   ')
  console.log('   ' + text.slice(-700))
}
