import { problem, type Problem, type Repair } from '../base/problem'
import type { GraphDocument } from '../document/types'
import type { Sequence, Unit } from './types'

/** Where the first number stands that no probability is. */
interface Outside {
  readonly sequence: number
  readonly step: number
  readonly unit: number
  readonly value: number
}

/**
 * Cross-entropy is of probabilities: −Σ d ln y has no least value where a target d lies outside 0 … 1, and falls without
 * end. The first such target of each output, with cures that this document has.
 */
export function entropyProblems(
  document: GraphDocument, outputs: readonly string[], sizes: Readonly<Record<string, number>>, sequences: readonly Sequence[],
  units: Readonly<Record<string, readonly Unit[]>>,
): Problem[] {
  return outputs.flatMap((id) => {
    const node = document.nodes[id]!
    if (node.loss !== 'cross-entropy' || node.ablation !== undefined) return []
    const outside = firstOutside(id, sizes[id] ?? 0, sequences)
    const found = outside ?? firstShifted(id, sizes[id] ?? 0, sequences, units[id])
    if (!found) return []
    const { data } = document
    const unit = units[id]?.[found.unit]
    const normalized = data?.kind === 'file' && (data.normalize ?? 'none') !== 'none'
    const own = unscaled(found.value, unit)
    const repairs: Repair[] = [{ kind: 'squared-error', node: id }]
    // Where only the scaling has led out of 0 … 1, the numbers as they are would do.
    const sound = normalized && own >= 0 && own <= 1
    if (sound) repairs.unshift({ kind: 'drop-normalize' })
    // Classes that are counted 0, 1, 2, …
    else if (data?.kind === 'file' && Number.isInteger(own)) repairs.push({ kind: 'set-encoding', node: id, encoding: 'one-hot' })
    // What is shifted lies within 0 … 1 and is another class; where it would do no better unshifted, that is what is wrong.
    const got = rounded(outside || sound ? found.value : own)
    const values = { node: id, column: unit?.column ?? id, got, own: rounded(own), sequence: found.sequence, step: found.step }
    return [problem('loss-activation', !sound ? 'entropy-targets' : outside ? 'entropy-normalized' : 'entropy-constant', values, { nodes: [id], path: `/nodes/${id}/loss`, repairs })]
  })
}

/** A target of a column that never changes in the training part: normalizing only shifts it, which makes another class of a 1. */
function firstShifted(id: string, size: number, sequences: readonly Sequence[], units: readonly Unit[] = []): Outside | undefined {
  const moved = units.flatMap(({ constant, mean }, unit) => (constant === true && mean !== 0 ? [unit] : []))
  for (const unit of moved)
    for (const [s, { targets: { [id]: target } }] of sequences.entries()) {
      const step = target?.present.indexOf(1) ?? -1
      if (step >= 0) return { sequence: s, step, unit, value: target!.values[step * size + unit]! }
    }
  return undefined
}

/** A number back in the unit of its column, without what scaling to and fro has left of a 0 or a 1. */
function unscaled(value: number, { mean, deviation }: Pick<Unit, 'mean' | 'deviation'> = { mean: 0, deviation: 1 }): number {
  const own = value * deviation + mean
  const whole = Math.round(own)
  return Math.abs(own - whole) <= 1e-12 * (Math.abs(mean) + deviation) ? whole + 0 : own
}

/** Six digits, or all where six would say that it is within 0 … 1. */
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
