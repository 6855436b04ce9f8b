import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import { inlineSequences } from '../gradients/sequences'
import { Trainer } from '../../engine/learn/train/trainer'
import { tensorOf } from '../../engine/document/tensor'
import { elman, modelOf } from '../documents'
import { dataset } from '../learn/helpers'
import { Stage } from './stage'

const sparse = (training: object = {}, density = 0.3): GraphDocument => {
  const document = elman({ epochs: 2, seed: 1, ...training }, 6)
  return { ...document, edges: { ...document.edges, W_ch: { ...document.edges.W_ch!, kind: 'sparse', density } } }
}

function trainerOf(document: GraphDocument): Trainer {
  const trainer = Trainer.make(modelOf(document), dataset(inlineSequences(document)))
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  return trainer
}

describe('the entries of a learned sparse matrix', () => {
  it.each<[string, GraphDocument]>([
    ['seed', sparse({ seed: 2 })],
    ['density', sparse({}, 0.6)],
  ])('an edit of the %s changes neither them nor their values', (_what, edited) => {
    const stage = new Stage(sparse())
    stage.send({ kind: 'play' })
    const trained = stage.weights()
    expect(stage.load(edited)).toEqual([])
    expect(stage.weights()).toEqual(trained)
    // Nor do further training, saving and opening the saved file.
    stage.send({ kind: 'play' })
    const { indices } = tensorOf(stage.weights().W_ch!)
    expect(indices).toEqual(tensorOf(trained.W_ch!).indices)
    const opened = new Stage({ ...edited, weights: stage.weights() })
    expect(opened.weights()).toEqual(stage.weights())
    // Undone, everything is as before.
    stage.load(sparse(), { back: true })
    expect(tensorOf(stage.weights().W_ch!).indices).toEqual(indices)
  })

  it('restarting and "reset weights" draw them by the current settings, and undo restores the old ones', () => {
    const stage = new Stage(sparse())
    stage.send({ kind: 'play' })
    const trained = stage.weights()
    stage.load(sparse({ seed: 2 }))
    const learned = stage.checkpoint()
    stage.send({ kind: 'redraw', owners: ['W_ch'] })
    const drawn = modelOf(sparse({ seed: 2 })).weights()
    const { W_ch, ...rest } = stage.checkpoint().weights
    expect({ ...stage.checkpoint().positions }.W_ch).toBeUndefined()
    expect(W_ch).toBe(new Stage(sparse({ seed: 2 })).checkpoint().weights.W_ch)
    expect({ ...rest, W_ch: learned.weights.W_ch }).toEqual(learned.weights)
    stage.send({ kind: 'restore', checkpoint: learned })
    expect(stage.weights()).toEqual(trained)
    stage.send({ kind: 'reset' })
    expect(stage.weights()).toEqual({})
    stage.send({ kind: 'restore', checkpoint: learned })
    expect(stage.weights()).toEqual(trained)
    expect(tensorOf(drawn.W_ch!).indices).not.toEqual(tensorOf(trained.W_ch!).indices)
  })

  it('in the terminal, training continues from the stored ones', () => {
    const stored = modelOf(sparse()).weights()
    const trainer = trainerOf({ ...sparse({ seed: 2 }), weights: stored })
    while (trainer.next().kind !== 'done') continue
    const { W_ch } = trainer.model.weights()
    expect(tensorOf(W_ch!).indices).toEqual(tensorOf(stored.W_ch!).indices)
    expect(tensorOf(W_ch!).values).not.toEqual(tensorOf(stored.W_ch!).values)
    // A checkpoint of it does not fit a network whose entries lie elsewhere.
    expect(trainerOf(sparse({ seed: 2 })).resume(trainer.checkpoint())).toMatchObject({ key: 'checkpoint-misfit' })
  })
})
