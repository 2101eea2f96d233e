import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AnomalyLog } from '../core/anomaly.ts'
import { limits } from '../core/limits.ts'
import { attributeAnomalies } from './anomalies.ts'
import { NameBook } from './names.ts'

const phone = '192.0.2.10'
const phone6 = '2001:db8::10'
const server = '198.51.100.1'

function book(): NameBook {
  return new NameBook(new AnomalyLog())
}

test('an address has the name of the latest answer that is not after the moment', () => {
  const names = book()
  names.dnsAnswer(phone, 'one.example.com', [], server, 100, 60)
  names.dnsAnswer(phone, 'two.example.com', ['edge.example.net'], server, 200, 60)
  names.dnsAnswer(phone, 'one.example.com', [], server, 300, 60)
  expect(names.nameOf(phone, server, 50).evidence).toBe('none')
  expect(names.nameOf(phone, server, 150).name).toBe('one.example.com')
  expect(names.nameOf(phone, server, 250)).toMatchObject({
    name: 'two.example.com',
    cnames: ['edge.example.net'],
    evidence: 'dns-answer',
    otherNames: ['one.example.com'],
  })
  expect(names.nameOf(phone, server, 999).name).toBe('one.example.com')
})

test('whom a sealed hello asks for: the last name told of which DNS says that its hellos show that', () => {
  const names = book()
  for (const [index, name] of ['one', 'two', 'three', 'front'].entries())
    names.dnsAnswer(phone, `${name}.example.com`, [], server, 100 + index, 60)
  expect(names.behind(phone, server, 200, 'front.example.com')).toBeNull()
  for (const name of ['one', 'two', 'front']) names.sawPublicName(`${name}.example.com.`, 'Front.example.com')
  names.sawPublicName('three.example.com', 'other.example.com')
  expect(names.behind(phone, server, 200, 'front.example.com')).toMatchObject({
    name: 'two.example.com',
    evidence: 'dns-answer',
    otherNames: ['one.example.com'],
    isOwnAnswer: true,
  })
  expect(names.behind(phone6, server, 200, 'front.example.com')).toMatchObject({
    name: 'two.example.com',
    isOwnAnswer: false,
  })
  expect(names.behind(phone, server, 98, 'front.example.com')?.name).toBe('one.example.com')
  expect(names.behind(phone, '198.51.100.2', 200, 'front.example.com')).toBeNull()
  expect(names.behind(phone, server, 200, 'two.example.com')).toBeNull()
})

test('a public name in capitals that is told again takes no more room', () => {
  const log = new AnomalyLog()
  const names = new NameBook(log)
  for (let time = 0; time <= limits.attribute.dnsAnswersMax; time++)
    names.sawPublicName('one.example.com', 'Front.example.com')
  expect(names.counts.leftOut).toBe(0)
})

test('an answer that comes a moment after its first packet still counts', () => {
  const names = book()
  names.dnsAnswer(phone, 'one.example.com', [], server, 100, 60)
  expect(names.nameOf(phone, server, 99).name).toBe('one.example.com')
  expect(names.nameOf(phone, server, 90).name).toBe('')
})

test('says when the answer had run out, and repeating it makes it last', () => {
  const names = book()
  names.dnsAnswer(phone, 'one.example.com', [], server, 100, 60)
  expect(names.nameOf(phone, server, 160).isExpired).toBe(false)
  expect(names.nameOf(phone, server, 161).isExpired).toBe(true)
  names.dnsAnswer(phone, 'one.example.com', [], server, 170, 60)
  expect(names.nameOf(phone, server, 220).isExpired).toBe(false)
})

test("the client's own answer comes before a later one of another; without its own it says so", () => {
  const names = book()
  names.dnsAnswer(phone, 'mine.example.com', [], server, 100, 60)
  names.dnsAnswer('192.0.2.99', 'theirs.example.com', [], server, 200, 60)
  expect(names.nameOf(phone, server, 300)).toMatchObject({ name: 'mine.example.com', isOwnAnswer: true })
  // The phone asks over IPv4 and connects over IPv6: the same phone, another address.
  expect(names.nameOf(phone6, server, 300)).toMatchObject({ name: 'theirs.example.com', isOwnAnswer: false })
})

test('a name record of the file is the last resort', () => {
  const names = book()
  names.fileName(server, 'Recorded.example.com.')
  names.fileName(server, 'second.example.com')
  expect(names.nameOf(phone, server, 1)).toMatchObject({
    name: 'recorded.example.com',
    evidence: 'file-name-record',
  })
  names.dnsAnswer(phone, 'told.example.com', [], server, 5, 60)
  expect(names.nameOf(phone, server, 10).name).toBe('told.example.com')
  expect(names.nameOf(phone, '198.51.100.2', 10).evidence).toBe('none')
})

test('keeps the chain of aliases by name, as the client was told it', () => {
  const names = book()
  names.dnsAnswer(phone, 'Www.Example.com.', ['a.example.net'], server, 1, 60)
  names.dnsAnswer('192.0.2.99', 'www.example.com', ['b.example.net'], server, 2, 60)
  expect(names.cnamesOf(phone, 'www.example.com')).toEqual(['a.example.net'])
  expect(names.cnamesOf('192.0.2.99', 'www.example.com')).toEqual(['b.example.net'])
  expect(names.cnamesOf('192.0.2.50', 'WWW.example.com')).toEqual(['b.example.net'])
  expect(names.cnamesOf(phone, 'other.example.com')).toEqual([])
})

test('an answer with another alias of the same name is another one, the same again is not', () => {
  const names = book()
  names.dnsAnswer(phone, 'www.example.com', ['a.example.net', 'c.example.net'], server, 100, 60)
  names.dnsAnswer(phone, 'www.example.com', ['b.example.net', 'c.example.net'], server, 200, 60)
  expect(names.nameOf(phone, server, 150).cnames).toEqual(['a.example.net', 'c.example.net'])
  expect(names.nameOf(phone, server, 250).cnames).toEqual(['b.example.net', 'c.example.net'])
  const bounded = book()
  for (let sec = 0; sec <= limits.attribute.dnsAnswersMax; sec++)
    bounded.dnsAnswer(phone, 'www.example.com', ['a.example.net'], server, sec, 60)
  expect(bounded.counts.leftOut).toBe(0)
  expect(bounded.nameOf(phone, '198.51.100.2', 1)).toMatchObject({ isOwnAnswer: false, isExpired: false })
})

test('is bounded: what comes beyond is counted and noted, and what is held still answers', () => {
  const log = new AnomalyLog()
  const names = new NameBook(log)
  const max = limits.attribute.dnsAnswersMax
  for (let index = 0; index < max + 5; index++) {
    names.dnsAnswer(
      phone,
      `n${index}.example.com`,
      [],
      `2001:db8::${(index >>> 16).toString(16)}:${(index & 0xffff).toString(16)}`,
      index,
      1,
    )
  }
  expect(names.counts).toEqual({ answers: max + 5, leftOut: 5 })
  expect(log.count(attributeAnomalies.namesMax)).toBe(5)
  expect(names.nameOf(phone, '2001:db8::0:7', 9).name).toBe('n7.example.com')
  // The same answer again needs no room.
  names.dnsAnswer(phone, 'n7.example.com', [], '2001:db8::0:7', 500, 1)
  expect(names.counts.leftOut).toBe(5)
})

test('a chain beyond the limit is cut and noted, and repeating it takes no more room', () => {
  const log = new AnomalyLog()
  const names = new NameBook(log)
  const chain = Array.from({ length: 40 }, (_, index) => `c${index}.example.net`)
  for (let round = 0; round < 3; round++) names.dnsAnswer(phone, 'long.example.com', chain, server, round, 60)
  expect(names.cnamesOf(phone, 'long.example.com')).toHaveLength(limits.attribute.cnamesMax)
  expect(names.nameOf(phone, server, 9).otherNames).toEqual([])
  expect(log.count(attributeAnomalies.cnamesMax)).toBe(3)
})

test('answers may be told in any order: each counts from its own time on', () => {
  const told = [
    ['one.example.com', 100],
    ['two.example.com', 200],
    ['two.example.com', 250],
    ['three.example.com', 300],
  ] as const
  for (const order of [told, told.toReversed(), [told[2], told[0], told[3], told[1]]]) {
    const names = book()
    names.isByTime = true
    for (const [name, sec] of order) names.dnsAnswer(phone, name, [], server, sec, 60)
    const named = [50, 150, 220, 260, 350].map((sec) => names.nameOf(phone, server, sec).name)
    expect(named).toEqual(['', 'one.example.com', 'two.example.com', 'two.example.com', 'three.example.com'])
  }
})

test('in logs of any order the moment of an answer counts, too, and how long the longest lasts', () => {
  const named = (
    isBack: boolean,
    ...told: readonly (readonly [name: string, sec: number, ttl: number])[]
  ) => {
    const names = book()
    names.isByTime = true
    for (const [name, sec, ttl] of isBack ? told.toReversed() : told)
      names.dnsAnswer(phone, name, [], server, sec, ttl)
    return [90, 99, 101, 110, 150].map((sec) => {
      const { name, isExpired } = names.nameOf(phone, server, sec)
      return `${name}${isExpired ? ' expired' : ''}`
    })
  }
  for (const told of [
    [
      ['a.example', 98, 60],
      ['b.example', 100, 60],
    ],
    [
      ['a.example', 100.25, 60],
      ['b.example', 100.5, 60],
    ],
    [
      ['a.example', 90, 300],
      ['a.example', 100, 1],
    ],
  ] as const)
    expect(named(true, ...told)).toEqual(named(false, ...told))
})

test('files in any order: what one tells between the answers of another holds until these come again', () => {
  const files = [
    [
      ['a.example', 100],
      ['a.example', 150],
    ],
    [['b.example', 200]],
    [
      ['a.example', 300],
      ['a.example', 400],
    ],
    // It overlaps with the last.
    [
      ['b.example', 350],
      ['a.example', 400],
      ['b.example', 450],
    ],
  ] as const
  const orders = [
    [0, 1, 2, 3],
    [0, 2, 1, 3],
    [3, 2, 1, 0],
    [2, 0, 3, 1],
    [0, 3, 2, 1],
    [2, 3, 0, 1],
  ]
  for (const isBack of [false, true])
    for (const order of orders) {
      const names = book()
      names.isByTime = true
      for (const index of order) {
        names.nextFile()
        const told = files[index] as readonly (readonly [string, number])[]
        for (const [name, sec] of isBack ? told.toReversed() : told)
          names.dnsAnswer(phone, name, [], server, sec, 60)
      }
      const named = [120, 220, 320, 360, 420, 500].map((sec) => names.nameOf(phone, server, sec).name[0])
      // Of each file the last answer is known in that file.
      expect(names.nameInFile(server, 1000)).toBe(order.at(-1) === 3 ? 'b.example' : '')
      expect(named, order.join()).toEqual(['a', 'b', 'a', 'b', 'a', 'b'])
    }
})

test('behind a clock of packets that was set back what was told later is meant, also at the old time', () => {
  const names = book()
  names.dnsAnswer(phone, 'b.example', [], server, 980, 60)
  names.dnsAnswer(phone, 'a.example', [], server, 1000, 60)
  names.dnsAnswer(phone, 'b.example', [], server, 990, 60)
  expect([991, 999, 1005].map((sec) => names.nameOf(phone, server, sec).name)).toEqual(
    Array.from({ length: 3 }, () => 'b.example'),
  )
  const again = book()
  for (const [name, sec] of [
    ['a.example', 900],
    ['a.example', 1000],
    ['b.example', 950],
  ] as const)
    again.dnsAnswer(phone, name, [], server, sec, 60)
  expect(again.nameOf(phone, server, 1005).name).toBe('b.example')
})

test('a clock that was set back by a moment: what was told last is meant', () => {
  const names = book()
  names.dnsAnswer(phone, 'one.example.com', [], server, 100, 60)
  names.dnsAnswer(phone, 'two.example.com', [], server, 99, 60)
  expect(names.nameOf(phone, server, 99).name).toBe('two.example.com')
})

test('as many answers as are held, all of one address and the newest first, take no long time', () => {
  const names = book()
  names.isByTime = true
  const max = limits.attribute.dnsAnswersMax
  const start = performance.now()
  for (let index = 0; index < max; index++)
    names.dnsAnswer(phone, `n${index}.example.com`, [], server, 10 * (max - index), 1)
  expect(performance.now() - start).toBeLessThan(10_000)
  expect(names.nameOf(phone, server, 10 * max).name).toBe('n0.example.com')
  expect(names.nameOf(phone, server, 10).name).toBe(`n${max - 1}.example.com`)
})

test('in order of time it agrees with a search through all answers', () => {
  const answer = fc.record({
    client: fc.constantFrom(phone, phone6),
    name: fc.constantFrom('a.example', 'b.example', 'c.example'),
    step: fc.nat(20),
  })
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 40 }), fc.nat(300), (answers, asked) => {
      const names = book()
      let sec = 0
      let own = ''
      let any = ''
      for (const { client, name, step } of answers) {
        sec += step
        names.dnsAnswer(client, name, [], server, sec, 30)
        if (sec > asked + 2) continue
        any = name
        if (client === phone) own = name
      }
      expect(names.nameOf(phone, server, asked).name).toBe(own === '' ? any : own)
    }),
  )
})
