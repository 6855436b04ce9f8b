import { describe, expect, it } from 'vitest'
import { Collector } from '../../engine/learn/model/collect'
import type { GraphDocument, InlineSequence } from '../../engine/document/types'
import type { Moment } from '../../engine/run/moment'
import type { Query } from '../../engine/run/streams'
import { elman, modelOf } from '../documents'
import { Stage } from './stage'

const dropping = (document: GraphDocument): GraphDocument => ({ ...document, nodes: { ...document.nodes, h: { ...document.nodes.h!, dropout: 0.4 } } })
const hidden: Query<'signal'> = { kind: 'signal', port: 'h' }

function held(document: GraphDocument, at: Moment): Stage {
  const stage = new Stage(document)
  stage.send({ kind: 'watch', add: [hidden as Query, { kind: 'moment' }, { kind: 'sequences', part: 'train' }], drop: [] })
  stage.train()
  stage.send({ kind: 'hold', at })
  return stage
}

/** Values of a port over a sequence of inline data, with the weights that a session has learned. */
function alone(stage: Stage, document: GraphDocument, index: number, port: string): Float64Array {
  const model = modelOf({ ...document, weights: stage.weights() })
  const { x, y } = (document.data as { sequences: InlineSequence[] }).sequences[index]!
  const flat = (rows: unknown): Float64Array => Float64Array.from((rows as number[][]).flat())
  const length = (x as number[][]).length
  const slot = model.network.lowered.ports.get(`${port}.value`) ?? [...model.network.lowered.ports].find(([name]) => name.startsWith(`${port}.`))![1]
  const sequence = { length, inputs: { x: flat(x) }, targets: { y: { values: flat(y), present: new Uint8Array(length).fill(1) } } }
  return new Collector(model, 16, { forcing: false }).run(sequence, { found: slot }).found
}

describe('a moment that is held', () => {
  const document = dropping(elman({ epochs: 3, shuffle: true }, 3))

  it('shows the sequence as it is scored, with the current weights', () => {
    const stage = held(document, { part: 'train', sequence: 1, step: 5 })
    const signal = stage.seen(hidden)
    expect(signal).toMatchObject({ units: 3, steps: 12, room: 12, step: 11, at: 5 })
    expect([...signal.values]).toEqual([...Float32Array.from(alone(stage, document, 1, 'h'))])
  })

  it('changes with the weights, and changes no number of the training', () => {
    const stage = held(document, { part: 'train', sequence: 1, step: 5 })
    const before = stage.seen(hidden).values.slice()
    stage.train()
    const after = stage.seen(hidden).values.slice()
    expect(after).not.toEqual(before)
    const unseen = new Stage(document)
    unseen.train()
    unseen.train()
    expect(stage.checkpoint()).toEqual(unseen.checkpoint())
    expect([...after]).toEqual([...Float32Array.from(alone(stage, document, 1, 'h'))])
  })

  it('reports its position, and moves to the nearest existing one', () => {
    const stage = held(document, { part: 'test', sequence: 99, step: 99 })
    expect(stage.seen({ kind: 'moment' })).toMatchObject({
      held: true,
      part: 'train',
      sequence: 3,
      step: 4,
      length: 5,
      epoch: 3,
      sequences: { train: 4, validation: 0, test: 0 },
    })
    expect(stage.seen({ kind: 'moment' }).loss).toBeGreaterThan(0)
    stage.send({ kind: 'hold', at: null })
    expect(stage.seen({ kind: 'moment' })).toMatchObject({ held: false })
    expect(stage.seen(hidden).at).toBeUndefined()
  })

  it('finds the sequence with the highest loss per step', () => {
    const { sequences } = document.data as { sequences: InlineSequence[] }
    const far: InlineSequence = { x: [[0, 0]], y: [[50]] }
    const odd = { ...document, data: { kind: 'inline', sequences: [...sequences, far, sequences[0]!] } } as GraphDocument
    const stage = held(odd, { part: 'train', sequence: 'worst', step: 0 })
    expect(stage.seen({ kind: 'moment' })).toMatchObject({ sequence: 4, length: 1 })
    expect(stage.seen({ kind: 'sequences', part: 'train' })).toMatchObject({ count: 6, worst: { sequence: 4 } })
  })
})

it('a long sequence is shown in a window that moves no farther than necessary', () => {
  const long = Array.from({ length: 300 }, (_, t) => t)
  const data = { kind: 'inline', sequences: [{ x: long.map((t) => [Math.sin(t), 1]), y: long.map((t) => [Math.cos(t)]) }] } as never
  const stage = held({ ...elman({ epochs: 1 }), data }, { part: 'train', sequence: 0, step: 200 })
  const window = (): readonly [number, number] => {
    const { step, steps, at } = stage.seen(hidden)
    expect(steps).toBe(64)
    return [step - 63, step - 63 + at!]
  }
  const [first, at] = window()
  expect(at).toBe(200)
  stage.send({ kind: 'hold', at: { part: 'train', sequence: 0, step: 201 } })
  expect(window()).toEqual([first, 201])
  stage.send({ kind: 'hold', at: { part: 'train', sequence: 0, step: 20 } })
  expect(window()).toEqual([20, 20])
  stage.send({ kind: 'hold', at: { part: 'train', sequence: 0, step: 299 } })
  expect(window()).toEqual([236, 299])
})
