import type { Op } from '../contract/op'
import type { Lowered } from './lower'
import type { Group, OpOrder } from './op-order'

/** A loop with trained projections, the only parameters that the Jacobian of a step depends on directly. */
export interface TrainedLoop {
  readonly group: Group
  readonly projections: readonly Op[]
}

export function trainedLoops({ parameters, mirrors }: Pick<Lowered, 'parameters' | 'mirrors'>, { groups }: Pick<OpOrder, 'groups'>): TrainedLoop[] {
  const trained = new Set([...parameters, ...mirrors].flatMap((p) => (p.trainable ? [p.name] : [])))
  return groups.flatMap((group) => {
    if (!group.recurrent) return []
    const projections = group.ops.filter((op) => op.reads.length > 0 && op.parameters.some((p) => trained.has(p.name)))
    return projections.length > 0 ? [{ group, projections }] : []
  })
}
