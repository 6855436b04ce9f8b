import { describe, expect, it } from 'vitest'
import { stream, type RandomStream } from '../../engine/base/random'
import { readFormula } from '../../engine/contract/formula'
import { constantOf } from '../../engine/formula/constant'
import { curveOf } from '../../engine/formula/curve'
import { isFault, type Formula } from '../../engine/formula/parse'
import { binary, unary, type Binary, type Unary } from '../../engine/formula/scalar'
import { functions, pairs, withNumbers, type Tree } from '../../engine/formula/tree'
import type { ModelOptions } from '../../engine/learn/model/model'
import { draw, modelOf } from '../documents'

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
console.log(`SEED=${SEED}`)
const PORTS = ['a', 'b', 'c']

const random = stream(SEED, 'formulas')
const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)]!
const NUMBERS = ['0', '1', '2', '-1', '0.5', '3', '1e-3', 'pi', 'e']

function text(depth: number, over = false): string {
  const part = (): string => text(depth - 1, over)
  if (depth === 0 || random.uniform() < 0.1) return random.uniform() < 0.75 ? pick(PORTS) : pick(NUMBERS)
  const way = random.integer(over ? 12 : 10)
  if (way < 5) return `(${part()} ${pick(['+', '-', '*', '/', '+', '*'])} ${part()})`
  if (way < 8) return `${pick(functions)}(${part()})`
  if (way < 9) return `${pick(pairs)}(${part()}, ${part()})`
  if (way < 10) return `(${part()})^${pick(['2', '3', '-1', '0.5', part()])}`
  return `${pick(['sum', 'mean'])}(${part()})`
}

function parsed(source: string): Formula {
  const found = readFormula(source)
  if (isFault(found)) throw new Error(`${source}: ${found.what}`)
  return found
}

interface Passes {
  readonly y: number[]
  /** By port, ∂Σy/∂x and the tangent of y in the direction of ones. */
  readonly slopes: Readonly<Record<string, number[]>>
  readonly tangents: Readonly<Record<string, number[]>>
}

/** Runs a node of `size` units over steps of inputs, forward, back from ones, and along each port. */
function passes(source: string, names: readonly string[], inputs: Readonly<Record<string, Float64Array>>, size: number, options: ModelOptions = {}): Passes {
  const model = modelOf(
    draw(
      {
        ...Object.fromEntries(names.map((name) => [name, { type: 'input', size }])),
        m: { type: 'formula', formula: source, size },
        y: { type: 'output', bias: false },
      },
      { ...Object.fromEntries(names.map((name) => [`${name}_m`, { from: name, to: `m.${name}` }])), out: { from: 'm', to: 'y', kind: 'identity' } },
    ),
    options,
  )
  const steps = inputs[names[0]!]!.length / size
  const program = model.bind({ steps, sequences: 1, keep: 0, adjoints: true })
  program.begin([{ length: steps, inputs, targets: {} }])
  program.advance(steps)
  const op = model.network.lowered.ops.find(({ kind }) => kind === 'formula' || kind === 'activate')!
  const { kernels, arena } = model
  const numbers = (address: number): number[] => [...kernels.view().subarray(address / kernels.bytes, address / kernels.bytes + steps * size)]
  program.clearAdjoints(0, steps)
  kernels.fill(steps * size, program.adjoint(op.writes), 1)
  const [from, to] = [arena.allocate(2 * size, kernels.bytes), arena.allocate(2 * steps * size, kernels.bytes)]
  kernels.fill(2 * size, from, 1)
  const tangents = Object.fromEntries(
    op.reads.map((slot, i) => {
      kernels.fill(2 * steps * size, to, 0)
      // Two directions at a time; the test uses the second.
      for (let r = 0; r < steps; r++) {
        const two = to + steps * size * kernels.bytes
        kernels.fill(2 * size, two - size * kernels.bytes, 0)
        kernels.fill(size, two, 0)
        program.bound.get(op)!.tangent!(
          r,
          2,
          op.reads.map((_, j) => (j === i ? from : -1)),
          two - size * kernels.bytes,
        )
        kernels.copy(size, two, to + r * size * kernels.bytes)
      }
      const name = model.network.inputs.find(({ out }) => program.value(out) === program.value(slot))!.id
      return [name, numbers(to)]
    }),
  )
  program.backward(0, steps)
  return {
    y: numbers(program.value(op.writes)),
    slopes: Object.fromEntries(model.network.inputs.map(({ id, out }) => [id, numbers(program.adjoint(out))])),
    tangents,
  }
}

const draws = (count: number, numbers: RandomStream): Float64Array => Float64Array.from({ length: count }, () => 2 * numbers.normal())

/** Relative size of assumed rounding errors. */
const ROUNDING = 1e-14
const rounded = (x: number, noise: RandomStream): number => x * (1 + ROUNDING * (2 * noise.uniform() - 1))

/** The value and slope of a tree along a name, with every operation rounded at random. */
function withRounding(tree: Tree, at: Readonly<Record<string, number>>, along: string, noise: RandomStream): readonly [value: number, slope: number] {
  if (tree.kind === 'number') return [tree.value, 0]
  if (tree.kind === 'name') return [at[tree.name]!, tree.name === along ? 1 : 0]
  const [[a, da], [b, db] = [NaN, 0]] = tree.arguments.map((part) => withRounding(part, at, along, noise)) as unknown as readonly [
    readonly [number, number],
    (readonly [number, number])?,
  ]
  const times = (d: number, slope: number): number => (d === 0 ? 0 : d * slope)
  if (tree.arguments.length === 1) {
    const of = unary[tree.of as Unary]
    const y = rounded(of.value(a), noise)
    return [y, rounded(times(da, of.slope(a, y)), noise)]
  }
  const of = binary[tree.of as Binary]
  const y = rounded(of.value(a, b), noise)
  return [y, rounded(times(da, of.left(a, b)), noise) + rounded(times(db, of.right(a, b)), noise)]
}

const same = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b))

/** Whether two numbers are equal up to rounding, whose effect on the wanted one is given by `samples`. */
function near(got: number, wanted: number, tolerance: number, samples: () => readonly number[]): boolean {
  const within = tolerance * Math.max(1, Math.abs(wanted))
  if (same(got, wanted) || Math.abs(got - wanted) <= within) return true
  const others = samples()
  if (![wanted, ...others].every(Number.isFinite)) return !others.every((other) => same(other, wanted))
  return Math.abs(got - wanted) <= within + 100 * Math.max(...others.map((other) => Math.abs(other - wanted)))
}

/** Samples of rounding. */
const SAMPLES = 8
const samplesOf = <T>(draw: () => T): T[] => Array.from({ length: SAMPLES }, draw)

describe('formulas of several names', () => {
  it('have the values and slopes of their trees, computed number by number', () => {
    for (let i = 0; i < 300; i++) {
      const source = text(1 + random.integer(4))
      const { tree, names } = parsed(source)
      // A name alone is no op.
      if (names.length === 0 || tree.kind === 'name') continue
      const steps = 3
      const size = 1 + random.integer(5)
      const inputs = Object.fromEntries(names.map((name) => [name, draws(steps * size, random)]))
      const { y, slopes, tangents } = passes(source, names, inputs, size)
      for (let k = 0; k < y.length; k++) {
        const at = Object.fromEntries(names.map((name) => [name, inputs[name]![k]!]))
        const where = `${source} at ${JSON.stringify(at)}`
        const wanted: number = constantOf(
          withNumbers(tree, (name) => at[name]),
          1,
        )!
        if (!near(y[k]!, wanted, 1e-9, () => samplesOf(() => withRounding(tree, at, '', random)[0]))) expect.fail(`${where}: ${y[k]} instead of ${wanted}`)
        // Slopes of large values may be rounding errors.
        if (!(Math.abs(wanted) < 1e4)) continue
        for (const name of names) {
          const { [name]: x, ...others } = at
          const slope: number = curveOf({ tree: withNumbers(tree, (other) => others[other]), names: [name] }, x!, x!, 2)!.slope[0]!
          // Near a pole only the rounding of the argument is left, and in the reference 0 times an infinite slope is NaN.
          if (!(Math.abs(slope) <= 1e4)) continue
          // In the backward pass, an infinite slope times 0 is NaN.
          if (!Number.isFinite(slopes[name]![k])) continue
          const slopesNear = (): number[] => samplesOf(() => withRounding(tree, at, name, random)[1])
          if (!near(slopes[name]![k]!, slope, 1e-7, slopesNear)) expect.fail(`${where}: by ${name} ${slopes[name]![k]} instead of ${slope}`)
          if (!near(tangents[name]![k]!, slope, 1e-7, slopesNear)) expect.fail(`${where}: along ${name} ${tangents[name]![k]} instead of ${slope}`)
        }
      }
    }
  })

  it('are the same by the plain kernels, also over units', () => {
    for (let i = 0; i < 200; i++) {
      const source = text(1 + random.integer(4), true)
      const { tree, names } = parsed(source)
      // A name alone is no op.
      if (names.length === 0 || tree.kind === 'name') continue
      const size = 1 + random.integer(40)
      const inputs = Object.fromEntries(names.map((name) => [name, draws(2 * size, random)]))
      const [wasm, plain] = [passes(source, names, inputs, size), passes(source, names, inputs, size, { plain: true })]
      // Rounding of the inputs affects the result.
      let close: Passes[] | undefined
      const samples = (of: (found: Passes) => number[], k: number): number[] => {
        close ??= samplesOf(() => {
          const moved = Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, values.map((x) => rounded(x, random))]))
          return passes(source, names, moved, size, { plain: true })
        })
        return close.map((found) => of(found)[k]!)
      }
      const compare = (of: (found: Passes) => number[], tolerance: number, what: string): void => {
        const wanted = of(plain)
        of(wasm).forEach((got, k) => {
          if (!near(got, wanted[k]!, tolerance, () => samples(of, k))) expect.fail(`${source}: ${what} ${got} instead of ${wanted[k]}`)
        })
      }
      compare(({ y }) => y, 1e-9, 'value')
      if (!plain.y.every((y) => Math.abs(y) < 1e4)) continue
      for (const name of names) {
        compare(({ slopes }) => slopes[name]!.map((x) => (Math.abs(x) < 1e4 ? x : 1e4)), 1e-7, `by ${name}`)
        compare(({ tangents }) => tangents[name]!.map((x) => (Math.abs(x) < 1e4 ? x : 1e4)), 1e-7, `along ${name}`)
      }
    }
  })

  it('have zeros with the signs of Math, so that infinities have them too', () => {
    const zeros = Float64Array.of(0, -0, 2, -2, 0, -0, -3, 3)
    for (const [source, value] of [
      ['1 / (a * relu(a))', (a) => 1 / (a * (a > 0 ? a : 0))],
      ['1 / max(0, a)', (a) => 1 / Math.max(0, a)],
      ['1 / max(a, 0 * a)', (a) => 1 / Math.max(a, 0 * a)],
      ['1 / min(a, 0)', (a) => 1 / Math.min(a, 0)],
      ['1 / min(-a, a)', (a) => 1 / Math.min(-a, a)],
      ['1 / (a + 0)', (a) => 1 / (a + 0)],
      ['1 / (0 - a)', (a) => 1 / (0 - a)],
      ['1 / abs(a)', (a) => 1 / Math.abs(a)],
      ['1 / sign(a)', (a) => 1 / Math.sign(a)],
      ['1 / sin(a)', (a) => 1 / Math.sin(a)],
      ['1 / sinh(a)', (a) => 1 / Math.sinh(a)],
      ['1 / atan(a)', (a) => 1 / Math.atan(a)],
      ['1 / erf(a)', (a) => 1 / unary.erf.value(a)],
      ['1 / a^3', (a) => 1 / a ** 3],
      ['1 / a^-3', (a) => 1 / a ** -3],
      ['1 / abs(a)^1.5', (a) => 1 / Math.abs(a) ** 1.5],
      ['1 / abs(a)^0.3', (a) => 1 / Math.abs(a) ** 0.3],
      ['1 / ((a + abs(a)) / 2)', (a) => 1 / ((a + Math.abs(a)) / 2)],
      ['1 / max(a, 0.1 * a)', (a) => 1 / Math.max(a, 0.1 * a)],
    ] as readonly (readonly [string, (a: number) => number])[])
      for (const plain of [false, true]) {
        const { y } = passes(source, ['a'], { a: zeros }, 4, { plain })
        y.forEach((got, k) => expect(got, `${source} at ${zeros[k]}, ${plain ? 'plain' : 'kernels'}`).toBeCloseTo(value(zeros[k]!), 12))
      }
  })

  it.each(['float64', 'float32'] as const)('have functions to a few units in the last place, over their whole range (%s)', (precision) => {
    const unit = precision === 'float64' ? 2 ** -53 : 2 ** -24
    const units = { exp: 8, ln: 8, sin: 8, cos: 8, tan: 32, sinh: 16, cosh: 16, atan: 8, erf: 24 } as const
    const draw = (spread: number): Float64Array =>
      Float64Array.from({ length: 4000 }, () => Math.fround(random.normal() * 10 ** (spread * random.uniform() - spread / 2)))
    const close = (got: number, wanted: number, tolerance: number): boolean =>
      same(got, wanted) || Math.abs(wanted) > 1e37 || Math.abs(got - wanted) <= tolerance + 1e-37
    const a = draw(8)
    for (const name of Object.keys(units) as (keyof typeof units)[]) {
      const { y } = passes(`${name}(a)`, ['a'], { a }, 4, { precision })
      y.forEach((got, k) => {
        const wanted = unary[name].value(a[k]!)
        // Sines near zeros and poles: as exact as the argument.
        const scale = name === 'tan' ? 1 + wanted * wanted : name === 'sin' || name === 'cos' ? 1 : Math.abs(wanted)
        if (!close(got, wanted, units[name] * unit * scale)) expect.fail(`${name}(${a[k]}) is ${got} instead of ${wanted}`)
      })
    }
    const b = Float64Array.from(a, () => Math.fround(3 * random.normal()))
    const { y } = passes('abs(a)^b', ['a', 'b'], { a, b }, 4, { precision })
    y.forEach((got, k) => {
      const wanted = Math.abs(a[k]!) ** b[k]!
      if (!close(got, wanted, 32 * unit * wanted)) expect.fail(`|${a[k]}|^${b[k]} is ${got} instead of ${wanted}`)
    })
  })
})
