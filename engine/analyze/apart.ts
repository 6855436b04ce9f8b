import type { Network } from '../compile/network'
import { orderOps } from '../compile/op-order'

/**
 * Returns the network with all plain copies computed, so that each port has its own value and adjoint. Otherwise an
 * identity edge shares those of its source.
 */
export function apart(network: Network): Network {
  const ops = network.lowered.ops.map(({ copyOf: _, ...op }) => op)
  const lowered = { ...network.lowered, ops }
  return { ...network, lowered, opOrder: orderOps(lowered) }
}
