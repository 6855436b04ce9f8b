import { describe, expect, it } from 'vitest'
import { createRandom } from '../renderer/editing/random'
import { withLearned } from '../../engine/document/learned'
import { withParts, withPartsInOrder } from '../../engine/document/part-order'
import { withSettings } from '../../engine/sweep/settings'
import type { GraphDocument } from '../../engine/document/types'

const usual = ['format', 'version', 'name', 'description', 'nodes', 'edges', 'data', 'training', 'weights', 'fitted', 'view', 'extensions']
const bare = { format: 'unfold-graph', version: 1, nodes: {}, edges: {} } as const satisfies GraphDocument
const weights = { W: { shape: [1], data: [1] } }

describe('the parts of a document', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
  it(`are in the usual order, in whichever order they were added (SEED=${seed})`, () => {
    const random = createRandom(seed)
    for (let round = 0; round < 50; round++) {
      const added = usual.filter((key) => !Object.hasOwn(bare, key)).sort(() => random() - 0.5)
      const document = added.reduce<GraphDocument>((made, key) => withParts(made, { [key]: {} }), bare)
      expect(Object.keys(document)).toEqual(usual)
    }
  })

  it('that were there keep their order, unknown ones too', () => {
    const written = { later: 1, ...bare, view: {}, training: {}, name: 'a' }
    expect(Object.keys(withPartsInOrder({ ...written, weights, data: {} }, written))).toEqual([
      ...['later', 'format', 'version', 'nodes', 'edges'],
      ...['data', 'weights', 'view', 'training', 'name'],
    ])
  })

  it('are ordered where weights, settings of a sweep and their scaling are stored', () => {
    const document = { ...bare, view: { nodes: {} }, extensions: { mine: 1 } }
    const learned = withLearned(document, { weights, fitted: { columns: {} }, epoch: 3 })
    expect(Object.keys(learned)).toEqual(['format', 'version', 'nodes', 'edges', 'weights', 'fitted', 'view', 'extensions'])
    const { document: set } = withSettings(document, { 'training.epochs': 3 }) as { document: object }
    expect(Object.keys(set)).toEqual(['format', 'version', 'nodes', 'edges', 'training', 'view', 'extensions'])
  })
})
