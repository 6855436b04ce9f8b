import { describe, expect, it } from 'vitest'
import type { GraphDocument, StoredTensor } from '../../engine/document/types'
import { inlineSequences } from '../gradients/sequences'
import type { Message } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import { Trainer } from '../../engine/learn/train/trainer'
import { registry } from '../../nodes'
import { tensorOf } from '../../engine/document/tensor'
import { elman, modelOf } from '../documents'
import { dataset } from '../learn/helpers'

const sparse = (training: object = {}, density = 0.3): GraphDocument => {
  const document = elman({ epochs: 2, seed: 1, ...training }, 6)
  return { ...document, edges: { ...document.edges, W_ch: { ...document.edges.W_ch!, kind: 'sparse', density } } }
}

class Stage {
  private readonly waiting: (() => void)[] = []
  private now = 0
  private readonly told: Message[] = []
  private revision = 0
  readonly session = new Session(registry, { now: () => (this.now += 5), soon: (next) => void this.waiting.push(next), later: () => () => undefined })

  constructor(document: GraphDocument) {
    this.session.message$.subscribe((message) => {
      this.told.push(message)
      if (message.kind === 'frame') this.session.send({ kind: 'drawn', frame: message.frame })
    })
    this.load(document, true)
  }

  load(document: GraphDocument, fresh = false, back = false): readonly string[] {
    this.send({ kind: 'load', revision: ++this.revision, document, fresh, back })
    return this.told.filter((m) => m.kind === 'compiled').at(-1)!.dropped
  }

  send(command: Parameters<Session['send']>[0]): void {
    this.session.send(command)
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) next()
  }

  checkpoint() {
    this.send({ kind: 'checkpoint', request: 1 })
    return this.told.filter((m) => m.kind === 'checkpoint').at(-1)!.checkpoint!
  }

  weights(): Record<string, StoredTensor> {
    this.send({ kind: 'weights', request: 1 })
    return this.told.filter((m) => m.kind === 'weights').at(-1)!.weights!
  }
}

function trainerOf(document: GraphDocument): Trainer {
  const trainer = Trainer.make(modelOf(document), dataset(inlineSequences(document)))
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  return trainer
}

describe('which entries of a learned sparse matrix there are', () => {
  it.each<[string, GraphDocument]>([['seed', sparse({ seed: 2 })], ['density', sparse({}, 0.6)]])('an edit of the %s changes neither them nor their values', (_what, edited) => {
    const stage = new Stage(sparse())
    stage.send({ kind: 'play' })
    const trained = stage.weights()
    expect(stage.load(edited)).toEqual([])
    expect(stage.weights()).toEqual(trained)
    // Nor does training on, saving, and opening what was saved.
    stage.send({ kind: 'play' })
    const { indices } = tensorOf(stage.weights().W_ch!)
    expect(indices).toEqual(tensorOf(trained.W_ch!).indices)
    const opened = new Stage({ ...edited, weights: stage.weights() })
    expect(opened.weights()).toEqual(stage.weights())
    // Taken back, all is as it was.
    stage.load(sparse(), false, true)
    expect(tensorOf(stage.weights().W_ch!).indices).toEqual(indices)
  })

  it('start anew and "reset weights" draw them by the settings of now, and history has the old ones again', () => {
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

  it('in the terminal those that are stored are trained on', () => {
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
