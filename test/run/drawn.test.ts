import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import { spectralRadius } from '../../engine/learn/model/spectral-radius'
import { trainingWarnings } from '../../engine/learn/check/prepare'
import { compiled, draw, elman, modelOf } from '../documents'
import { Stage } from './stage'

const reservoir = (settings: object, seed = 1): GraphDocument => ({
  ...draw(
    { x: { type: 'input', size: 2 }, r: { type: 'reservoir', size: 20, biasScaling: 0.2, ...settings }, y: { type: 'output', size: 1 } },
    { in: 'x → r', out: 'r → y' },
  ),
  data: elman().data!,
  training: { algorithm: { kind: 'readout' }, seed },
})
const drawnBy = (document: GraphDocument): Readonly<Record<string, string>> => new Stage(document).checkpoint().weights

describe('unlearned weights follow their settings', () => {
  const changes: [string, object, string[]][] = [
    ['spectral radius', { spectralRadius: 0.1 }, ['r.recurrent']],
    ['input scaling', { inputScaling: 0.01 }, ['in']],
    ['bias scaling', { biasScaling: 3 }, ['r.bias']],
    ['density', { density: 0.4 }, ['r.recurrent']],
    ['seed', { seed: 5 }, ['r.recurrent', 'r.bias', 'in']],
  ]

  it.each(changes)('after an edit of the %s of a reservoir that was trained on', (_name, settings, changed) => {
    const stage = new Stage(reservoir({}))
    const drawn = stage.checkpoint().weights
    stage.train()
    const trained = stage.checkpoint().weights
    expect(trained.out).not.toBe(drawn.out)
    expect(stage.load(reservoir(settings))).toEqual([])
    const after = stage.checkpoint().weights
    const anew = drawnBy(reservoir(settings))
    for (const name of ['r.recurrent', 'r.bias', 'in']) {
      expect(after[name], name).toBe(anew[name])
      expect(after[name] === drawn[name], name).toBe(!changed.includes(name))
    }
    // Learned weights belong to the user.
    expect(after.out).toBe(trained.out)
    // And back again.
    stage.load(reservoir({}))
    expect(stage.checkpoint().weights).toEqual(trained)
  })

  it('gives the requested radius', () => {
    const model = modelOf(reservoir({ spectralRadius: 0.3, density: 1 }))
    expect(spectralRadius(20, model.store.read('r.recurrent'))).toBeCloseTo(0.3, 9)
  })

  it('when weights from before an edit are restored', () => {
    const stage = new Stage(reservoir({}))
    stage.train()
    const before = stage.checkpoint()
    stage.load(reservoir({ spectralRadius: 0.1, seed: 4 }))
    stage.send({ kind: 'restore', checkpoint: before })
    expect(stage.checkpoint().weights).toEqual({
      ...drawnBy(reservoir({ spectralRadius: 0.1, seed: 4 })),
      out: before.weights.out,
      'y.bias': before.weights['y.bias'],
    })
  })

  it('for init, biasInit and the seed of the training before anything is learned, and not after it', () => {
    const changed = (): GraphDocument => {
      const document = elman({ epochs: 1, seed: 9 })
      document.edges.W_xh = { ...document.edges.W_xh!, init: { kind: 'constant', value: 0.5 } }
      document.nodes.h = { ...document.nodes.h!, biasInit: 1 }
      return document
    }
    const stage = new Stage(elman({ epochs: 1 }))
    stage.load(changed())
    expect(stage.checkpoint().weights).toEqual(drawnBy(changed()))
    const other = new Stage(elman({ epochs: 1 }))
    other.train()
    const trained = other.checkpoint().weights
    other.load(changed())
    expect(other.checkpoint().weights).toEqual(trained)
  })

  it('and weights written by hand stay', () => {
    const stage = new Stage(reservoir({}))
    stage.ask({ kind: 'write', name: 'r.bias', indices: Uint32Array.of(0), change: { kind: 'set', value: 42 } })
    const written = stage.checkpoint().weights
    stage.load(reservoir({ biasScaling: 3 }))
    expect(stage.checkpoint().weights['r.bias']).toBe(written['r.bias'])
  })
})

describe('a document that stores weights which settings would draw', () => {
  const warned = (document: GraphDocument): string[] =>
    trainingWarnings(compiled(document), undefined)
      .filter(({ key }) => key === 'idle-stored')
      .map(({ values }) => String(values.name))

  it.each(['float64', 'float32'] as const)('names changed settings that have no effect on them (%s)', (precision) => {
    const document = (settings: object): GraphDocument => ({ ...reservoir(settings), training: { algorithm: { kind: 'readout' }, precision } })
    const weights = modelOf(document({})).weights()
    const stored = (settings: object): GraphDocument => ({ ...document({ seed: 0, ...settings }), weights })
    expect(warned(stored({}))).toEqual([])
    expect(warned(stored({ spectralRadius: 0.1 }))).toEqual(['r.recurrent'])
    expect(warned(stored({ inputScaling: 2 }))).toEqual(['in'])
    expect(warned(stored({ seed: 3 })).sort()).toEqual(['in', 'r.bias', 'r.recurrent'])
  })
})
