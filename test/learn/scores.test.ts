import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import { dataSizes, prepareData, readData } from '../../engine/data'
import { compile } from '../../engine/compile'
import type { Part } from '../../engine/data/types'
import type { GraphDocument, InlineSequence, NodeSpec, TrainingSpec } from '../../engine/document/types'
import { Evaluator } from '../../engine/learn/evaluate/evaluate'
import type { ClassScore, NumberScore, PartScore } from '../../engine/learn/evaluate/measures/scores'
import { Model } from '../../engine/learn/model/model'
import { registry } from '../../nodes'
import { draw } from '../documents'

/**
 * The definitions of scikit-learn's documentation, computed plainly and slowly, in sums of whole numbers
 * (every double is a whole multiple of 2^-1074; 2^-300 is fine enough here).
 */
const FINE = 300n
function exact(x: number): bigint {
  let power = 0
  while (!Number.isInteger(x)) {
    x *= 2
    power++
  }
  return BigInt(x) << (FINE - BigInt(power))
}
const ratio = (a: bigint, b: bigint): number => Number((a << 100n) / b) / 2 ** 100
const root = (a: bigint, b: bigint): number => Math.sqrt(ratio(a, b))
const size = (a: bigint): bigint => (a < 0n ? -a : a)

function numbers(d: readonly number[], y: readonly number[]): { rmse: number; mae: number; nrmse: number; r2: number } {
  const [targets, answers] = [d.map(exact), y.map(exact)]
  const n = BigInt(d.length)
  const total = targets.reduce((a, b) => a + b, 0n)
  const residual = targets.reduce((sum, t, i) => sum + (t - answers[i]!) ** 2n, 0n)
  // n² Σ(d − d̄)² = Σ(n d − Σd)²
  const spread = targets.reduce((sum, t) => sum + (n * t - total) ** 2n, 0n)
  const one = 1n << FINE
  return {
    rmse: root(residual, n * one * one),
    mae: ratio(
      targets.reduce((sum, t, i) => sum + size(t - answers[i]!), 0n),
      n * one,
    ),
    nrmse: root(residual * n * n, spread),
    r2: 1 - ratio(residual * n * n, spread),
  }
}

function classes(d: readonly number[], y: readonly number[], count: number): { accuracy: number; balanced: number; f1: number; confusion: number[][] } {
  const confusion = Array.from({ length: count }, (_, c) => Array.from({ length: count }, (__, a) => d.filter((t, i) => t === c && y[i] === a).length))
  const all = Array.from({ length: count }, (_, c) => c)
  const mean = (of: number[]): number => of.reduce((a, b) => a + b, 0) / of.length
  const f1 = (c: number): number => {
    const precision = confusion[c]![c]! / Math.max(1, y.filter((a) => a === c).length)
    const recall = confusion[c]![c]! / Math.max(1, d.filter((t) => t === c).length)
    return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
  }
  return {
    accuracy: d.filter((t, i) => t === y[i]).length / d.length,
    balanced: mean(all.filter((c) => d.includes(c)).map((c) => confusion[c]![c]! / d.filter((t) => t === c).length)),
    f1: mean(all.filter((c) => d.includes(c) || y.includes(c)).map(f1)),
    confusion,
  }
}

function scores(document: GraphDocument, files: Record<string, string> = {}): Partial<Record<Part, PartScore>> {
  const data = readData(document, { text: (path) => files[path] })
  const compiled = compile(document, registry, dataSizes(document, registry, data))
  const { dataset, errors } = prepareData(document, registry, compiled, data)
  if (!dataset) throw new Error(errors.map((e) => e.message).join('\n'))
  return new Evaluator(new Model(compiled.network!), dataset).evaluate().scores
}

/** A network whose outputs equal their inputs, judged against the given targets. */
function saying(
  outputs: Record<string, Partial<NodeSpec>>,
  sequences: readonly Record<string, { y: number[][]; d: (number[] | null)[] }>[],
  training: TrainingSpec = {},
): GraphDocument {
  const ids = Object.keys(outputs)
  const wide = (id: string): number => sequences[0]![id]!.y[0]!.length
  return draw(
    {
      ...Object.fromEntries(ids.map((id) => [`in-${id}`, { type: 'input', size: wide(id) }])),
      ...Object.fromEntries(ids.map((id) => [id, { type: 'output', bias: false, size: wide(id), ...outputs[id] }])),
    },
    Object.fromEntries(ids.map((id) => [`W-${id}`, { from: `in-${id}`, to: id, kind: 'identity' }])),
    {
      training,
      data: {
        kind: 'inline',
        sequences: sequences.map(
          (s): InlineSequence =>
            Object.fromEntries(
              ids.flatMap((id) => [
                [`in-${id}`, s[id]!.y],
                [id, s[id]!.d],
              ]),
            ),
        ),
      },
    },
  )
}

const column = (part: PartScore | undefined, output = 'y', at = 0): NumberScore => part!.outputs![output]!.columns[at] as NumberScore
const classesOf = (part: PartScore | undefined, output = 'y', at = 0): ClassScore => part!.outputs![output]!.columns[at] as ClassScore
const rows = (values: readonly number[]): number[][] => values.map((v) => [v])

describe('scores of numbers', () => {
  it('are those of scikit-learn’s own example', () => {
    const { train } = scores(saying({ y: {} }, [{ y: { y: rows([2.5, 0, 2, 8]), d: rows([3, -0.5, 2, 7]) } }]))
    expect(column(train)).toMatchObject({ kind: 'numbers', steps: 4, mae: 0.5 })
    expect(column(train).r2).toBeCloseTo(0.9486081370449679, 14)
    expect(column(train).rmse).toBeCloseTo(0.6123724356957945, 14)
  })

  it.each([
    ['large means', 1e7, 1],
    ['a small spread', 3, 1e-6],
    ['a long series', 0, 40],
  ])('are those of exact arithmetic: %s', (_, mean, spread) => {
    const random = stream(5, String(mean))
    const d = Array.from({ length: 300 }, (__, t) => mean + spread * Math.sin(t))
    const y = d.map((v) => v + spread * 0.3 * random.normal())
    const wanted = numbers(d, y)
    const { train } = scores(saying({ y: {} }, [{ y: { y: rows(y), d: rows(d) } }]))
    const found = column(train)
    for (const name of ['rmse', 'mae', 'nrmse', 'r2'] as const) expect(Math.abs(found[name]! / wanted[name] - 1), name).toBeLessThan(1e-12)
    expect(train!.nrmse).toBe(found.nrmse)
  })

  it.each([[-664], [-960], [664], [980]])('are the same for targets times 2^%d, whose squares overflow', (power) => {
    const random = stream(7, 'sizes')
    const d = Array.from({ length: 50 }, () => random.normal())
    const y = d.map((v) => v + 0.3 * random.normal())
    const scaled = (values: number[]): number[][] => rows(values.map((v) => v * 2 ** power))
    const usual = scores(saying({ y: {} }, [{ y: { y: rows(y), d: rows(d) } }])).train!
    const found = scores(saying({ y: {} }, [{ y: { y: scaled(y), d: scaled(d) } }])).train!
    for (const name of ['nrmse', 'nmse', 'r2', 'skill'] as const) expect(column(found)[name], name).toBe(column(usual)[name])
    for (const name of ['rmse', 'mae', 'lastValue'] as const) expect(column(found)[name], name).toBe(column(usual)[name]! * 2 ** power)
    expect([found.rmse, found.nrmse, found.nmse]).toEqual([usual.rmse! * 2 ** power, usual.nrmse, usual.nmse])
    expect(column(found).reasons).toBeUndefined()
  })

  it('of ordinary numbers have the bits of plain sums', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = stream(seed, 'plain')
      const size = 10 ** (20 * random.uniform() - 10)
      const d = Array.from({ length: 80 }, () => size * random.normal())
      const y = d.map((v) => v + 0.3 * size * random.normal())
      const found = column(scores(saying({ y: {} }, [{ y: { y: rows(y), d: rows(d) } }])).train)
      const squares = d.reduce((sum, t, i) => sum + (y[i]! - t) * (y[i]! - t), 0)
      const apart = d.reduce((sum, t) => sum + (t - d[0]!), 0)
      const spread = d.reduce((sum, t) => sum + (t - d[0]! - apart / d.length) ** 2, 0)
      const last = d.slice(1).reduce((sum, t, i) => sum + (d[i]! - t) ** 2, 0)
      let [mean, moment] = [0, 0]
      d.forEach((t, i) => {
        const delta = t - mean
        mean += delta / (i + 1)
        moment += delta * (t - mean)
      })
      const wanted = {
        rmse: Math.sqrt(squares / d.length),
        nrmse: Math.sqrt(squares / spread),
        r2: 1 - squares / spread,
        nmse: squares / d.length / (moment / d.length),
        lastValue: Math.sqrt(last / (d.length - 1)),
      }
      expect(found, `seed ${seed}`).toMatchObject(wanted)
    }
  })

  it('exist for a table with tiny or huge numbers, normalized or not', () => {
    for (const size of ['e-200', 'e200', 'e-300', 'e300', ''])
      for (const normalize of ['none', 'standard', 'range'] as const) {
        const csv = `u,d\n${Array.from({ length: 20 }, (_, i) => `${i},${((i * 7) % 5) + 1}${size}`).join('\n')}\n`
        const document = draw(
          { x: { type: 'input', columns: ['u'] }, y: { type: 'output', columns: ['d'] } },
          { W: { from: 'x', to: 'y', init: { kind: 'constant', value: 0 } } },
          { data: { kind: 'file', path: 'a.csv', split: [1, 0, 0], normalize } },
        )
        const found = column(scores(document, { 'a.csv': csv }).train)
        expect(found.nrmse, `${size} ${normalize}`).toBeCloseTo(normalize === 'standard' ? 1 : normalize === 'none' ? Math.sqrt(11 / 2) : Math.sqrt(3), 9)
        expect(found.nmse, `${size} ${normalize}`).toBeCloseTo(found.nrmse! ** 2, 9)
      }
  })

  it('are computed per unit, whether in one output or in two', () => {
    const t = Array.from({ length: 400 }, (_, i) => i)
    const [a, b] = [t.map((i) => Math.sin(i)), t.map((i) => 1000 + Math.sin(i))]
    const flat = (of: number[]): number[] => of.map(() => of.reduce((x, y) => x + y, 0) / of.length)
    const pair = (x: number[], y: number[]): number[][] => x.map((v, i) => [v, y[i]!])
    const one = scores(saying({ y: {} }, [{ y: { y: pair(flat(a), flat(b)), d: pair(a, b) } }])).train!
    const two = scores(saying({ a: {}, b: {} }, [{ a: { y: rows(flat(a)), d: rows(a) }, b: { y: rows(flat(b)), d: rows(b) } }])).train!
    // A network that predicts the mean has an NRMSE of 1, whatever the mean is.
    for (const part of [one, two]) expect(part.nrmse).toBeCloseTo(1, 9)
    expect(column(one, 'y', 1).rmse).toBe(column(two, 'b').rmse)
    expect(two.nmse).toBeCloseTo(one.nmse!, 12)
  })

  it('have no value where undefined, and say why', () => {
    const constant = scores(saying({ y: {} }, [{ y: { y: rows([0.1, 0.3, 0.2]), d: rows([0.1, 0.1, 0.1]) } }])).train!
    expect(column(constant)).toMatchObject({
      nrmse: null,
      r2: null,
      nmse: null,
      skill: null,
      lastValue: 0,
      reasons: { nrmse: 'targets-constant', r2: 'targets-constant', nmse: 'series-constant', skill: 'last-exact' },
    })
    expect(constant).toMatchObject({ nrmse: null, nmse: null })
    const one = scores(saying({ y: {} }, [{ y: { y: rows([2]), d: rows([3]) } }])).train!
    expect(column(one)).toMatchObject({
      steps: 1,
      rmse: 1,
      mae: 1,
      nrmse: null,
      r2: null,
      lastValue: null,
      skill: null,
      reasons: { r2: 'targets-one', lastValue: 'last-none' },
    })
    expect(JSON.stringify([constant, one])).not.toMatch(/NaN|e\+?\d{2}/)
  })

  it('leave a constant unit out of the mean over units', () => {
    const { train } = scores(
      saying({ y: {} }, [
        {
          y: {
            y: [
              [1, 5],
              [3, 5],
            ],
            d: [
              [1, 5],
              [2, 5],
            ],
          },
        },
      ]),
    )
    expect(train!.nrmse).toBeCloseTo(Math.sqrt(0.5) / 0.5, 12)
    expect(column(train, 'y', 1).nrmse).toBeNull()
  })

  it('compare with repeating the last known value', () => {
    // Targets 1, –, 4, 6 and answers 1, –, 3, 8: the last value before 4 is 1, before 6 it is 4.
    const { train } = scores(saying({ y: {} }, [{ y: { y: rows([1, 0, 3, 8]), d: [[1], null, [4], [6]] } }]))
    expect(column(train).lastValue).toBeCloseTo(Math.sqrt((9 + 4) / 2), 12)
    expect(column(train).skill).toBeCloseTo(1 - (1 + 4) / (9 + 4), 12)
    // Two steps ahead, the value two steps before the predicted one.
    const ahead = scores(saying({ y: { ahead: 2 } }, [{ y: { y: rows([0, 0, 0, 0]), d: rows([1, 2, 4, 8]) } }])).train
    expect(column(ahead).lastValue).toBeCloseTo(Math.sqrt((9 + 36) / 2), 12)
  })

  it('use the last value of a series across its parts', () => {
    const csv = `y\n${[1, 2, 4, 8, 16, 32, 64, 128, 256, 512].join('\n')}\n`
    const document = draw(
      { x: { type: 'input', columns: ['y'] }, y: { type: 'output', columns: ['y'], ahead: 1, bias: false } },
      { W: { from: 'x', to: 'y', kind: 'identity' } },
      { data: { kind: 'file', path: 'a.csv', split: [0.6, 0.2, 0.2] } },
    )
    const { test } = scores(document, { 'a.csv': csv })
    // The network repeats the last value: its skill is exactly 0.
    expect(column(test)).toMatchObject({ steps: 2, skill: 0 })
    expect(column(test).lastValue).toBe(column(test).rmse)
  })

  it('do not count the washout, in errors, spread or variance', () => {
    const d = [5, -3, 1, 2, 4, 3]
    const training = { washout: 2 }
    const part = (targets: number[]): PartScore => scores(saying({ y: {} }, [{ y: { y: rows([0, 0, 1, 1, 1, 1]), d: rows(targets) } }], training)).train!
    const plain = part(d)
    const moved = part(d.map((v, t) => (t < 2 ? v + 100 : v)))
    expect([moved.rmse, moved.nrmse, moved.nmse]).toEqual([plain.rmse, plain.nrmse, plain.nmse])
    expect(plain.nrmse).toBeCloseTo(numbers(d.slice(2), [1, 1, 1, 1]).nrmse, 12)
    expect(plain.nmse).toBeCloseTo(plain.nrmse! ** 2, 12)
    // Also for a table, with the rows that steps of the washout predict.
    const table = (washed: number): PartScore =>
      scores(
        draw(
          { x: { type: 'input', columns: ['x'] }, y: { type: 'output', columns: ['y'], ahead: 1 } },
          { W: { from: 'x', to: 'y', init: { kind: 'constant', value: 1 } } },
          { data: { kind: 'file', path: 'a.csv', split: [1, 0, 0] }, training },
        ),
        { 'a.csv': `x,y\n${d.map((v, t) => `${t % 2},${t < 3 ? v + washed : v}`).join('\n')}\n` },
      ).train!
    expect(table(100).nmse).toBe(table(0).nmse)
  })
})

describe('scores of classes', () => {
  const oneHot = (classesOf_: readonly (number | null)[], count: number): (number[] | null)[] =>
    classesOf_.map((c) => (c === null ? null : Array.from({ length: count }, (_, i) => (i === c ? 1 : 0))))
  const softmax = { activation: 'softmax', loss: 'cross-entropy' } as const

  it('are those of the definitions on imbalanced and absent classes', () => {
    const random = stream(3, 'classes')
    // Class 3 is predicted but never a target, class 4 neither.
    const d = Array.from({ length: 200 }, () => (random.uniform() < 0.95 ? 0 : 1 + random.integer(2)))
    const y = d.map((c) => (random.uniform() < 0.7 ? c : random.integer(4)))
    const wanted = classes(d, y, 5)
    const { train } = scores(saying({ y: softmax }, [{ y: { y: oneHot(y, 5) as number[][], d: oneHot(d, 5) } }]))
    const found = classesOf(train)
    expect(found).toMatchObject({ kind: 'classes', steps: 200, count: 5, confusion: wanted.confusion })
    expect(found.accuracy).toBeCloseTo(wanted.accuracy, 14)
    expect(found.balancedAccuracy).toBeCloseTo(wanted.balanced, 14)
    expect(found.f1).toBeCloseTo(wanted.f1, 14)
    expect(train!.accuracy).toBe(found.accuracy)
  })

  it('are those of scikit-learn’s own examples', () => {
    const macro = classesOf(scores(saying({ y: softmax }, [{ y: { y: oneHot([0, 2, 1, 0, 0, 1], 3) as number[][], d: oneHot([0, 1, 2, 0, 1, 2], 3) } }])).train)
    expect(macro.f1).toBeCloseTo(0.26666666666666666, 14)
    const [d, y] = [
      [0, 1, 0, 0, 1, 0],
      [0, 1, 0, 0, 0, 1],
    ]
    const bits = classesOf(
      scores(saying({ y: { activation: 'logistic', loss: 'cross-entropy' } }, [{ y: { y: rows(y.map((b) => 4 * b - 2)), d: rows(d) } }])).train,
    )
    expect(bits.balancedAccuracy).toBeCloseTo(0.625, 14)
    expect(bits).toMatchObject({
      f1: 0.5,
      confusion: [
        [3, 1],
        [1, 1],
      ],
    })
  })

  it('count only steps with a target, and have no F1 if nothing is positive', () => {
    const masked = classesOf(scores(saying({ y: softmax }, [{ y: { y: oneHot([0, 1, 0], 2) as number[][], d: oneHot([0, null, 1], 2) } }])).train)
    expect(masked).toMatchObject({
      steps: 2,
      accuracy: 0.5,
      confusion: [
        [1, 0],
        [1, 0],
      ],
    })
    const none = classesOf(scores(saying({ y: { activation: 'logistic', loss: 'cross-entropy' } }, [{ y: { y: rows([-1, -1]), d: rows([0, 0]) } }])).train)
    expect(none).toMatchObject({ accuracy: 1, balancedAccuracy: 1, f1: null, reasons: { f1: 'positives-none' } })
  })

  it('do not affect those of numbers', () => {
    const { train } = scores(
      saying({ y: {}, c: softmax }, [
        {
          y: { y: rows([1, 2]), d: rows([1, 4]) },
          c: {
            y: [
              [1, 0],
              [0, 1],
            ],
            d: [
              [1, 0],
              [0, 1],
            ],
          },
        },
      ]),
    )
    expect(column(train)).toMatchObject({ kind: 'numbers', rmse: Math.SQRT2 })
    expect(classesOf(train, 'c')).toMatchObject({ kind: 'classes', accuracy: 1 })
  })

  it('are reported by name, column by column, of categories of a table', () => {
    const document = draw(
      { x: { type: 'input', columns: ['x'] }, y: { type: 'output', columns: ['a', 'b'], encoding: 'one-hot', ...softmax } },
      { W: 'x → y' },
      { data: { kind: 'file', path: 'a.csv', split: [1, 0, 0] } },
    )
    const { train } = scores(document, { 'a.csv': 'x,a,b\n1,red,no\n2,blue,no\n3,blue,yes\n' })
    expect(train!.outputs!.y!.columns.map((c) => [c.column, (c as ClassScore).classes])).toEqual([
      ['a', ['blue', 'red']],
      ['b', ['no', 'yes']],
    ])
  })
})

describe('a task', () => {
  it('is judged by its own measure: strings solved', () => {
    const document = draw(
      { x: { type: 'input', size: 7 }, y: { type: 'output', size: 7, ...{ activation: 'softmax', loss: 'cross-entropy' } } },
      { W: 'x → y' },
      { data: { kind: 'task', task: 'reber', options: { train: 20, test: 10 } } },
    )
    expect(scores(document).test!.task).toMatchObject({ measure: 'legal', of: 10 })
    // For other columns than the task's own there is no measure.
    const other = { ...document, nodes: { ...document.nodes, y: { ...document.nodes.y!, size: 1, columns: ['next-B'], activation: 'logistic' } } }
    expect(scores(other).test!.task).toBeUndefined()
  })
})
