import { binary, unary, type Binary, type Unary } from './scalar'
import type { Operation, Tree } from './tree'

/** One step of a formula: a register computed from earlier ones. */
type Instruction =
  | { readonly kind: 'number'; readonly value: number }
  /** The value of name number `index`. */
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'unary'; readonly of: Unary; readonly a: number }
  | { readonly kind: 'binary'; readonly of: Binary; readonly a: number; readonly b: number }
  /** Over the units of a row. */
  | { readonly kind: 'over'; readonly mean: boolean; readonly a: number }

/** A formula as a list of steps; the value of the last one is the value of the formula. */
export type Tape = readonly Instruction[]

/** Converts a tree to a list of steps, with common subexpressions merged and constants folded. */
export function tapeOf(tree: Tree, names: readonly string[]): Tape {
  const tape: Instruction[] = []
  const known = new Map<string, number>()
  const add = (instruction: Instruction): number => {
    const key = JSON.stringify(instruction)
    let at = known.get(key)
    if (at === undefined) {
      at = tape.push(instruction) - 1
      known.set(key, at)
    }
    return at
  }
  const numberAt = (at: number): number | undefined => {
    const instruction = tape[at]!
    return instruction.kind === 'number' ? instruction.value : undefined
  }
  /** Returns the a of a + |a|; undefined for other steps. */
  const withItsMagnitude = (at: number): number | undefined => {
    const sum = tape[at]!
    if (sum.kind !== 'binary' || sum.of !== 'add') return undefined
    const isMagnitude = (of: number, a: number): boolean => {
      const part = tape[of]!
      return part.kind === 'unary' && part.of === 'abs' && part.a === a
    }
    return isMagnitude(sum.b, sum.a) ? sum.a : isMagnitude(sum.a, sum.b) ? sum.b : undefined
  }
  const visit = (part: Tree): number => {
    if (part.kind === 'number') return add({ kind: 'number', value: part.value })
    if (part.kind === 'name') return add({ kind: 'input', index: names.indexOf(part.name) })
    const [a = 0, b] = part.arguments.map(visit)
    const { of } = part
    if (of === 'sum' || of === 'mean') return add({ kind: 'over', mean: of === 'mean', a })
    const left = numberAt(a)
    if (b === undefined) {
      const name = of as Unary
      const value = left === undefined ? undefined : unary[name].value(left)
      return add(value === undefined || !Number.isFinite(value) ? { kind: 'unary', of: name, a } : { kind: 'number', value })
    }
    const right = numberAt(b)
    const name = of as Exclude<Operation, Unary> & Binary
    const value = left === undefined || right === undefined ? undefined : binary[name].value(left, right)
    const half = name === 'multiply' ? (right === 0.5 ? a : left === 0.5 ? b : undefined) : name === 'divide' && right === 2 ? a : undefined
    const rectified = half === undefined ? undefined : withItsMagnitude(half)
    if (rectified !== undefined) return add({ kind: 'unary', of: 'rectified', a: rectified })
    return add(value === undefined || !Number.isFinite(value) ? { kind: 'binary', of: name, a, b } : { kind: 'number', value })
  }
  const last = visit(tree)
  return pruned(tape, last)
}

/** Removes steps that the result does not need. */
function pruned(tape: Tape, last: number): Tape {
  const needed = new Set([last])
  for (let i = last; i >= 0; i--) {
    if (!needed.has(i)) continue
    const { kind, ...rest } = tape[i]!
    if (kind === 'unary' || kind === 'binary' || kind === 'over') for (const at of partsOf(rest as { a: number; b?: number })) needed.add(at)
  }
  const places = new Map<number, number>()
  const kept: Instruction[] = []
  tape.forEach((instruction, i) => {
    if (!needed.has(i)) return
    places.set(i, kept.length)
    if (instruction.kind === 'binary') kept.push({ ...instruction, a: places.get(instruction.a)!, b: places.get(instruction.b)! })
    else if (instruction.kind === 'unary' || instruction.kind === 'over') kept.push({ ...instruction, a: places.get(instruction.a)! })
    else kept.push(instruction)
  })
  // The value of the formula comes last, even if it is also one of its parts.
  return kept
}

const partsOf = ({ a, b }: { readonly a: number; readonly b?: number }): readonly number[] => (b === undefined ? [a] : [a, b])
