import { binary, unary, type Unary } from './scalar'
import type { StepName } from './steps'

/** An operand outside the registers: the value of a name or of the formula, an adjoint, a tangent, or a saved value. */
export type Outer = `${'x' | 'dx' | 'saved' | 'tangent' | 'slope'}${number}` | 'y' | 'dy'

type Part =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'outer'; readonly at: Outer }
  /** `parts` are earlier parts of the graph. */
  | { readonly kind: 'step'; readonly of: StepName; readonly parts: readonly number[] }

const value = (of: StepName): ((a: number, b: number) => number) | undefined =>
  Object.hasOwn(unary, of)
    ? unary[of as Unary].value
    : Object.hasOwn(binary, of)
      ? (binary as Readonly<Record<string, { value(a: number, b: number): number }>>)[of]!.value
      : undefined

/** Steps on numbers of formulas, as a graph: equal parts are one, and what depends on nothing is computed now. */
export class Graph {
  readonly parts: Part[] = []
  private readonly known = new Map<string, number>()

  number(n: number): number {
    return this.part(`${Object.is(n, -0) ? '-0' : n}`, { kind: 'number', value: n })
  }

  outer(at: Outer): number {
    return this.part(at, { kind: 'outer', at })
  }

  /** A step; those that change nothing are left out. */
  step(of: StepName, ...parts: number[]): number {
    const [a = 0, b = 0] = parts
    const [left, right] = [this.valueOf(a), this.valueOf(b)]
    const compute = value(of)
    if (compute && left !== undefined && (parts.length === 1 || right !== undefined)) return this.number(compute(left, right!))
    switch (of) {
      case 'multiply':
        if (left === 1) return b
        if (left === -1) return this.step('negate', b)
        if (right === -1) return this.step('negate', a)
        if (right === 1) return a
        break
      case 'multiply-guarded':
        // With a number that is finite there is nothing to guard.
        if (left === 1) return b
        if (right !== undefined && Number.isFinite(right)) return this.step('multiply', a, b)
        break
      case 'divide':
        if (right === 1) return a
        break
      case 'divide-guarded':
        if (left === 1) return this.step('divide', a, b)
        if (right !== undefined && right !== 0) return this.step('multiply', a, this.number(1 / right))
        break
      case 'add': {
        if (left === 0) return b
        if (right === 0) return a
        const negated = this.negated(b)
        if (negated !== undefined) return this.step('subtract', a, negated)
        break
      }
      case 'subtract': {
        if (right === 0) return a
        if (left === 0) return this.step('negate', b)
        const negated = this.negated(b)
        if (negated !== undefined) return this.step('add', a, negated)
        break
      }
      case 'negate': {
        const negated = this.negated(a)
        if (negated !== undefined) return negated
        break
      }
      case 'exp': {
        // A division is cheaper than another exponential.
        const negated = this.negated(a)
        const inverse = negated === undefined ? undefined : this.known.get(key('exp', [negated]))
        if (inverse !== undefined) return this.step('divide', this.number(1), inverse)
      }
    }
    return this.part(key(of, parts), { kind: 'step', of, parts })
  }

  /** Marks a step as not to be computed, because its value is at `at`. */
  keep(step: number, at: Outer): void {
    if (this.parts[step]!.kind === 'step') this.parts[step] = { kind: 'outer', at }
  }

  /** a + b, where a may be absent. */
  sum(a: number | undefined, b: number): number {
    if (a === undefined) return b
    const negated = this.negated(a)
    return negated === undefined ? this.step('add', a, b) : this.step('subtract', b, negated)
  }

  /** Parts that results need, before those that read them. */
  needed(results: readonly number[], passes: (at: number) => boolean = () => true): readonly number[] {
    const found = new Set<number>()
    // Parts come after their operands.
    const wanted = new Set(results)
    for (let at = this.parts.length - 1; at >= 0; at--) {
      if (!wanted.has(at)) continue
      found.add(at)
      const part = this.parts[at]!
      if (part.kind === 'step' && passes(at)) for (const read of part.parts) wanted.add(read)
    }
    return [...found].reverse()
  }

  private valueOf(at: number): number | undefined {
    const part = this.parts[at]
    return part?.kind === 'number' ? part.value : undefined
  }

  private negated(at: number): number | undefined {
    const part = this.parts[at]
    return part?.kind === 'step' && part.of === 'negate' ? part.parts[0] : undefined
  }

  private part(name: string, part: Part): number {
    let at = this.known.get(name)
    if (at === undefined) {
      at = this.parts.push(part) - 1
      this.known.set(name, at)
    }
    return at
  }
}

const key = (of: StepName, parts: readonly number[]): string => `${of} ${parts.join()}`
