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

/** Steps whose values are worth keeping for the backward pass: each takes as long as several others. */
const DEAR: ReadonlySet<StepName> = new Set<StepName>(
  ['exp', 'ln', 'erf', 'tanh', 'logistic', 'softplus', 'sin', 'cos', 'sinh', 'cosh', 'atan', 'power', 'sum', 'mean'], // prettier-ignore
)

/** Values kept for every row at most. */
const MOST_SAVED = 4

/** About how many additions a step takes as long as. */
const costOf = (of: StepName): number => (DEAR.has(of) ? 12 : of === 'divide' || of === 'divide-guarded' || of === 'sqrt' ? 3 : 1)

/** A formula's value, and its derivatives by each of its names, as steps that kernels run. */
export class Derivatives {
  /** Steps of the tape whose values are kept for the backward pass, in their order. */
  private readonly kept: readonly number[]
  /** The names whose derivatives are kept instead, if that takes less work than the backward pass from kept values. */
  private readonly slopes: readonly number[] | undefined

  /** @param wired Of each name whether anything arrives there; where not, it is 0. */
  constructor(
    private readonly tape: Tape,
    private readonly wired: readonly boolean[],
  ) {
    this.kept = this.worthKeeping()
    this.slopes = this.worthKeepingSlopes()
  }

  /** How many numbers of each unit are kept for the backward pass. */
  get saved(): number {
    return (this.slopes ?? this.kept).length
  }

  /** y = f(x), and the kept values. */
  value(saves: boolean): Computation {
    const graph = new Graph()
    const values = this.values(graph, [], false)
    const y: Result = { part: values[this.tape.length - 1]!, to: 'y', added: false }
    const slopes = saves && this.slopes ? this.adjoints(graph, values, graph.number(1)) : undefined
    const kept = slopes ? this.slopes!.map((name) => slopes[name]!) : saves ? this.kept.map((at) => values[at]!) : []
    return { graph, results: [...kept.map((part, j): Result => ({ part, to: `saved${j}`, added: false })), y] }
  }

  /** dx += dy · ∂y/∂x for the names that are wired. */
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

  /** ∂y/∂x of every wired name, for a formula that does not mix units; absent if it is 0. */
  partials(saves: boolean): Computation {
    const graph = new Graph()
    if (saves && this.slopes) return this.results(graph, this.known(graph), 'slope')
    return this.results(graph, this.adjoints(graph, this.values(graph, saves ? this.kept : [], true), graph.number(1)), 'slope')
  }

  private results(graph: Graph, found: readonly (number | undefined)[], to: 'dx' | 'slope'): Computation {
    return { graph, results: found.flatMap((part, i) => (part !== undefined && this.wired[i] ? [{ part, to: `${to}${i}` as const, added: to === 'dx' }] : [])) }
  }

  /** The derivative by every name, of which some are kept. */
  private known(graph: Graph): readonly (number | undefined)[] {
    const slopes = this.adjoints(graph, this.values(graph, [], true), graph.number(1))
    this.slopes!.forEach((name, j) => (slopes[name] = graph.outer(`saved${j}`)))
    return slopes
  }

  /** The tangent of y, where those of the wired names are given. */
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
        // What a direction changes of each part is what an error there would be given.
        for (const to of new Set(parts)) {
          const from = tangents[to]
          if (from !== undefined) back(graph, instruction, values, i, from, (at, error) => at === to && add(to, error))
        }
        tangents.push(sum)
      }
    })
    return { graph, results: [{ part: tangents[this.tape.length - 1] ?? graph.number(0), to: 'slope0', added: false }] }
  }

  /** The parts of the graph with the values of the tape; `known`: the value of y exists already and is not computed. */
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
      if (saved.includes(i)) graph.keep(at, `saved${saved.indexOf(i)}`)
      else if (known && i === tape.length - 1) graph.keep(at, 'y')
    })
    return values
  }

  private ofTwo(graph: Graph, of: Binary, a: number, b: number): number {
    const leak = leakOf(graph, of, a, b)
    return leak === undefined ? graph.step(of, a, b) : graph.step('scaled-below', a, a, graph.number(leak))
  }

  /** The adjoint of every name, from that of y; undefined if none reaches it. */
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
        // Nothing goes back into numbers.
        if (tape[to]!.kind !== 'number') adjoints[to] = graph.sum(adjoints[to], part)
      })
    }
    return names
  }

  private worthKeeping(): number[] {
    const graph = new Graph()
    const values = this.values(graph, [], true)
    const dear = (at: number): boolean => {
      const part = graph.parts[at]!
      return part.kind === 'step' && DEAR.has(part.of) && values.includes(at)
    }
    const results = this.adjoints(graph, values, graph.outer('dy')).filter((part) => part !== undefined)
    // What only a kept value needs is not computed again.
    const needed = graph.needed(results, (at) => !dear(at))
    return needed
      .filter(dear)
      .map((at) => values.indexOf(at))
      .slice(0, MOST_SAVED)
  }

  private worthKeepingSlopes(): readonly number[] | undefined {
    // Of a formula over units, a derivative is a matrix.
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

/** The c of max(a, c · a), 0 < c < 1: a leaky rectifier, which takes one step instead of several. */
function leakOf(graph: Graph, of: Binary, a: number, b: number): number | undefined {
  const product = of === 'max' ? graph.parts[b] : undefined
  if (product?.kind !== 'step' || product.of !== 'multiply' || !product.parts.includes(a)) return undefined
  const other = graph.parts[product.parts.find((part) => part !== a) ?? a]!
  return other.kind === 'number' && other.value > 0 && other.value < 1 ? other.value : undefined
}

/** Hands the error of step `i` to the steps that it reads. */
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
        // Another power takes longer than a quotient; where a is 0 and b above 1, so is the power.
        if (of.kind === 'number' && of.value > 1 && !Number.isInteger(2 * of.value))
          return [() => step('multiply', step('multiply-guarded', d, step('divide-guarded', y, a)), b), undefined]
        // Of b = 0, and of a power that is 0, nothing changes, whatever the other factor.
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
