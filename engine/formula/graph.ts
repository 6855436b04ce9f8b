import { binary, unary, type Unary } from './scalar'
import type { StepName } from './steps'

/** An operand outside the registers: the value of a name or of the formula, an adjoint, a tangent, or a saved value. */
export type Outer = `${'x' | 'dx' | 'saved' | 'tangent' | 'slope'}${number}` | 'y' | 'dy'

/** `parts` are earlier parts of the graph. */
interface Step {
  readonly kind: 'step'
  readonly of: StepName
  readonly parts: readonly number[]
}

type Part = { readonly kind: 'number'; readonly value: number } | { readonly kind: 'outer'; readonly at: Outer } | Step

/** Commutative steps. */
const COMMUTATIVE: ReadonlySet<StepName | Unary> = new Set(['add', 'multiply', 'min', 'max'] as const)

const MIRRORED = {
  'where-at-least': 'where-at-most',
  'where-at-most': 'where-at-least',
  'where-not-at-least': 'where-not-at-most',
  'where-not-at-most': 'where-not-at-least',
} as const

/** Returns whether n is a power of 2, so that products with n are exact, except near overflow or underflow. */
const isPowerOfTwo = (n: number): boolean => Math.abs(n) < 2 ** 60 && Math.abs(n) > 2 ** -60 && Number.isInteger(Math.log2(Math.abs(n)))

const value = (of: StepName | Unary): ((a: number, b: number) => number) | undefined =>
  Object.hasOwn(unary, of)
    ? unary[of as Unary].value
    : Object.hasOwn(binary, of)
      ? (binary as Readonly<Record<string, { value(a: number, b: number): number }>>)[of]!.value
      : undefined

/** The steps of a formula as a graph, with common subexpressions merged, constants folded, and some steps replaced by cheaper ones. */
export class Graph {
  readonly parts: Part[] = []
  private readonly known = new Map<string, number>()

  number(n: number): number {
    return this.part(`${Object.is(n, -0) ? '-0' : n}`, { kind: 'number', value: n })
  }

  outer(at: Outer): number {
    return this.part(at, { kind: 'outer', at })
  }

  /** Adds a step and returns its part; returns an operand instead if the step would change nothing, not even the sign of zero. */
  step(of: StepName | Unary, ...parts: number[]): number {
    const [a = 0, b = 0] = parts
    const [left, right] = [this.valueOf(a), this.valueOf(b)]
    const compute = value(of)
    if (compute && left !== undefined && (parts.length === 1 || right !== undefined)) return this.number(compute(left, right!))
    // Constants are the second operand of commutative steps.
    if (left !== undefined && COMMUTATIVE.has(of)) return this.step(of, b, a)
    switch (of) {
      case 'multiply': {
        if (right === 1) return a
        if (right === -1) return this.step('negate', a)
        // Products with powers of 2 are exact: (x · 2) · 0.5 is x.
        const inner = this.parts[a]!
        if (right === undefined || !isPowerOfTwo(right) || inner.kind !== 'step' || inner.of !== 'multiply') break
        const factor = this.valueOf(inner.parts[1]!)
        if (factor !== undefined && isPowerOfTwo(factor)) return this.step('multiply', inner.parts[0]!, this.number(factor * right))
        break
      }
      case 'multiply-guarded':
        if (left === 0) return a
        // A product with a finite constant needs no guard, on either side.
        if (left !== undefined) return this.step('multiply', b, a)
        if (right !== undefined && Number.isFinite(right)) return this.step('multiply', a, b)
        break
      case 'divide':
        if (right !== undefined && isPowerOfTwo(right)) return this.step('multiply', a, this.number(1 / right))
        break
      case 'divide-guarded':
        if (left === 1) return this.step('divide', a, b)
        if (right !== undefined && right !== 0) return this.step('multiply', a, this.number(1 / right))
        break
      case 'add': {
        if (Object.is(right, -0)) return a
        const negated = this.negated(b)
        if (negated !== undefined) return this.step('subtract', a, negated)
        break
      }
      case 'subtract': {
        if (Object.is(right, 0)) return a
        if (Object.is(left, -0)) return this.step('negate', b)
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
        break
      }
      case 'tan':
        return this.step('divide', this.step('sin', a), this.step('cos', a))
      case 'erf':
        return this.part(key(of, parts), { kind: 'step', of, parts: [a, this.step('exp', this.step('negate', this.step('multiply', a, a)))] })
      case 'rectified':
        return this.step('relu', a)
      case 'max':
        if (Number.isNaN(right)) return b
        if (right !== undefined) return right === 0 ? this.step('relu', a) : this.step('at-least', a, b)
        break
      case 'min':
        if (Number.isNaN(right)) return b
        if (right !== undefined && !Object.is(right, -0)) return this.step('at-most', a, b)
        break
      case 'where-at-least':
      case 'where-not-at-least':
      case 'where-at-most':
      case 'where-not-at-most':
        // b ≥ c is c ≤ b: move a constant to the end.
        if (right !== undefined && this.valueOf(parts[2]!) === undefined) return this.step(MIRRORED[of], a, parts[2]!, b)
        break
      case 'power': {
        const found = right === undefined ? undefined : this.power(a, right)
        if (found !== undefined) return found
      }
    }
    return this.part(key(of, parts), { kind: 'step', of, parts })
  }

  /** Returns a to the power of a small multiple of ½, from products and square roots; undefined for other powers. */
  private power(a: number, exponent: number): number | undefined {
    if (exponent === 0) return this.number(1)
    if (exponent === 1) return a
    if (Number.isInteger(exponent - 0.5) && Math.abs(exponent) < 4) {
      // Fractional powers have no negative zero: adding 0 turns −0 into 0.
      const base = this.step('add', a, this.number(0))
      const root = this.step('sqrt', base)
      if (exponent === 0.5) return root
      return exponent < 0 ? this.step('divide', this.number(1), this.power(a, -exponent)!) : this.step('multiply', this.power(base, exponent - 0.5)!, root)
    }
    if (!Number.isInteger(exponent) || exponent > 8) return undefined
    if (exponent < 0) {
      const inverse = exponent >= -2 ? this.power(a, -exponent) : undefined
      return inverse === undefined ? undefined : this.step('divide', this.number(1), inverse)
    }
    const half = this.power(a, Math.floor(exponent / 2))!
    const square = this.step('multiply', half, half)
    return exponent % 2 === 0 ? square : this.step('multiply', square, a)
  }

  /** Replaces a step by its value, which is already stored at `at`. */
  replaceByStored(step: number, at: Outer): void {
    if (this.parts[step]!.kind === 'step') this.parts[step] = { kind: 'outer', at }
  }

  /** Returns the part a + b; b if a is absent. */
  sum(a: number | undefined, b: number): number {
    if (a === undefined) return b
    const negated = this.negated(a)
    return negated === undefined ? this.step('add', a, b) : this.step('subtract', b, negated)
  }

  /** Returns the parts that results need, operands first. @param passes whether the operands of a part are needed too. */
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

  /** Returns the total cost of the steps that results need. */
  cost(results: readonly number[], costOf: (of: StepName) => number): number {
    return this.needed(results).reduce((sum, at) => {
      const part = this.parts[at]!
      return sum + (part.kind === 'step' ? costOf(part.of) : 0)
    }, 0)
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

const key = (of: StepName | Unary, parts: readonly number[]): string => `${of} ${parts.join()}`
