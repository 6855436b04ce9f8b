import { problem, type Problem } from '../base/problem'
import type { Program } from '../compile/program'

/** Where the first value, or else the first gradient, that is not finite stands: node, wire and step. */
export function nonFinitePlace(program: Program): Problem {
  const { tape, kernels, network, store } = program
  for (let s = 0; s < tape.steps; s++) {
    const first = tape.rowStart[s]!
    const rows = tape.rowStart[s + 1]! - first
    for (const group of network.schedule.groups)
      for (const op of group.ops) {
        const slot = op.writes
        if (kernels.finite(rows * slot.size, program.value(slot) + first * slot.size * kernels.bytes)) continue
        const step = tape.base + s
        return problem('not-finite', 'not-finite-training', { what: slot.name, where: op.edge ?? op.node, step }, {
          nodes: [op.node], edges: op.edge ? [op.edge] : [],
        })
      }
  }
  const wrong = store.declarations.find((p) => p.trainable && !kernels.finite(store.count(p.name), store.gradientAddress(p.name)))
  const name = wrong?.name ?? ''
  return problem('not-finite', 'not-finite-gradient', { name }, {
    nodes: wrong?.node ? [wrong.node] : [], edges: wrong?.edge ? [wrong.edge] : [],
  })
}
