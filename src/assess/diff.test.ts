import { describe, expect, test } from 'vitest'
import { Random } from '../correlate/random.ts'
import { diffRuns } from './diff.ts'
import type { Diff, DiffRun, RunField } from './diff.ts'
import { placeNumber, rangeWith } from './diff/near-values.ts'
import type { Range } from './diff/near-values.ts'

function field(...values: string[]): RunField {
  return {
    values: new Set(values),
    samples: values.map((value) => [value, value]),
    count: values.length,
    bytesMin: 8,
    bytesMax: 8,
    bits: 3,
  }
}

/** A number that a receiver says, as `FieldWatch` keeps it. */
function places(...values: string[]): RunField {
  const range = values
    .map((value) => placeNumber(Buffer.from(value)))
    .reduce<Range | null | undefined>(rangeWith, undefined)
  const sizes = values.map(({ length }) => length)
  return {
    ...field(...values),
    range: range ?? null,
    bytesMin: Math.min(...sizes),
    bytesMax: Math.max(...sizes),
  }
}

function run(label: string, fields: Record<string, RunField>): DiffRun {
  return { path: label, label, fields: new Map(Object.entries(fields)) }
}

const four = (each: (label: string, index: number) => Record<string, RunField>): DiffRun[] =>
  ['a', 'b', 'a', 'b'].map((label, index) => run(label, each(label, index)))

describe('comparing runs', () => {
  test('a field that changes with the value carries it, and nothing else does', () => {
    const diff = diffRuns(
      four((label, index) => ({
        id: field(`hash of ${label}`),
        version: field('1.2'),
        time: field(`t${index}`),
        half: field(index < 2 ? 'x' : 'y'),
      })),
    )
    expect(diff.found.map(({ field: name, verdict }) => [name, verdict])).toEqual([['id', 'carries']])
    expect(diff.found[0]?.samples).toEqual([
      { label: 'a', value: 'hash of a' },
      { label: 'b', value: 'hash of b' },
    ])
    expect(diff).toMatchObject({ compared: 4, constant: 1, noise: 2, arrangements: 2 })
    // `half` changed once, between the second and the third run: that is no order that shows anything.
    expect(diff.expectedFalse).toBe(0)
  })

  test('a run without any field is a recording that failed, where others of its value have some', () => {
    const runs = (dead: readonly number[], labels = ['a', 'b', 'a', 'b', 'a', 'b']): DiffRun[] =>
      labels.map((label, index) => run(label, dead.includes(index) ? {} : { id: field(label) }))
    expect(diffRuns(runs([2]))).toMatchObject({ compared: 1, found: [{ field: 'id', verdict: 'carries' }] })
    expect(diffRuns(runs([2])).runs.map(({ fields }) => fields)).toEqual([1, 1, 0, 1, 1, 1])
    // One run of a value is left, so that it is not known what changes by itself.
    expect(diffRuns(runs([2, 4]))).toMatchObject({ found: [{ verdict: 'differs' }], expectedFalse: null })
    // With one of the values nothing was read at all.
    for (const dead of [
      [0, 2, 4],
      [0, 2, 3, 4, 5],
    ])
      expect(diffRuns(runs(dead))).toMatchObject({
        compared: 0,
        lacking: 0,
        onlyWith: [{ field: 'id', labels: ['b'] }],
      })
    expect(diffRuns(runs([0, 1, 2, 3, 4, 5]))).toMatchObject({ compared: 0, found: [], onlyWith: [] })
  })

  test('a part of a text counts where the text as a whole says nothing', () => {
    const diff = diffRuns(
      four((label, index) => ({
        text: field(`${index}|${label}`),
        'text → part 1': field(`t${index}`),
        'text → part 2': field(label),
        id: field(label),
        'id → part 1': field(label),
        fixed: field('a|b'),
        'fixed → part 2': field('b'),
      })),
    )
    expect(diff.found.map(({ field: name, verdict }) => [name, verdict])).toEqual([
      ['id', 'carries'],
      ['text → part 2', 'carries'],
    ])
    expect(diff).toMatchObject({ compared: 5, constant: 1, noise: 2 })
  })

  test('what is read by chance in bytes that carry the value is not told as seen with one value only', () => {
    const diff = diffRuns(
      four((label) => ({
        body: field(label),
        ...(label === 'b' ? { 'body → sized-text': field('tp') } : {}),
      })),
    )
    expect(diff).toMatchObject({ found: [{ field: 'body', verdict: 'carries' }], onlyWith: [] })
  })

  test('what is sent with one of the values only is told, and not taken for noise', () => {
    const runs = (labels: readonly string[]): Diff =>
      diffRuns(
        labels.map((label, index) =>
          run(label, {
            all: field('same'),
            ...(label === 'a' ? { lone: field('iccid') } : {}),
            ...(index === 0 ? { once: field('x') } : {}),
          }),
        ),
      )
    expect(runs(['a', 'b', 'a', 'b'])).toMatchObject({
      compared: 2,
      constant: 1,
      noise: 0,
      lacking: 1,
      onlyWith: [{ field: 'lone', labels: ['a'] }],
    })
    expect(runs(['a', 'b'])).toMatchObject({
      compared: 1,
      noise: 0,
      onlyWith: [
        { field: 'lone', labels: ['a'] },
        { field: 'once', labels: ['a'] },
      ],
    })
  })

  test('a value among others that change by themselves is seen', () => {
    const diff = diffRuns(four((label, index) => ({ list: field(`n${index}`, `v-${label}`, 'always') })))
    expect(diff.found.map(({ verdict }) => verdict)).toEqual(['carries'])
  })

  test('runs that were made in blocks prove nothing: what changed once fits as well', () => {
    const made = (times: readonly (number | null)[]): Diff =>
      diffRuns(
        four((label) => ({ id: field(`hash of ${label}`) })).map((one, index) => ({
          ...one,
          at: times[index] ?? null,
        })),
      )
    // Given as a, b, a, b; made as a, a, b, b.
    expect(made([1, 3, 2, 4])).toMatchObject({
      isInBlocks: true,
      expectedFalse: null,
      found: [{ verdict: 'differs' }],
    })
    for (const times of [
      [1, 2, 3, 4],
      [1, 2, 4, 3],
      [1, null, 2, 4],
    ])
      expect(made(times)).toMatchObject({ isInBlocks: false, found: [{ verdict: 'carries' }] })
  })

  test('without repetition a difference is not proved', () => {
    const diff = diffRuns([
      run('a', { id: field('1'), t: field('x') }),
      run('b', { id: field('2'), t: field('y') }),
    ])
    expect(diff.found.map(({ field: name, verdict }) => [name, verdict])).toEqual([
      ['id', 'differs'],
      ['t', 'differs'],
    ])
    expect(diff.expectedFalse).toBeNull()
  })

  test('where only the length changes, that is said', () => {
    const diff = diffRuns(
      four((label, index) => ({
        body: { ...field(`c${index}`), bytesMin: label === 'a' ? 40 : 56, bytesMax: label === 'a' ? 40 : 56 },
      })),
    )
    expect(diff.found.map(({ verdict }) => verdict)).toEqual(['size'])
  })

  test('what carries the value stands before what only changes its length, each by its name', () => {
    const diff = diffRuns(
      four((label, index) => ({
        body: { ...field(`c${index}`), bytesMin: label === 'a' ? 40 : 56, bytesMax: label === 'a' ? 40 : 56 },
        z: field(`hash of ${label}`),
        y: field(`name of ${label}`),
      })),
    )
    expect(diff.found.map(({ field: name, verdict }) => [name, verdict])).toEqual([
      ['y', 'carries'],
      ['z', 'carries'],
      ['body', 'size'],
    ])
  })

  test('a field that is missing in one of the runs carries nothing', () => {
    const runs = four((label) => ({ id: field(label) }))
    const diff = diffRuns([...runs.slice(0, 3), run('b', { other: field('x') })])
    expect(diff.found).toEqual([])
  })

  test('a field that some runs lack is told apart from noise, and proves nothing', () => {
    const made = (lacking: readonly number[], each: (label: string, index: number) => string): Diff =>
      diffRuns(
        ['a', 'b', 'b', 'a', 'a', 'b'].map((label, index) =>
          run(label, {
            all: field('same'),
            ...(lacking.includes(index) ? {} : { id: field(each(label, index)) }),
          }),
        ),
      )
    const followed = made([0, 1], (label) => `hash of ${label}`)
    expect(followed).toMatchObject({ noise: 0, found: [{ field: 'id', verdict: 'partly' }] })
    expect(followed.found[0]?.samples.map(({ value }) => value)).toEqual(['hash of a', 'hash of b'])
    expect(made([0], (_, index) => `${index}`)).toMatchObject({ noise: 1, found: [] })
    // One run alone of a value shows nothing; that more may is told.
    expect(made([0, 3], (label) => label)).toMatchObject({ noise: 0, found: [], seldom: ['id'] })
    expect(made([0, 3, 1, 2], (label) => label)).toMatchObject({ noise: 0, found: [], seldom: ['id'] })
    expect(made([0, 3], (_, index) => (index === 5 ? '4' : `${index}`))).toMatchObject({
      noise: 1,
      seldom: [],
    })
    expect(made([], (_, index) => `${index}`)).toMatchObject({ noise: 1, seldom: [] })
  })

  test('more than two values are told apart', () => {
    const runs = ['a', 'b', 'c', 'a', 'b', 'c'].map((label) =>
      run(label, { id: field(`x${label}`), two: field(label === 'a' ? '1' : '2') }),
    )
    const diff = diffRuns(runs)
    expect(diff.found.map(({ field: name }) => name)).toEqual(['id'])
    expect(diff.arrangements).toBe(14)
  })

  test('how long a value is, over all runs, and one of its samples for each label', () => {
    const long = (bytes: number, value: string): RunField => ({
      ...field(value, 'always'),
      bytesMin: bytes,
      bytesMax: bytes + 3,
    })
    const diff = diffRuns(four((label, index) => ({ id: long(20 - index, `of ${label}`) })))
    expect(diff.found[0]).toMatchObject({
      bytes: [17, 23],
      samples: [
        { label: 'a', value: 'of a' },
        { label: 'b', value: 'of b' },
      ],
    })
  })

  test('what looks encrypted is counted by whether it changes: short or plain values do not', () => {
    const opaque = (value: string, bits: number, bytes: number): RunField => ({
      ...field(value),
      bits,
      bytesMin: bytes,
      bytesMax: bytes,
    })
    const diff = diffRuns(
      four((_, index) => ({
        'sealed, the same': opaque('s', 4.5, 24),
        'sealed, changing': opaque(`c${index}`, 5, 100),
        'sealed, changing, too': opaque(`d${index}`, 5, 100),
        'too short': opaque(`e${index}`, 5, 23),
        'too plain': opaque(`f${index}`, 4.4, 100),
      })),
    )
    expect(diff.opaque).toEqual({ constant: 1, changing: 2 })
    const found = diffRuns(four((label) => ({ id: opaque(label, 5, 100) })))
    expect([found.opaque, found.found[0]?.isOpaque]).toEqual([{ constant: 0, changing: 0 }, true])
  })

  test('chance is measured by fields that follow another way to part the runs', () => {
    const expected = (each: (index: number) => RunField): number | null =>
      diffRuns(four((_, index) => ({ other: each(index) }))).expectedFalse
    const inOuter = (index: number): boolean => index === 0 || index === 3
    const sized = (bytes: number, index: number): RunField => ({
      ...field(`c${index}`),
      bytesMin: bytes,
      bytesMax: bytes,
    })
    // Of a, b, a, b and a, b, b, a (whatever is called a) the first was made: it fits the other, and might as well have fit this.
    expect(expected((index) => field(inOuter(index) ? 'x' : 'y'))).toBe(1)
    expect(expected((index) => field(inOuter(index) ? 'x' : 'y', `n${index}`, 'always'))).toBe(1)
    expect(expected((index) => sized(inOuter(index) ? 8 : 9, index))).toBe(1)
    // Three of one and one of the other fit no way to part four runs in two pairs, and what changed once none that counts.
    expect(expected((index) => field(index === 3 ? 'x' : 'y'))).toBe(0)
    expect(expected((index) => field(index < 2 ? 'x' : 'y'))).toBe(0)
    expect(expected((index) => field(`${index}`))).toBe(0)
    expect(expected(() => field('x'))).toBe(0)
  })

  test('as many fields fit by chance as is said, whatever they are and however the runs are grouped', () => {
    const random = new Random(1, 77)
    const either = (): string => (random.chance(0.5) ? 'x' : 'y')
    const kinds: readonly ((index: number) => RunField)[] = [
      () => field(either()),
      (index) => field(either(), `n${index}`),
      (index) => ({ ...field(`c${index}`), bytesMin: 8 + random.whole(2), bytesMax: 9 }),
      (index) => {
        const bytes = 8 + random.whole(2)
        return { ...field(`c${index}`), bytesMin: bytes, bytesMax: bytes }
      },
      () => field(`v${random.whole(3)}`),
    ]
    for (const groups of ['aabb', 'aaabbb', 'aabbbb', 'aabbcc']) {
      let [found, expected] = [0, 0]
      for (let round = 0; round < 400; round++) {
        const labels = random.shuffle(groups.split(''))
        const diff = diffRuns(
          labels.map((label, index) =>
            run(label, Object.fromEntries(kinds.map((kind, at) => [`f${at}`, kind(index)]))),
          ),
        )
        if (diff.isInBlocks) continue
        found += diff.found.length
        expected += diff.expectedFalse ?? 0
      }
      // Both vary: by no more than five times the root of what is counted.
      expect(Math.abs(found - expected), groups).toBeLessThan(5 * Math.sqrt(found + expected))
      expect(found, groups).toBeGreaterThan(0)
    }
  })

  test('a value that may stand among those that were not kept is not said to be missing', () => {
    const runs = (isCut: boolean): Diff =>
      diffRuns(four((label) => ({ list: { ...field(`v-${label}`), isCut: isCut && label === 'b' } })))
    expect(runs(false).found).toHaveLength(1)
    expect(runs(true).found).toEqual([])
  })

  test('one run of each value shows no length of its own', () => {
    const sized = (label: string, bytes: number): DiffRun =>
      run(label, {
        body: { ...field('same', `${bytes}`), bytesMin: bytes, bytesMax: bytes, values: new Set(['x']) },
      })
    expect(diffRuns([sized('a', 40), sized('b', 56)]).found).toEqual([])
  })

  test('a length that varies within one value, or that a run lacks, is none of its own', () => {
    const body = (index: number, min: number, max: number): RunField => ({
      ...field(`c${index}`),
      bytesMin: min,
      bytesMax: max,
    })
    const sizes = (each: (label: string, index: number) => RunField | null): string[] =>
      diffRuns(
        four((label, index) => {
          const one = each(label, index)
          return { other: field('same'), ...(one === null ? {} : { body: one }) }
        }),
      ).found.map(({ verdict }) => verdict)
    expect(sizes((label, index) => body(index, label === 'a' ? 40 : 56, label === 'a' ? 40 : 57))).toEqual([])
    expect(sizes((_, index) => body(index, 40, 40))).toEqual([])
    expect(sizes((label, index) => body(index, 40 + index, label === 'a' ? 40 : 56))).toEqual([])
    expect(sizes((label, index) => (index === 3 ? null : body(index, label === 'a' ? 40 : 56, 56)))).toEqual(
      [],
    )
  })

  test('arrangements of unequal groups', () => {
    const labelled = ['a', 'a', 'a', 'b', 'b', 'c'].map((label) => run(label, { id: field(label) }))
    expect(diffRuns(labelled).arrangements).toBe(60 - 6)
    const of = (labels: string): number =>
      diffRuns(labels.split('').map((label) => run(label, { id: field(label) }))).arrangements
    expect(['aab', 'aabb', 'aabbbb', 'aaaabbbb', 'aabbcc'].map(of)).toEqual([
      3 - 2,
      3 - 1,
      15 - 2,
      35 - 1,
      15 - 1,
    ])
  })
})

describe('a field that moves', () => {
  const six = (each: (label: string, index: number) => Record<string, RunField>): Diff =>
    diffRuns(['a', 'b', 'b', 'a', 'b', 'a'].map((label, index) => run(label, each(label, index))))
  const places = ['get', 'post', 'post', 'get', 'get', 'post']
  const track = (index: number): string =>
    places[index] === 'get'
      ? `edge${index}.example GET /track head → target → query`
      : `edge${index}.example POST /track body → form`

  test('from host to host of a row, and from query to body, carries the value in all its places together', () => {
    const diff = six((label, index) => ({
      [`${track(index)} did`]: field(`hash of ${label}`),
      [`${track(index)} nonce`]: field(`n${index}`),
      [`${track(index)} v`]: field('1'),
    }))
    expect(diff.found.map(({ field: name, verdict }) => [name, verdict])).toEqual([
      ['edge*.example GET or POST /track did', 'carries'],
    ])
    expect(diff.found[0]?.samples).toEqual([
      { label: 'a', value: 'hash of a' },
      { label: 'b', value: 'hash of b' },
    ])
    expect(diff).toMatchObject({ noise: 0, lacking: 12, onlyWith: [] })
  })

  test('under names that are drawn by lot is one field, under other names it is not', () => {
    const lots = ['k3j9x2', '7qz41b', '0ab', 'x1y2', '9mm3', 'q7w8']
    const at = (names: readonly string[]): string[] =>
      six((label, index) => ({
        [`${names[index]}.cdn.example GET /c head → target → query t`]: field(label),
      })).found.map(({ field: name }) => name)
    expect(at(lots)).toEqual(['*.cdn.example GET /c t'])
    expect(at(['old', 'new', 'new', 'old', 'next', 'last'])).toEqual([])
  })

  test('is not put together with another key, another path or what stands in one place in all runs', () => {
    const diff = six((label, index) => ({
      'edge1.example GET /a head → target → query did': field('same'),
      ...(label === 'a'
        ? { 'edge2.example GET /a head → target → query did': field('x') }
        : { 'edge3.example GET /b head → target → query did': field('y') }),
      ...(index < 3
        ? { 'edge4.example GET /c head → target → query one': field(label) }
        : { 'edge5.example GET /c head → target → query two': field(label) }),
    }))
    expect(diff.found).toEqual([])
    expect(diff.onlyWith).toHaveLength(2)
  })

  test('counts where it fits by chance', () => {
    const half = (index: number): string => (index % 2 === 0 ? 'x' : 'y')
    const diff = six((_, index) => ({ [`${track(index)} k`]: field(half(index)) }))
    expect(diff.found).toEqual([])
    expect(diff.expectedFalse).toBeCloseTo(1 / (diff.arrangements - 1), 9)
  })
})

test('text that people read is not opaque, however much entropy it has', () => {
  const long = (text: string, more: Partial<RunField>): RunField => ({
    ...field(text),
    bytesMin: 60,
    bytesMax: 60,
    bits: 4.8,
    ...more,
  })
  const diff = diffRuns(
    four((label) => ({ agent: long(`Mozilla/5.0 (${label})`, { isText: true }), blob: long(label, {}) })),
  )
  expect(diff.found.map(({ field: name, isOpaque }) => [name, isOpaque])).toEqual([
    ['agent', false],
    ['blob', true],
  ])
})

describe('places that wander from run to run', () => {
  const labels = ['a', 'b', 'b', 'a', 'b', 'a']
  const noise = [0.000_013, -0.000_021, 0.000_034, -0.000_042, 0.000_007, 0.000_028]
  const at = (label: string, index: number, decimals = 6): string =>
    ((label === 'a' ? 59.913_868 : 60.391_262) + (noise[index] as number)).toFixed(decimals)
  const diffOf = (each: (label: string, index: number) => RunField): Diff =>
    diffRuns(labels.map((label, index) => run(label, { lat: each(label, index), app: field('x') })))

  test('a number that is close together with one value and far from that with another carries it', () => {
    for (const diff of [
      diffOf((label, index) => places(at(label, index))),
      diffOf((label, index) => places(String(Math.round(Number(at(label, index)) * 1e7)))),
      // A run that moves about, within metres.
      diffOf((label, index) => places(at(label, index), at(label, (index + 1) % labels.length))),
    ]) {
      expect(diff.found).toMatchObject([{ field: 'lat', verdict: 'carries' }])
      expect(diff.found[0]?.samples.map(({ value }) => value.slice(0, 2))).toEqual(['59', '60'])
      expect([diff.noise, diff.expectedFalse]).toEqual([0, 0])
    }
    expect(diffOf((label, index) => places(at(label, index))).found[0]?.wander).toBeCloseTo(0.000_07, 5)
    // The same in all runs of a value: nothing wanders.
    expect(diffOf((label) => places(at(label, 0))).found[0]).not.toHaveProperty('wander')
  })

  test('a length that follows by chance is no more what is told of it', () => {
    const diff = diffOf((label, index) => places(at(label, index, label === 'a' ? 5 : 6)))
    expect(diff.found.map(({ verdict }) => verdict)).toEqual(['carries'])
  })

  test('the parts of a text carry it, though by chance its length does, too', () => {
    const diff = diffRuns(
      labels.map((label, index) => {
        const lat = at(label, index, label === 'a' ? 5 : 6)
        return run(label, {
          ll: { ...field(`${lat},10.75${index}`), bytesMin: lat.length, bytesMax: lat.length },
          'll \u2192 part 1': places(lat),
          'll \u2192 part 2': places(`10.75${index}`),
        })
      }),
    )
    expect(diff.found.map(({ field: name, verdict }) => [name, verdict])).toEqual([
      ['ll \u2192 part 1', 'carries'],
    ])
  })

  test('what follows another order, one place, a wide one, or something else between carries nothing', () => {
    for (const each of [
      (_: string, index: number): RunField => places(at('a', index)),
      (_: string, index: number): RunField =>
        places(at(['a', 'a', 'b', 'b', 'a', 'b'][index] as string, index)),
      (label: string, index: number): RunField =>
        places((59 + index / 10 + (label === 'a' ? 0 : 1)).toFixed(3)),
      // As near as the noise is wide.
      (label: string, index: number): RunField =>
        places((59.913 + (label === 'a' ? 0 : 0.0002) + (noise[index] as number)).toFixed(6)),
      (label: string, index: number): RunField =>
        index === 2 ? places('unknown') : places(at(label, index)),
      (label: string, index: number): RunField =>
        index === 2 ? places(at(label, index), 'x') : places(at(label, index)),
      (label: string, index: number): RunField => (index < 2 ? field(`${index}`) : places(at(label, index))),
    ])
      expect(diffOf(each).found).toEqual([])
  })

  test('of runs in blocks, and of one run each, it is not proven', () => {
    const inBlocks = diffRuns(
      ['a', 'a', 'b', 'b'].map((label, index) => run(label, { lat: places(at(label, index)) })),
    )
    expect(inBlocks.found).toMatchObject([{ verdict: 'differs' }])
  })

  test('random numbers that are written as places follow nothing, in thousands of fields', () => {
    const random = new Random(7)
    const runs = ['a', 'b', 'a', 'b'].map((label) =>
      run(
        label,
        Object.fromEntries(
          Array.from({ length: 5_000 }, (_, index) => [
            `f${index}`,
            places(
              index % 2 === 0
                ? (random.next() * 90).toFixed(6)
                : String(1e8 + Math.floor(random.next() * 9e8)),
            ),
          ]),
        ),
      ),
    )
    // Their lengths do by chance, now and then, as is told of them.
    expect(diffRuns(runs).found.filter(({ verdict }) => verdict !== 'size')).toEqual([])
  })
})
