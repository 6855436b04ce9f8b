import { nodeOf } from '../../document/ends'
import { frozenEntries } from '../../compile/stored'
import type { Model } from '../model/model'

/** The weights that a method with a Jacobian trains; each is one column of the Jacobian. */
export interface Columns {
  /** Positions in the trainable part of the store. */
  readonly positions: Int32Array
  /** Columns that share a covariance matrix: all of them, or those that feed one unit. */
  readonly groups: readonly Int32Array[]
}

/** Returns the trained weights without frozen ones and those with learning rate factor 0; if `decoupled`, grouped by the unit that they feed. */
export function columnsOf({ network, store, kernels }: Model, decoupled: boolean): Columns {
  const positions: number[] = []
  const units = new Map<string, number[]>()
  for (const p of store.declarations) {
    const { name, trainable, rate = 1, shape, node, edge } = p
    if (!trainable || rate === 0) continue
    const first = (store.address(name) - store.weights) / kernels.bytes
    const indices = store.indices(name)
    const target = node ?? network.document.edges[edge!]!.to
    const frozen = new Set(p.frozen ? frozenEntries(p, indices) : [])
    for (let i = 0; i < store.count(name); i++) {
      if (frozen.has(i)) continue
      const at = indices?.[i] ?? i
      const key = decoupled ? `${nodeOf(target)} ${shape.length === 2 ? Math.floor(at / shape[1]!) : at}` : ''
      const group = units.get(key)
      if (group) group.push(positions.length)
      else units.set(key, [positions.length])
      positions.push(first + i)
    }
  }
  return { positions: Int32Array.from(positions), groups: [...units.values()].map((group) => Int32Array.from(group)) }
}
