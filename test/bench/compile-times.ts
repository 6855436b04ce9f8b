import { compile } from '../../engine/compile'
import type { EdgeSpec, GraphDocument, NodeSpec } from '../../engine/document/types'
import { Model } from '../../engine/learn/model/model'
import { registry } from '../../nodes'
import { median } from './measure'
import { networkOf } from './workloads'

/** Layers in a row, each with a copy of itself that feeds it: half of the nodes are contexts. */
function chain(nodes: number): GraphDocument {
  const list: Record<string, NodeSpec> = { x: { type: 'input', size: 4 }, y: { type: 'output', size: 2 } }
  const edges: Record<string, EdgeSpec> = {}
  const layers = (nodes - 2) >> 1
  for (let i = 0; i < layers; i++) {
    list[`h${i}`] = { type: 'layer', size: 8 }
    list[`c${i}`] = { type: 'context' }
    edges[`in${i}`] = { from: i === 0 ? 'x' : `h${i - 1}`, to: `h${i}` }
    edges[`copy${i}`] = { from: `h${i}`, to: `c${i}` }
    edges[`back${i}`] = { from: `c${i}`, to: `h${i}` }
  }
  edges.out = { from: `h${layers - 1}`, to: 'y' }
  return { format: 'unfold-graph', version: 1, nodes: list, edges }
}

export interface CompileTime {
  readonly nodes: number
  /** Milliseconds from the parsed document to the scheduled network, and with weights drawn and memory bound. */
  readonly compile: number
  readonly bind: number
}

export function compileTimes(): CompileTime[] {
  console.log('\nCompiling a graph')
  return [50, 500].map((nodes) => {
    const document = chain(nodes)
    const time = (run: () => void): number =>
      median(
        Array.from({ length: 7 }, () => {
          const start = performance.now()
          run()
          return performance.now() - start
        }),
      )
    const found = {
      nodes,
      compile: time(() => void compile(document, registry)),
      bind: time(() => void new Model(networkOf(document)).bind({ steps: 100, sequences: 1, keep: 0, adjoints: true })),
    }
    console.log(`  ${String(nodes).padStart(4)} nodes: ${found.compile.toFixed(1)} ms, with weights and memory ${found.bind.toFixed(1)} ms`)
    return found
  })
}
