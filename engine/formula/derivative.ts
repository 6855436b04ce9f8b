import { Graph, type Outer } from './graph'
import type { Binary, Unary } from './scalar'
import type { StepName } from './steps'
import type { Tape } from './tape'

/** A result of a program of steps: a part of the graph, and its destination. */
interface Result {
  readonly part: number
  readonly to: Outer
  /** Whether it is added to the value at the destination. */
  readonly added: boolean
}

export interface Computation {
  readonly graph: Graph
  readonly results: readonly Result[]
}

const TWO_OVER_ROOT_PI = 1.1283791670955126

/** Expensive steps, whose values are worth saving for the backward pass: each takes as long as several others. */
const EXPENSIVE: ReadonlySet<StepName> = new Set<StepName>(
  ['exp', 'ln', 'erf', 'tanh', 'logistic', 'softplus', 'sin', 'cos', 'sinh', 'cosh', 'atan', 'power', 'sum', 'mean'], // prettier-ignore
)

/** Most values saved per unit and row. */
const MOST_SAVED = 4

/** Approximate duration of a step, in additions. */
const costOf = (of: StepName): number => (EXPENSIVE.has(of) ? 12 : of === 'divide' || of === 'divide-guarded' || of === 'sqrt' ? 3 : 1)

/** Makes the steps by which kernels compute a formula's value and its derivatives with respect to each of its names. */
export class Derivatives {
  /** Indices of the tape's steps whose values are saved for the backward pass, ascending. */
  private readonly kept: readonly number[]
  /** Indices of the names whose derivatives are saved instead, if that takes less work than a backward pass from saved values. */
  private readonly slopes: readonly number[] | undefined

  /** @param wired By name, whether its port has a wire; otherwise its value is 0. */
  constructor(
    private readonly tape: Tape,
    private readonly wired: readonly boolean[],
  ) {
    this.kept = this.worthKeeping()
    this.slopes = this.worthKeepingSlopes()
  }

  /** Number of values saved per unit for the backward pass. */
  get saved(): number {
    return (this.slopes ?? this.kept).length
  }

  /** Returns the computation of y = f(x) and, with `saves`, of the saved values. */
  value(saves: boolean): Computation {
    const graph = new Graph()
    const values = this.values(graph, [], false)
    const y: Result = { part: values[this.tape.length - 1]!, to: 'y', added: false }
    const slopes = saves && this.slopes ? this.adjoints(graph, values, graph.number(1)) : undefined
    const kept = slopes ? this.slopes!.map((name) => slopes[name]!) : saves ? this.kept.map((at) => values[at]!) : []
    return { graph, results: [...kept.map((part, j): Result => ({ part, to: `saved${j}`, added: false })), y] }
  }

  /** Returns the computation of dx += dy · ∂y/∂x for the wired names. @param saves whether `value` saved values. */
  backward(saves: boolean): Computation {
    const graph = new Graph()
    const dy = graph.outer('dy')
    if (!saves || !this.slopes) return this.results(graph, this.adjoints(graph, this.values(graph, saves ? this.kept : [], true), dy), 'dx')
    const slopes = this.known(graph)
    return this.results(
      graph,
      slopes.map((slope) => (slope === undefined ? undefined : graph.step('multiply-guarded', dy, slope))),
      'dx',
    )
  }

  /** Returns the computation of ∂y/∂x for the wired names of a formula that does not mix units, without derivatives that are 0. */
  partials(saves: boolean): Computation {
    const graph = new Graph()
    if (saves && this.slopes) return this.results(graph, this.known(graph), 'slope')
    return this.results(graph, this.adjoints(graph, this.values(graph, saves ? this.kept : [], true), graph.number(1)), 'slope')
  }

  private results(graph: Graph, found: readonly (number | undefined)[], to: 'dx' | 'slope'): Computation {
    return { graph, results: found.flatMap((part, i) => (part !== undefined && this.wired[i] ? [{ part, to: `${to}${i}` as const, added: to === 'dx' }] : [])) }
  }

  /** Returns the derivative with respect to every name, read from saved values where there are any. */
  private known(graph: Graph): readonly (number | undefined)[] {
    const slopes = this.adjoints(graph, this.values(graph, [], true), graph.number(1))
    this.slopes!.forEach((name, j) => (slopes[name] = graph.outer(`saved${j}`)))
    return slopes
  }

  /** Returns the computation of the tangent of y from the tangents of the wired names. */
  tangent(saves: boolean): Computation {
    const graph = new Graph()
    const values = this.values(graph, saves ? this.kept : [], true)
    const tangents: (number | undefined)[] = []
    this.tape.forEach((instruction, i) => {
      if (instruction.kind === 'number') tangents.push(undefined)
      else if (instruction.kind === 'input') tangents.push(this.wired[instruction.index] ? graph.outer(`tangent${instruction.index}`) : undefined)
      else if (instruction.kind === 'over') {
        const of = tangents[instruction.a]
        tangents.push(of === undefined ? undefined : graph.step(instruction.mean ? 'mean' : 'sum', of))
      } else {
        let sum: number | undefined
        const add = (to: number, error: number): void => {
          if (tangents[to] !== undefined) sum = graph.sum(sum, error)
        }
        const parts = instruction.kind === 'unary' ? [instruction.a] : [instruction.a, instruction.b]
        // Along a direction, each operand contributes its slope times its tangent: the backward rule with the tangent as the error.
        for (const to of new Set(parts)) {
          const from = tangents[to]
          if (from !== undefined) back(graph, instruction, values, i, from, (at, error) => at === to && add(to, error))
        }
        tangents.push(sum)
      }
    })
    return { graph, results: [{ part: tangents[this.tape.length - 1] ?? graph.number(0), to: 'slope0', added: false }] }
  }

  /** Returns the parts of the graph with the values of the tape's steps. With `known`, y is read from memory, not computed. */
  private values(graph: Graph, saved: readonly number[], known: boolean): number[] {
    const { tape } = this
    const values: number[] = []
    tape.forEach((instruction, i) => {
      const { kind } = instruction
      const at =
        kind === 'number'
          ? graph.number(instruction.value)
          : kind === 'input'
            ? this.wired[instruction.index]
              ? graph.outer(`x${instruction.index}`)
              : graph.number(0)
            : kind === 'unary'
              ? graph.step(instruction.of, values[instruction.a]!)
              : kind === 'binary'
                ? this.ofTwo(graph, instruction.of, values[instruction.a]!, values[instruction.b]!)
                : graph.step(instruction.mean ? 'mean' : 'sum', values[instruction.a]!)
      values.push(at)
      if (saved.includes(i)) graph.replaceByStored(at, `saved${saved.indexOf(i)}`)
      else if (known && i === tape.length - 1) graph.replaceByStored(at, 'y')
    })
    return values
  }

  private ofTwo(graph: Graph, of: Binary, a: number, b: number): number {
    const leak = leakOf(graph, of, a, b)
    return leak === undefined ? graph.step(of, a, b) : graph.step('scaled-below', a, a, graph.number(leak))
  }

  /** Returns the adjoint of every name, given that of y; undefined where it is 0. */
  private adjoints(graph: Graph, values: readonly number[], dy: number): (number | undefined)[] {
    const { tape } = this
    const adjoints: (number | undefined)[] = tape.map(() => undefined)
    const names: (number | undefined)[] = []
    adjoints[tape.length - 1] = dy
    for (let i = tape.length - 1; i >= 0; i--) {
      const instruction = tape[i]!
      const error = adjoints[i]
      if (instruction.kind === 'input') names[instruction.index] = error
      if (error === undefined) continue
      back(graph, instruction, values, i, error, (to, part) => {
        // Constants need no adjoint.
        if (tape[to]!.kind !== 'number') adjoints[to] = graph.sum(adjoints[to], part)
      })
    }
    return names
  }

  private worthKeeping(): number[] {
    const graph = new Graph()
    const values = this.values(graph, [], true)
    const isExpensive = (at: number): boolean => {
      const part = graph.parts[at]!
      return part.kind === 'step' && EXPENSIVE.has(part.of) && values.includes(at)
    }
    const results = this.adjoints(graph, values, graph.outer('dy')).filter((part) => part !== undefined)
    // The operands of a saved value need no computation.
    const needed = graph.needed(results, (at) => !isExpensive(at))
    return needed
      .filter(isExpensive)
      .map((at) => values.indexOf(at))
      .slice(0, MOST_SAVED)
  }

  private worthKeepingSlopes(): readonly number[] | undefined {
    // The derivative of a formula that mixes units is a matrix.
    if (this.tape.some(({ kind }) => kind === 'over')) return undefined
    const graph = new Graph()
    const values = this.values(graph, [], false)
    const slopes = this.adjoints(graph, values, graph.number(1))
    const names = slopes.flatMap((part, i) => (part !== undefined && this.wired[i] && graph.parts[part]!.kind === 'step' ? [i] : []))
    if (names.length > MOST_SAVED) return undefined
    const y = values[this.tape.length - 1]!
    const kept = graph.cost([y, ...names.map((i) => slopes[i]!)], costOf) + names.length
    const { graph: back, results } = this.backward(true)
    const again =
      graph.cost([y], costOf)
      + back.cost(
        results.map(({ part }) => part),
        costOf,
      )
    return kept < again ? names : undefined
  }
}

/** Returns the c of max(a, c · a), 0 < c < 1, a leaky rectifier, for which there is a single step; undefined for other steps. */
function leakOf(graph: Graph, of: Binary, a: number, b: number): number | undefined {
  const product = of === 'max' ? graph.parts[b] : undefined
  if (product?.kind !== 'step' || product.of !== 'multiply' || !product.parts.includes(a)) return undefined
  const other = graph.parts[product.parts.find((part) => part !== a) ?? a]!
  return other.kind === 'number' && other.value > 0 && other.value < 1 ? other.value : undefined
}

/** Propagates the error `d` of step `i` back to its operands: calls `give` with each operand and its share. */
function back(graph: Graph, instruction: Tape[number], values: readonly number[], i: number, d: number, give: (to: number, part: number) => void): void {
  const y = values[i]!
  const step = graph.step.bind(graph)
  const number = graph.number.bind(graph)
  if (instruction.kind === 'over') {
    give(instruction.a, step(instruction.mean ? 'mean' : 'sum', d))
  } else if (instruction.kind === 'unary') {
    const found = unarySlope(instruction.of, values[instruction.a]!)
    if (found !== undefined) give(instruction.a, found)
  } else if (instruction.kind === 'binary') {
    const [a, b] = [values[instruction.a]!, values[instruction.b]!]
    const [left, right] = binarySlopes(instruction.of, a, b, leakOf(graph, instruction.of, a, b))
    give(instruction.a, left())
    if (right) give(instruction.b, right())
  }

  function unarySlope(of: Unary, a: number): number | undefined {
    switch (of) {
      case 'negate':
        return step('negate', d)
      case 'exp':
        return step('multiply-guarded', d, y)
      case 'ln':
        return step('divide-guarded', d, a)
      case 'sqrt':
        return step('divide-guarded', step('multiply', d, number(0.5)), y)
      case 'abs':
        return step('signed', d, a)
      case 'sin':
        return step('multiply-guarded', d, step('cos', a))
      case 'cos':
        return step('negate', step('multiply-guarded', d, step('sin', a)))
      case 'tan':
        return step('multiply-guarded', d, step('add', step('multiply', y, y), number(1)))
      case 'tanh':
        return step('tanh-back', d, y)
      case 'sinh':
        return step('multiply-guarded', d, step('cosh', a))
      case 'cosh':
        return step('multiply-guarded', d, step('sinh', a))
      case 'atan':
        return step('divide-guarded', d, step('add', step('multiply', a, a), number(1)))
      case 'logistic':
        return step('logistic-back', d, y)
      case 'relu':
        return step('where-not-at-most', d, a, number(0))
      case 'rectified':
        return step('rectified-back', d, a)
      case 'softplus':
        return step('softplus-back', d, y)
      case 'erf':
        return step('multiply-guarded', step('multiply', d, number(TWO_OVER_ROOT_PI)), step('exp', step('negate', step('multiply', a, a))))
      case 'sign':
      case 'step':
        return undefined
    }
  }

  function binarySlopes(of: Binary, a: number, b: number, leak: number | undefined): readonly [left: () => number, right: (() => number) | undefined] {
    switch (of) {
      case 'add':
        return [() => d, () => d]
      case 'subtract':
        return [() => d, () => step('negate', d)]
      case 'multiply':
        return [() => step('multiply', d, b), () => step('multiply', d, a)]
      case 'divide': {
        const over = (): number => step('divide-guarded', d, b)
        return [over, () => step('negate', step('multiply-guarded', over(), y))]
      }
      case 'power': {
        const of = graph.parts[b]!
        // b aᵇ⁻¹ = b y / a: a quotient is faster than another power. Where a is 0, so is y, because b > 1.
        if (of.kind === 'number' && of.value > 1 && !Number.isInteger(2 * of.value))
          return [() => step('multiply', step('multiply-guarded', d, step('divide-guarded', y, a)), b), undefined]
        // The guards give the slope 0 if b = 0, or if the power is 0, even if the other factor is not finite.
        return [
          () => step('multiply-guarded', d, step('multiply-guarded', b, step('power', a, step('subtract', b, number(1))))),
          () => step('multiply-guarded', d, step('multiply-guarded', y, step('ln', a))),
        ]
      }
      case 'min':
        return [() => step('where-at-most', d, a, b), () => step('where-not-at-most', d, a, b)]
      case 'max':
        if (leak !== undefined) return [() => step('scaled-below', d, a, number(leak)), undefined]
        return [() => step('where-at-least', d, a, b), () => step('where-not-at-least', d, a, b)]
    }
  }
}
