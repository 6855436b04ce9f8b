import type { Computation } from './derivative'
import type { Outer } from './graph'
import { ADDABLE, type StepName } from './steps'

/** An operand of a step: a register by its number, a value outside the registers, or a constant. */
export type Operand = { readonly register: number } | { readonly outer: Outer } | { readonly number: number }

interface Line {
  readonly of: StepName
  readonly to: Operand
  readonly from: readonly Operand[]
  /** Whether its result is added to the value at `to`. */
  readonly adds: boolean
}

/** Steps in the order in which kernels run them. */
export interface Program {
  readonly lines: readonly Line[]
  readonly registers: number
}

/** A step before registers are allocated; it names parts of the graph by their number. */
interface Draft {
  readonly of: StepName
  readonly part?: number
  readonly to?: Outer
  readonly from: readonly (number | Outer)[]
  readonly adds?: boolean
}

type Fused = Pick<Draft, 'of' | 'from'>

/** Orders the steps of a computation, fuses products with the sums that use them, and allocates registers. */
export function programOf({ graph, results }: Computation): Program {
  const order = graph.needed(results.map(({ part }) => part))
  const uses = new Map<number, number>()
  const use = (part: number): unknown => uses.set(part, (uses.get(part) ?? 0) + 1)
  for (const at of order) {
    const part = graph.parts[at]!
    if (part.kind === 'step') part.parts.forEach(use)
  }
  for (const { part } of results) use(part)
  const drafts = new Map<number, Draft>()
  /** Returns the step that computes a part, if only one other step reads that part. */
  const single = (at: number | Outer): Draft | undefined => (typeof at === 'number' && uses.get(at) === 1 ? drafts.get(at) : undefined)
  /** Returns a step that replaces the one that computes a part, and also does the work of its reader. */
  const joined = (at: number | Outer, of: StepName, ...others: (number | Outer)[]): Fused => {
    const { from } = drafts.get(at as number)!
    drafts.delete(at as number)
    return { of, from: [...from, ...others] }
  }
  const sum = (a: number | Outer, b: number): Fused => {
    for (const [at, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const of = single(at)?.of
      if (of === 'multiply') return joined(at, 'multiply-add', other)
      if (of === 'multiply-guarded') return joined(at, 'multiply-add-guarded', other)
    }
    if (single(b)?.of !== 'negate') return { of: 'add', from: [a, b] }
    return { of: 'subtract', from: [a, ...joined(b, 'negate').from] }
  }
  const difference = (a: number, b: number): Fused => {
    if (single(a)?.of === 'multiply') return joined(a, 'multiply-subtract', b)
    if (single(b)?.of === 'multiply') return joined(b, 'subtract-product', a)
    return { of: 'subtract', from: [a, b] }
  }
  const product = (a: number, b: number): Fused => {
    for (const [at, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const of = single(at)?.of
      if (of === 'add') return joined(at, 'add-multiply', other)
      if (of === 'subtract') return joined(at, 'subtract-multiply', other)
    }
    return { of: 'multiply', from: [a, b] }
  }
  for (const at of order) {
    const part = graph.parts[at]!
    if (part.kind !== 'step') continue
    const [a, b] = part.parts as [number, number]
    const { of } = part
    const fused = of === 'add' ? sum(a, b) : of === 'subtract' ? difference(a, b) : of === 'multiply' ? product(a, b) : { of, from: part.parts }
    drafts.set(at, { ...fused, part: at })
  }
  /** Returns the step that adds a result to the value at its destination. */
  const last = (to: Outer, at: number): Draft => {
    const of = single(at)?.of
    return of && ADDABLE.has(of) ? { ...joined(at, of), to, adds: true } : { ...sum(to, at), to }
  }
  /** Parts that are computed directly at their destination. */
  const stored = new Map<number, Outer>()
  const ends: Draft[] = []
  for (const { part, to, added } of results) {
    if (added) ends.push(last(to, part))
    else if (graph.parts[part]!.kind === 'step' && !stored.has(part)) stored.set(part, to)
    else ends.push({ of: 'copy', from: [part], to })
  }
  return allocate([...drafts.values(), ...ends], stored, (at) => {
    const part = graph.parts[at]!
    return part.kind === 'number' ? { number: part.value } : part.kind === 'outer' ? { outer: part.at } : undefined
  })
}

/** Allocates a register to every part until its last use. */
function allocate(drafts: readonly Draft[], stored: ReadonlyMap<number, Outer>, fixed: (part: number) => Operand | undefined): Program {
  const last = new Map<number, number>()
  drafts.forEach(({ from }, i) => {
    for (const part of from) if (typeof part === 'number') last.set(part, i)
  })
  const registers = new Map<number, number>()
  const free: number[] = []
  let count = 0
  const operand = (part: number | Outer): Operand => {
    if (typeof part !== 'number') return { outer: part }
    const outer = stored.get(part)
    return fixed(part) ?? (outer === undefined ? { register: registers.get(part)! } : { outer })
  }
  const lines = drafts.map(({ of, part, to, from, adds = false }, i): Line => {
    const operands = from.map(operand)
    for (const read of new Set(from)) {
      const register = typeof read === 'number' && last.get(read) === i ? registers.get(read) : undefined
      // A step may overwrite its operand, number by number.
      if (register !== undefined) free.push(register)
    }
    if (to !== undefined) return { of, to: { outer: to }, from: operands, adds }
    if (!stored.has(part!)) registers.set(part!, free.pop() ?? count++)
    return { of, to: operand(part!), from: operands, adds }
  })
  return { lines, registers: count }
}
