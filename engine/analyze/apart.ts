import type { Network } from '../compile/network'
import { orderOps } from '../compile/op-order'

/**
 * The network without removed copies, so that each port has a value and an adjoint of its own: an identity edge
 * otherwise shares those of its source.
 */
export function apart(network: Network): Network {
  const ops = network.lowered.ops.map(({ copyOf: _, ...op }) => op)
  const lowered = { ...network.lowered, ops }
  return { ...network, lowered, opOrder: orderOps(lowered) }
}
