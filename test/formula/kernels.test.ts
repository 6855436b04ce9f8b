import { describe, expect, it } from 'vitest'
import { stream, type RandomStream } from '../../engine/base/random'
import { readFormula } from '../../engine/contract/formula'
import { constantOf } from '../../engine/formula/constant'
import { curveOf } from '../../engine/formula/curve'
import { isFault, type Formula } from '../../engine/formula/parse'
import { functions, pairs, withNumbers } from '../../engine/formula/tree'
import type { ModelOptions } from '../../engine/learn/model/model'
import { draw, modelOf } from '../documents'

// A fixed default: at a division by zero the sign of an infinity may differ, which this comparison does not set apart.
const SEED = Number(process.env.SEED ?? 51_380_815)
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
      // Two directions at a time, of which the second is looked at.
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

/** Whether two numbers are equal, but for the rounding of functions whose arguments may be large. */
const near = (got: number, wanted: number, tolerance = 1e-9): boolean =>
  Math.abs(got - wanted) <= tolerance * Math.max(1, Math.abs(wanted)) || !(Math.abs(wanted) < 1e12)

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
        if (!near(y[k]!, wanted)) expect.fail(`${where}: ${y[k]} instead of ${wanted}`)
        // Slopes of large values may be rounding errors.
        if (!(Math.abs(wanted) < 1e4)) continue
        for (const name of names) {
          const { [name]: x, ...others } = at
          const slope: number = curveOf({ tree: withNumbers(tree, (other) => others[other]), names: [name] }, x!, x!, 2)!.slope[0]!
          // Near a pole the rounding of the argument is all that is left.
          if (Math.abs(slope) > 1e4) continue
          // In the backward pass, an infinite slope times 0 is NaN.
          if (!Number.isFinite(slopes[name]![k])) continue
          if (!near(slopes[name]![k]!, slope, 1e-7)) expect.fail(`${where}: by ${name} ${slopes[name]![k]} instead of ${slope}`)
          if (!near(tangents[name]![k]!, slope, 1e-7)) expect.fail(`${where}: along ${name} ${tangents[name]![k]} instead of ${slope}`)
        }
      }
    }
  })

  it('are the same by the plain kernels, over units too', () => {
    for (let i = 0; i < 200; i++) {
      const source = text(1 + random.integer(4), true)
      const { tree, names } = parsed(source)
      // A name alone is no op.
      if (names.length === 0 || tree.kind === 'name') continue
      const size = 1 + random.integer(40)
      const inputs = Object.fromEntries(names.map((name) => [name, draws(2 * size, random)]))
      const [wasm, plain] = [passes(source, names, inputs, size), passes(source, names, inputs, size, { plain: true })]
      const pairsOf = (a: number[], b: number[]): [number, number][] => a.map((x, k) => [x, b[k]!])
      const values = pairsOf(wasm.y, plain.y)
      for (const [a, b] of values) if (!near(a, b)) expect.fail(`${source}: ${a} instead of ${b}`)
      if (!values.every(([, b]) => Math.abs(b) < 1e4)) continue
      for (const name of names)
        for (const [a, b] of [...pairsOf(wasm.slopes[name]!, plain.slopes[name]!), ...pairsOf(wasm.tangents[name]!, plain.tangents[name]!)])
          if (Math.abs(b) < 1e4 && !near(a, b, 1e-7)) expect.fail(`${source}: by ${name} ${a} instead of ${b}`)
    }
  })
})
