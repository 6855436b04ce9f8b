import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { withLearned } from '../../engine/document/learned'
import { parseDocument } from '../../engine/document/parse'
import type { GraphDocument } from '../../engine/document/types'
import type { Message } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import { registry } from '../../nodes'
import { draw, elman } from '../documents'
import { ask } from './ask'

function opened(document: GraphDocument) {
  const session = new Session(registry, { now: () => 0, soon: () => undefined, later: () => () => undefined })
  const messages: Message[] = []
  session.message$.subscribe((message) => messages.push(message))
  let revision = 0
  const load = (next: GraphDocument, fresh = false): void => session.send({ kind: 'load', revision: ++revision, document: next, fresh })
  load(document, true)
  const last = <K extends Message['kind']>(kind: K) => messages.findLast((message): message is Extract<Message, { kind: K }> => message.kind === kind)!
  return {
    load,
    step: () => session.send({ kind: 'step' }),
    send: session.send.bind(session),
    identity: () => last('state').learned,
    status: () => last('state').status,
    state: () => last('state'),
    stored: () => ask(session, { kind: 'weights' }),
    checkpoint: () => ask(session, { kind: 'checkpoint' })!,
  }
}

/** Overfits its few training rows, while others are far off. */
const stopping: GraphDocument = draw(
  { x: { type: 'input', columns: ['u'] }, h: { type: 'layer', size: 12 }, y: { type: 'output', size: 1 } },
  { W_in: 'x → h', W_out: 'h → y' },
  {
    data: { kind: 'task', task: 'narma-10', options: { length: 100 }, seed: 1 },
    training: { epochs: 400, optimizer: { kind: 'adam', learningRate: 0.3 }, stop: { patience: 2 } },
  },
)

const example = (name: string): GraphDocument => parseDocument(readFileSync(`examples/${name}.unfold`, 'utf8'), registry).document!

describe('the position of training', () => {
  it('continues from the epoch in the document, and for as many epochs again if that was the last', () => {
    const trained = opened(elman({ epochs: 4 }))
    while (trained.state().epoch < 2) trained.step()
    const { weights, epoch } = trained.stored()
    expect(epoch).toBe(2)
    const document = withLearned(elman({ epochs: 4 }), { weights, fitted: undefined, epoch })
    expect(document.extensions).toEqual({ learned: { epoch: 2 } })
    const again = opened(document)
    expect([again.state().epoch, again.state().epochs, again.status()]).toEqual([2, 4, 'ready'])
    const over = opened({ ...document, training: { epochs: 2 } })
    expect([over.state().epoch, over.status()]).toEqual([2, 'done'])
    over.step()
    expect([over.state().epochs, over.status()]).toEqual([4, 'paused'])
    // Nothing is known of weights that no longer exist.
    expect(opened({ ...elman(), extensions: { learned: { epoch: 9 } } }).state().epoch).toBe(0)
    expect(withLearned(document, { weights: {}, fitted: undefined, epoch: 0 })).toEqual(elman({ epochs: 4 }))
  })

  it('reports that a run stopped early, with the epoch of its weights', () => {
    const patient = opened(stopping)
    let last = 0
    for (; patient.status() !== 'done'; last++) patient.step()
    const { ended, epoch } = patient.state()
    expect(ended!.early).toBe(true)
    expect(ended!.epoch).toBe(epoch - 2)
    const best = opened(stopping)
    let weights: unknown
    // An epoch is reported with the first update of the next one.
    while (best.state().epoch < ended!.epoch) {
      weights = best.checkpoint().weights
      best.step()
    }
    expect(weights).toEqual(patient.checkpoint().weights)
    patient.step()
    expect(patient.state().ended, 'it goes on').toBeUndefined()
  })
})

describe('the learned weights that a session reports', () => {
  it('are empty if all are initialized, and equal for equal weights', () => {
    const { identity, step, stored, checkpoint, send } = opened(elman())
    expect([identity(), stored().weights]).toEqual(['', {}])
    const before = checkpoint()
    step()
    const once = identity()
    expect(once).toMatch(/^[0-9a-f]{16}$/)
    expect([stored().identity, Object.keys(stored().weights!).sort()]).toEqual([once, ['W_ch', 'W_hy', 'W_xh', 'h.bias', 'y.bias']])
    step()
    expect(identity()).not.toBe(once)
    send({ kind: 'restore', checkpoint: before })
    expect(identity()).toBe('')
    step()
    expect(identity()).toBe(once)
    send({ kind: 'reset' })
    expect([identity(), stored().weights]).toEqual(['', {}])
  })

  it('are not reported while they change', () => {
    const { identity, send, status } = opened(elman())
    send({ kind: 'play' })
    expect([status(), identity()]).toEqual(['running', undefined])
    send({ kind: 'pause' })
    expect(identity()).toBe('')
  })

  it('are kept by unrelated edits, and through a document that does not compile', () => {
    const { identity, step, load, stored, status } = opened(elman())
    step()
    const [learned, { weights }] = [identity(), stored()]
    load(elman({ optimizer: { kind: 'sgd', learningRate: 0.5 } }))
    expect(identity()).toBe(learned)
    load({ ...elman(), edges: { ...elman().edges, loop: { from: 'h', to: 'h' } } })
    expect(status()).toBe('blocked')
    expect([identity(), stored().weights]).toEqual([learned, weights])
    load(elman())
    expect([identity(), stored().weights]).toEqual([learned, weights])
  })

  it('include those that a document stores, also where it does not compile', () => {
    const trained = opened(elman())
    trained.step()
    const { weights, identity } = trained.stored()
    const { W_hy: _, ...edges } = elman().edges
    const broken = opened({ ...elman(), edges, weights: weights! })
    expect([broken.status(), broken.identity(), broken.stored().weights]).toEqual(['blocked', identity, undefined])
    broken.load({ ...elman(), weights: weights! })
    expect([broken.status(), broken.identity()]).toEqual(['ready', identity])
  })

  it.each([
    ['memory-capacity', ['W_cycle']],
    ['narx', ['enter', 'shift']],
  ])('of %s, with only some weights stored, are these until others are learned', (name, given) => {
    const { stored } = opened(example(name))
    expect(Object.keys(stored().weights!).sort()).toEqual(given)
  })

  it('are initialized again if they were stored since, and restored if they were given', () => {
    const { step, stored, load, send, checkpoint } = opened(elman())
    const drawn = checkpoint().weights
    step()
    const document = { ...elman(), weights: stored().weights! }
    // The program has stored them, and an edit follows.
    load({ ...document, training: { epochs: 7 } })
    send({ kind: 'reset' })
    expect(checkpoint().weights).toEqual(drawn)
    expect(stored().weights).toEqual({})
    const file = opened(document)
    const given = file.checkpoint().weights
    file.step()
    file.stored()
    file.load({ ...document, training: { epochs: 7 } })
    file.send({ kind: 'reset' })
    expect(file.checkpoint().weights).toEqual(given)
  })
})
