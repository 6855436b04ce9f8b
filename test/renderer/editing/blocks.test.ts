import { produce } from 'immer'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../engine/compile'
import type { GraphDocument } from '../../../engine/document/types'
import { gradient, type GradientResult } from '../../../engine/learn/check/gradient'
import { registry } from '../../../nodes'
import { addBlock, block, blockNames, type BlockName } from '../../../renderer/editing/blocks'
import { modelOf } from '../../documents'
import { inlineSequences } from '../../gradients/sequences'

const ends: GraphDocument = {
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', size: 2 }, y: { type: 'output', size: 1 } },
  edges: {},
  data: {
    kind: 'inline',
    sequences: [
      {
        x: [
          [1, 0],
          [0, 1],
          [1, 1],
        ],
        y: [[0], [1], [0]],
      },
    ],
  },
  view: { nodes: { x: { x: -300, y: 0 }, y: { x: 900, y: 0 } } },
}

/** The block between the ends; its own inputs and outputs have data too. */
const wired = (name: BlockName, document = ends): GraphDocument =>
  produce(document, (draft) => {
    const { nodes } = addBlock(draft, name, 3, { x: 0, y: 0 }, { from: ['x'], to: ['y'] })
    if (draft.data?.kind !== 'inline') return
    for (const id of nodes) {
      const { type, size } = draft.nodes[id]!
      if ((type === 'input' || type === 'output') && size === 3)
        draft.data.sequences[0]![id] = [0, 1, 2].map((t) => [0, 1, 2].map((i) => Math.sin(t + 2 * i + id.charCodeAt(id.length - 1))))
    }
  })

describe.each(blockNames)('the block %s', (name) => {
  it('is inserted with wires and positions, and learns', () => {
    const document = wired(name)
    const { errors, warnings } = compile(document, registry)
    expect([...errors, ...warnings]).toEqual([])
    for (const id of Object.keys(document.nodes)) expect(document.view!.nodes![id]).toBeDefined()
    const whole = { horizon: null, every: null, recompute: false }
    const { gradients } = gradient(modelOf(document), inlineSequences(document), whole) as GradientResult
    for (const [parameter, { data }] of Object.entries(gradients))
      expect(
        data.some((g) => g !== 0),
        parameter,
      ).toBe(true)
  })

  it('can be inserted twice', () => {
    const document = wired(name, wired(name))
    expect(compile(document, registry).errors).toEqual([])
    expect(Object.keys(document.nodes)).toHaveLength(2 + 2 * Object.keys(block(name, 3).part.nodes).length)
  })
})
