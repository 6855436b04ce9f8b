import { problem, type Problem } from '../base/problem'
import { limits } from '../document/limits'
import type { Model } from '../learn/model/model'
import { gigabytes, weightBytes } from '../learn/model/weight-bytes'
import { Refusal } from './careful'

const needed = new WeakMap<Model, Map<number, number>>()

/**
 * Why there is no memory for a copy of a model, with a program, beside the model itself and those that it was copied
 * from; undefined if there is.
 * @param bytes Bytes per number in the copy.
 */
export function copyProblem(model: Model, bytes: number = model.kernels.bytes): Problem | undefined {
  const known = needed.get(model) ?? new Map<number, number>()
  needed.set(model, known)
  const own = known.get(bytes) ?? weightBytes(model.network, bytes, { adjoints: false, sequences: 1 })
  known.set(bytes, own)
  const size = model.arena.mark() + model.originBytes + own
  if (size <= limits.memory) return undefined
  return problem('limit-exceeded', 'memory-over-copy', { size: gigabytes(size), limit: gigabytes(limits.memory) })
}

/** @throws Refusal if there is no memory for a copy. */
export function refuseCopy(model: Model, bytes?: number): void {
  const found = copyProblem(model, bytes)
  if (found) throw new Refusal(found)
}
