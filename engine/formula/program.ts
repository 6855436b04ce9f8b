import type { Computation } from './derivative'
import type { Outer } from './graph'
import type { StepName } from './steps'

/** An operand of a step: a register by its number, an address outside, or a constant. */
export type Operand = { readonly register: number } | { readonly outer: Outer } | { readonly number: number }

interface Line {
  readonly of: StepName
  readonly to: Operand
  readonly from: readonly Operand[]
}

/** Steps in the order in which kernels run them. */
export interface Program {
  readonly lines: readonly Line[]
  readonly registers: number
}

/** A step before it has registers; parts of the graph by their number. */
interface Draft {
  readonly of: StepName
  readonly part?: number
  readonly to?: Outer
  readonly from: readonly (number | Outer)[]
}

const FUSED: Readonly<Partial<Record<StepName, StepName>>> = { multiply: 'multiply-add', 'multiply-guarded': 'multiply-add-guarded' }

/** Orders the steps of a computation, joins products with the sums that they go into, and shares registers out. */
export function programOf({ graph, results }: Computation): Program {
  const order = graph.needed(results.map(({ part }) => part))
  const uses = new Map<number, number>()
  const use = (part: number): unknown => uses.set(part, (uses.get(part) ?? 0) + 1)
  for (const at of order) {
    const part = graph.parts[at]!
    if (part.kind === 'step') part.parts.forEach(use)
  }
  for (const { part } of results) use(part)
  /** The step that makes a part which only one other step reads. */
  const single = (at: number): { readonly of: StepName; readonly parts: readonly number[] } | undefined => {
    const part = graph.parts[at]!
    return part.kind === 'step' && uses.get(at) === 1 ? part : undefined
  }
  const drafts: Draft[] = []
  const joined = new Set<number>()
  /** a + b as one step, where one of them is a product. */
  const sum = (a: number | Outer, b: number): Omit<Draft, 'part' | 'to'> => {
    const step = single(b)
    const fused = step && FUSED[step.of]
    if (fused) {
      joined.add(b)
      return { of: fused, from: [...step.parts, a] }
    }
    if (step?.of === 'negate') {
      joined.add(b)
      return { of: 'subtract', from: [a, step.parts[0]!] }
    }
    return { of: 'add', from: [a, b] }
  }
  for (const at of order) {
    const part = graph.parts[at]!
    if (part.kind !== 'step') continue
    const [a, b] = part.parts
    if (part.of !== 'add') drafts.push({ of: part.of, part: at, from: part.parts })
    else drafts.push({ ...(single(a!) && FUSED[single(a!)!.of] ? sum(b!, a!) : sum(a!, b!)), part: at })
  }
  /** Parts that are computed at their destination. */
  const stored = new Map<number, Outer>()
  const ends: Draft[] = []
  for (const { part, to, added } of results) {
    if (added) ends.push({ ...sum(to, part), to })
    else if (graph.parts[part]!.kind === 'step' && !stored.has(part)) stored.set(part, to)
    else ends.push({ of: 'copy', from: [part], to })
  }
  return allocate([...drafts.filter(({ part }) => part === undefined || !joined.has(part)), ...ends], stored, (at) => {
    const part = graph.parts[at]!
    return part.kind === 'number' ? { number: part.value } : part.kind === 'outer' ? { outer: part.at } : undefined
  })
}

/** Gives every part a register for as long as it is read. */
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
  const lines = drafts.map(({ of, part, to, from }, i): Line => {
    const operands = from.map(operand)
    for (const read of new Set(from)) {
      const register = typeof read === 'number' && last.get(read) === i ? registers.get(read) : undefined
      // A step may overwrite its operand, number by number.
      if (register !== undefined) free.push(register)
    }
    if (to !== undefined) return { of, to: { outer: to }, from: operands }
    if (!stored.has(part!)) registers.set(part!, free.pop() ?? count++)
    return { of, to: operand(part!), from: operands }
  })
  return { lines, registers: count }
}
