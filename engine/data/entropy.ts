import { problem, type Problem, type Repair } from '../base/problem'
import type { GraphDocument } from '../document/types'
import { normalizeOf } from '../document/tables'
import type { Sequence, Unit } from './types'
import { lossOf, type Loss } from '../kinds/losses'

/** The first target that is not a probability. */
interface Outside {
  readonly sequence: number
  readonly step: number
  readonly unit: number
  readonly value: number
}

/**
 * Checks the targets of cross-entropy −Σ d ln y, which is unbounded below if a target d lies outside 0 … 1. Reports the
 * first such target of each output, with the repairs that apply to this document.
 */
export function entropyProblems(
  document: GraphDocument,
  outputs: readonly string[],
  sizes: Readonly<Record<string, number>>,
  sequences: readonly Sequence[],
  units: Readonly<Record<string, readonly Unit[]>>,
): Problem[] {
  return outputs.flatMap((id) => {
    const node = document.nodes[id]!
    if (node.loss === undefined || lossOf(node.loss as Loss).targets === 'numbers' || node.ablation !== undefined) return []
    const outside = firstOutside(id, sizes[id] ?? 0, sequences)
    const found = outside ?? firstShifted(id, sizes[id] ?? 0, sequences, units[id])
    if (!found) return []
    const { data } = document
    const unit = units[id]?.[found.unit]
    const normalized = normalizeOf(data) !== 'none'
    const own = unscaled(found.value, unit)
    const repairs: Repair[] = [{ kind: 'squared-error', node: id }]
    // If the unnormalized target lies within 0 … 1, the repair is to drop normalization.
    const sound = normalized && own >= 0 && own <= 1
    if (sound) repairs.unshift({ kind: 'drop-normalize' })
    // Classes numbered 0, 1, 2, …
    else if (data?.kind === 'file' && Number.isInteger(own)) repairs.push({ kind: 'set-encoding', node: id, encoding: 'one-hot' })
    // A shifted target lies within 0 … 1 but means another class. If it would be wrong unshifted too, report that value.
    const got = rounded(outside || sound ? found.value : own)
    const values = { node: id, column: unit?.column ?? id, got, own: rounded(own), sequence: found.sequence, step: found.step }
    return [
      problem('loss-activation', !sound ? 'entropy-targets' : outside ? 'entropy-normalized' : 'entropy-constant', values, {
        nodes: [id],
        path: `/nodes/${id}/loss`,
        repairs,
      }),
    ]
  })
}

/** Finds a target of a column that is constant in the training part: normalization only shifts it, and turns a 1 into another class. */
function firstShifted(id: string, size: number, sequences: readonly Sequence[], units: readonly Unit[] = []): Outside | undefined {
  const moved = units.flatMap(({ constant, mean }, unit) => (constant === true && mean !== 0 ? [unit] : []))
  for (const unit of moved)
    for (const [
      s,
      {
        targets: { [id]: target },
      },
    ] of sequences.entries()) {
      const step = target?.present.indexOf(1) ?? -1
      if (step >= 0) return { sequence: s, step, unit, value: target!.values[step * size + unit]! }
    }
  return undefined
}

/** Converts a value back to the unit of its column, and removes rounding errors from a 0 or 1. */
function unscaled(value: number, { mean, deviation }: Pick<Unit, 'mean' | 'deviation'> = { mean: 0, deviation: 1 }): number {
  const own = value * deviation + mean
  const whole = Math.round(own)
  return Math.abs(own - whole) <= 1e-12 * (Math.abs(mean) + deviation) ? whole + 0 : own
}

/** Formats with six digits, or with all if six would wrongly show a value within 0 … 1. */
function rounded(value: number): string {
  const short = Number(value.toPrecision(6))
  return String(short >= 0 && short <= 1 && !(value >= 0 && value <= 1) ? value : short)
}

function firstOutside(id: string, size: number, sequences: readonly Sequence[]): Outside | undefined {
  for (const [s, { targets, length }] of sequences.entries()) {
    const target = targets[id]
    if (!target) continue
    for (let t = 0; t < length; t++) {
      if (target.present[t] === 0) continue
      for (let i = t * size; i < (t + 1) * size; i++) {
        const value = target.values[i]!
        if (!(value >= 0 && value <= 1)) return { sequence: s, step: t, unit: i - t * size, value }
      }
    }
  }
  return undefined
}
