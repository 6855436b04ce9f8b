import type { ParameterDeclaration } from '../../contract/lowering'
import { asDrawnBy, drawnBy } from '../model/drawn'
import { drawIndices } from '../model/initialize'
import type { Model } from '../model/model'
import { unpack, type Checkpoint } from './checkpoint'

const own = (texts: Readonly<Record<string, string>> | undefined, name: string): string | undefined =>
  texts && Object.hasOwn(texts, name) ? texts[name] : undefined

/** Returns the positions of a sparse parameter's entries in a checkpoint; undefined if it does not store them. */
export function positionsIn(checkpoint: Checkpoint, p: ParameterDeclaration): Int32Array | undefined {
  if (p.density === undefined) return undefined
  const stored = unpack(own(checkpoint.positions, p.name))
  const full = p.shape.reduce((a, b) => a * b, 1)
  if (stored?.every((at, i) => Number.isInteger(at) && at > (stored[i - 1] ?? -1) && at < full)) return Int32Array.from(stored)
  const by = own(checkpoint.drawn, p.name)
  return by === undefined ? undefined : drawIndices(asDrawnBy(p, by))
}

/** Returns whether a checkpoint's values of a sparse parameter belong to other positions than the model's. */
export function positionsDiffer(model: Model, checkpoint: Checkpoint, p: ParameterDeclaration): boolean {
  const indices = model.store.indices(p.name)
  const values = unpack(own(checkpoint.weights, p.name))
  const by = own(checkpoint.drawn, p.name)
  if (!indices || !values) return false
  if (own(checkpoint.positions, p.name) === undefined && (by === undefined || (by === drawnBy(p) && !model.placed.has(p.name)))) return false
  // Initial values of earlier settings need no positions: new initial values replace them.
  if (model.isOutdated(p.name, by, values)) return false
  const then = positionsIn(checkpoint, p)
  return then !== undefined && then.length === values.length && (then.length !== indices.length || then.some((at, i) => at !== indices[i]))
}
