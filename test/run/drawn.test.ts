import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import type { Checkpoint } from '../../engine/learn/train/checkpoint'
import { spectralRadius } from '../../engine/learn/model/spectral-radius'
import type { Message } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import { registry } from '../../nodes'
import { trainingWarnings } from '../../engine/learn/check/prepare'
import { compiled, draw, elman, modelOf } from '../documents'

/** A session that is driven by hand. */
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

  load(document: GraphDocument, fresh = false): string[] {
    this.session.send({ kind: 'load', revision: ++this.revision, document, fresh })
    this.settle()
    return [...this.told.filter((m) => m.kind === 'compiled').at(-1)!.dropped]
  }

  train(): void {
    this.session.send({ kind: 'play' })
    this.settle()
  }

  checkpoint(): Checkpoint {
    this.session.send({ kind: 'checkpoint', request: 1 })
    return this.told.filter((m) => m.kind === 'checkpoint').at(-1)!.checkpoint!
  }

  weights(): Record<string, string> {
    return { ...this.checkpoint().weights }
  }

  private settle(): void {
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) next()
  }
}

const reservoir = (settings: object, seed = 1): GraphDocument => ({
  ...draw({ x: { type: 'input', size: 2 }, r: { type: 'reservoir', size: 20, biasScaling: 0.2, ...settings }, y: { type: 'output', size: 1 } }, { in: 'x → r', out: 'r → y' }),
  data: elman().data!, training: { algorithm: { kind: 'readout' }, seed },
})
const drawnBy = (document: GraphDocument): Record<string, string> => new Stage(document).weights()

describe('what was drawn and not learned is made of its settings', () => {
  const changes: [string, object, string[]][] = [
    ['spectral radius', { spectralRadius: 0.1 }, ['r.recurrent']],
    ['input scaling', { inputScaling: 0.01 }, ['in']],
    ['bias scaling', { biasScaling: 3 }, ['r.bias']],
    ['density', { density: 0.4 }, ['r.recurrent']],
    ['seed', { seed: 5 }, ['r.recurrent', 'r.bias', 'in']],
  ]

  it.each(changes)('after an edit of the %s of a reservoir that was trained on', (_name, settings, changed) => {
    const stage = new Stage(reservoir({}))
    const drawn = stage.weights()
    stage.train()
    const trained = stage.weights()
    expect(trained.out).not.toBe(drawn.out)
    expect(stage.load(reservoir(settings))).toEqual([])
    const after = stage.weights()
    const anew = drawnBy(reservoir(settings))
    for (const name of ['r.recurrent', 'r.bias', 'in']) {
      expect(after[name], name).toBe(anew[name])
      expect(after[name] === drawn[name], name).toBe(!changed.includes(name))
    }
    // What was learned is a person's.
    expect(after.out).toBe(trained.out)
    // And back again.
    stage.load(reservoir({}))
    expect(stage.weights()).toEqual(trained)
  })

  it('has the radius that is asked for', () => {
    const model = modelOf(reservoir({ spectralRadius: 0.3, density: 1 }))
    expect(spectralRadius(20, model.store.read('r.recurrent'))).toBeCloseTo(0.3, 9)
  })

  it('when weights of before an edit are had again', () => {
    const stage = new Stage(reservoir({}))
    stage.train()
    const before = stage.checkpoint()
    stage.load(reservoir({ spectralRadius: 0.1, seed: 4 }))
    stage.session.send({ kind: 'restore', checkpoint: before })
    expect(stage.weights()).toEqual({ ...drawnBy(reservoir({ spectralRadius: 0.1, seed: 4 })), out: before.weights.out, 'y.bias': before.weights['y.bias'] })
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
    expect(stage.weights()).toEqual(drawnBy(changed()))
    const other = new Stage(elman({ epochs: 1 }))
    other.train()
    const trained = other.weights()
    other.load(changed())
    expect(other.weights()).toEqual(trained)
  })

  it('and what is written by hand stays', () => {
    const stage = new Stage(reservoir({}))
    stage.session.send({ kind: 'write', request: 1, name: 'r.bias', indices: Uint32Array.of(0), change: { kind: 'set', value: 42 } })
    const written = stage.weights()
    stage.load(reservoir({ biasScaling: 3 }))
    expect(stage.weights()['r.bias']).toBe(written['r.bias'])
  })
})

describe('a document that stores what settings would draw', () => {
  const told = (document: GraphDocument): string[] =>
    trainingWarnings(compiled(document), undefined).filter(({ key }) => key === 'idle-stored').map(({ values }) => String(values.name))

  it.each(['float64', 'float32'] as const)('is told which settings have no effect, once they are other ones (%s)', (precision) => {
    const document = (settings: object): GraphDocument => ({ ...reservoir(settings), training: { algorithm: { kind: 'readout' }, precision } })
    const weights = modelOf(document({})).weights()
    const stored = (settings: object): GraphDocument => ({ ...document({ seed: 0, ...settings }), weights })
    expect(told(stored({}))).toEqual([])
    expect(told(stored({ spectralRadius: 0.1 }))).toEqual(['r.recurrent'])
    expect(told(stored({ inputScaling: 2 }))).toEqual(['in'])
    expect(told(stored({ seed: 3 })).sort()).toEqual(['in', 'r.bias', 'r.recurrent'])
  })
})
