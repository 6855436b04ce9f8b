import { frozenEntries } from '../../compile/stored'
import type { Model } from '../model/model'

/** The numbers that a method with a Jacobian trains: its columns. */
export interface Columns {
  /** Positions in the trainable part of the store. */
  readonly positions: Int32Array
  /** Columns whose covariance is kept: all together, or those into one unit. */
  readonly groups: readonly Int32Array[]
}

/** All trained numbers that are not frozen and that no factor of the learning rate holds still; `decoupled` by the unit into which they go. */
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
      const key = decoupled ? `${target.split('.')[0]} ${shape.length === 2 ? Math.floor(at / shape[1]!) : at}` : ''
      const group = units.get(key)
      if (group) group.push(positions.length)
      else units.set(key, [positions.length])
      positions.push(first + i)
    }
  }
  return { positions: Int32Array.from(positions), groups: [...units.values()].map((group) => Int32Array.from(group)) }
}
