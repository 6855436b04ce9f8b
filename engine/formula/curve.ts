import { binary, unary } from './scalar'
import { tapeOf } from './tape'
import type { Formula } from './parse'

/** Samples of a formula of one name over a range: x, f(x) and f′(x), each [points]. */
export interface Curve {
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly slope: readonly number[]
}

/** Computes the curve of a formula of one name, for a single unit; undefined if it has no name or several. */
export function curveOf({ tree, names }: Pick<Formula, 'tree' | 'names'>, from: number, to: number, points: number): Curve | undefined {
  if (names.length !== 1) return undefined
  const tape = tapeOf(tree, names)
  const values = new Float64Array(tape.length)
  const slopes = new Float64Array(tape.length)
  const at = (x: number): readonly [y: number, slope: number] => {
    tape.forEach((step, i) => {
      if (step.kind === 'number') [values[i], slopes[i]] = [step.value, 0]
      else if (step.kind === 'input') [values[i], slopes[i]] = [x, 1]
      // Over a single unit, the sum and the mean are the value itself.
      else if (step.kind === 'over') [values[i], slopes[i]] = [values[step.a]!, slopes[step.a]!]
      else if (step.kind === 'unary') {
        const [a, da] = [values[step.a]!, slopes[step.a]!]
        values[i] = unary[step.of].value(a)
        slopes[i] = da === 0 ? 0 : da * unary[step.of].slope(a, values[i]!)
      } else {
        const { value, left, right } = binary[step.of]
        const [a, b, da, db] = [values[step.a]!, values[step.b]!, slopes[step.a]!, slopes[step.b]!]
        values[i] = value(a, b)
        slopes[i] = (da === 0 ? 0 : da * left(a, b)) + (db === 0 ? 0 : db * right(a, b))
      }
    })
    return [values[tape.length - 1]!, slopes[tape.length - 1]!]
  }
  const x = Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1))
  const found = x.map(at)
  return { x, y: found.map(([y]) => y), slope: found.map(([, slope]) => slope) }
}
