import { describe, expect, it } from 'vitest'
import { tensorOf } from '../../engine/document/tensor'
import type { GraphDocument } from '../../engine/document/types'
import type { Message } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import { registry } from '../../nodes'
import { elman } from '../documents'

function stage() {
  const waiting: (() => void)[] = []
  const told: Message[] = []
  let now = 0
  const session = new Session(registry, { now: () => (now += 5), soon: (next) => void waiting.push(next), later: () => () => undefined })
  session.message$.subscribe((message) => {
    told.push(message)
    if (message.kind === 'frame') session.send({ kind: 'drawn', frame: message.frame })
  })
  const send = (command: Parameters<Session['send']>[0]): void => {
    session.send(command)
    for (let next = waiting.shift(); next; next = waiting.shift()) next()
  }
  let revision = 0
  return {
    load: (document: GraphDocument, more: { fresh?: boolean; restored?: readonly string[] } = {}) =>
      send({ kind: 'load', revision: ++revision, document, fresh: false, ...more }),
    errors: () => told.findLast((m) => m.kind === 'compiled')!.errors,
    warnings: () => told.findLast((m) => m.kind === 'compiled')!.warnings,
    values(name: string) {
      send({ kind: 'parameter', request: 1, name, eigenvalues: false })
      const message = told.findLast((m) => m.kind === 'parameter')!
      return [...message.found!.values]
    },
    train: () => send({ kind: 'play' }),
    reset: () => send({ kind: 'reset' }),
    overrides: () => told.findLast((m) => m.kind === 'state')!.overrides,
  }
}

const stored = (data: number[], shape: number[]) => ({ shape, data })

describe('an edit of what is stored', () => {
  const base = elman({ epochs: 1 }, 3)
  const fixed: GraphDocument = {
    ...base, edges: { ...base.edges, W_xh: { ...base.edges.W_xh!, trainable: false, init: { kind: 'constant', value: 2 } } as never },
    weights: { W_xh: stored([5, 5, 5, 5, 5, 5], [3, 2]) },
  }
  const { weights: _, ...without } = fixed

  it('draws anew what was stored, keeps what the rest has learned, and takes the warning back', () => {
    const { load, values, train, warnings } = stage()
    load(fixed, { fresh: true })
    train()
    const learned = values('W_ch')
    expect(values('W_xh')).toEqual([5, 5, 5, 5, 5, 5])
    expect(warnings().map(({ key }) => key)).toContain('idle-stored')
    load(without, { restored: ['W_xh'] })
    expect(values('W_xh')).toEqual([2, 2, 2, 2, 2, 2])
    expect(values('W_ch')).toEqual(learned)
    expect(warnings().map(({ key }) => key)).not.toContain('idle-stored')
    // Taken back, it is again as it was stored.
    load(fixed, { restored: ['W_xh'] })
    expect(values('W_xh')).toEqual([5, 5, 5, 5, 5, 5])
    expect(tensorOf(fixed.weights!.W_xh!).values).toEqual(Float64Array.of(5, 5, 5, 5, 5, 5))
  })

  it('mends a document whose stored weights do not fit', () => {
    const { load, errors, values } = stage()
    load({ ...without, weights: { W_xh: stored([1, 2], [2, 1]) } }, { fresh: true })
    expect(errors()).not.toEqual([])
    load(without, { restored: ['W_xh'] })
    expect(errors()).toEqual([])
    expect(values('W_xh')).toEqual([2, 2, 2, 2, 2, 2])
  })
})

describe('what has learned other values than its settings draw', () => {
  it('is told by name, until it is drawn anew', () => {
    const { load, train, reset, overrides } = stage()
    load(elman({ epochs: 1 }, 3), { fresh: true })
    expect(overrides()).toEqual([])
    train()
    expect(overrides()!.toSorted()).toEqual(['W_ch', 'W_hy', 'W_xh', 'h.bias', 'y.bias'])
    load({ ...elman({ epochs: 1 }, 3), training: { epochs: 1, seed: 9 } })
    expect(overrides(), 'a new seed leaves it as it is').toHaveLength(5)
    reset()
    expect(overrides()).toEqual([])
  })
})
