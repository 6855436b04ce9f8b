import { problem, type Problem } from '../base/problem'
import type { Op } from '../contract/op'
import type { Lowered } from './lower'
import type { Output } from './output'

/**
 * Reports feedback that prevents a closed form, for which outputs must be linear in the trained weights: a fitted
 * output that feeds an output, unless its target replaces it there (`teacherForcing`).
 */
export function feedbackProblems(lowered: Lowered, outputs: readonly Output[], path: string): Problem[] {
  const trainable = new Set([...lowered.parameters, ...lowered.mirrors].filter((p) => p.trainable).map((p) => p.name))
  const readers: Op[][] = lowered.slots.map(() => [])
  for (const op of lowered.ops) {
    // The inputs of a `force` op are targets, which do not depend on weights.
    if (op.kind === 'force') continue
    for (const slot of op.reads) readers[slot.index]!.push(op)
    for (const { slot } of op.latched) readers[slot.index]!.push(op)
  }
  const nets = new Map(outputs.map((o) => [o.net.index, o.id]))
  const found: Problem[] = []
  for (const output of outputs) {
    const fitted = lowered.ops.some((op) => op.writes === output.net && op.parameters.some((p) => trainable.has(p.name)))
    if (!fitted) continue
    const seen = new Set([output.net.index])
    const reached = new Set<string>()
    for (const slot of seen)
      for (const op of readers[slot]!) {
        const home = nets.get(op.writes.index)
        if (home !== undefined) reached.add(home)
        seen.add(op.writes.index)
      }
    if (reached.size > 0)
      found.push(
        problem(
          'readout-not-linear',
          'readout-feedback',
          { node: output.id, reached: [...reached].join(', ') },
          { nodes: [output.id, ...[...reached].filter((id) => id !== output.id)], path },
        ),
      )
  }
  return found
}
