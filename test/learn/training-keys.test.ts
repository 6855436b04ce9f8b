import { describe, expect, it } from 'vitest'
import type { EdgeSpec, GraphDocument, NodeSpec, TrainingSpec } from '../../engine/document/types'
import { checkGradients } from '../../engine/learn/check/gradient-check'
import { Trainer } from '../../engine/learn/train/trainer'
import { Updater } from '../../engine/learn/optimize/update'
import { compiled, draw, elman, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'
import { dataset, finish } from './helpers'

const trained = (document: GraphDocument): Map<string, Float64Array> => {
  const trainer = Trainer.make(modelOf(document), dataset(inlineSequences(document)))
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  finish(trainer)
  const { store } = trainer.model
  return new Map(store.declarations.map(({ name }) => [name, store.read(name)]))
}

const withNode = (document: GraphDocument, id: string, keys: Partial<NodeSpec>): GraphDocument => ({
  ...document,
  nodes: { ...document.nodes, [id]: { ...document.nodes[id]!, ...keys } },
})

const withEdge = (document: GraphDocument, id: string, keys: Partial<EdgeSpec>): GraphDocument => ({
  ...document,
  edges: { ...document.edges, [id]: { ...document.edges[id]!, ...keys } },
})

const optimizers: TrainingSpec['optimizer'][] = [{ kind: 'sgd', momentum: 0.5 }, { kind: 'adam' }, { kind: 'adamw' }, { kind: 'rmsprop' }, { kind: 'rprop' }]

describe('rate', () => {
  it.each(optimizers)('0 holds weights and biases still bit for bit, and 1 changes nothing, with %j', (optimizer) => {
    const plain = elman({ epochs: 3, optimizer })
    const held = withNode(withEdge(plain, 'W_ch', { rate: 0 }), 'y', { rate: 0 })
    const start = modelOf(plain)
    const found = trained(held)
    for (const name of ['W_ch', 'y.bias']) expect(found.get(name)).toEqual(start.store.read(name))
    expect(found.get('W_xh')).not.toEqual(start.store.read('W_xh'))
    expect(trained(withEdge(plain, 'W_ch', { rate: 1 }))).toEqual(trained(plain))
  })

  it('is a factor of the learning rate', () => {
    const one = elman({ epochs: 1, batchSize: 4, optimizer: { kind: 'sgd', learningRate: 0.01 } })
    const start = modelOf(one).store.read('W_xh')
    const moved = (document: GraphDocument): number[] => [...trained(document).get('W_xh')!].map((w, i) => w - start[i]!)
    const [full, half] = [moved(one), moved(withEdge(one, 'W_xh', { rate: 0.5 }))]
    half.forEach((step, i) => expect(step).toBeCloseTo(full[i]! / 2, 14))
  })
})

it('L1 adds λ sign(w) to the gradient of weights, 0 at 0, and nothing to biases', () => {
  const document = draw(
    { x: { type: 'input', size: 3 }, y: { type: 'output', size: 1, biasInit: 1 } },
    { w: 'x → y' },
    { weights: { w: { shape: [1, 3], data: [2, 0, -1] } }, training: { optimizer: { kind: 'sgd' }, regularize: { l1: 0.5 } } },
  )
  const model = modelOf(document)
  new Updater(model).update(1, 0.1)
  expect([...model.store.read('w')]).toEqual([1.95, 0, -0.95])
  expect([...model.store.read('y.bias')]).toEqual([1])
})

describe('variational dropout', () => {
  it('draws one mask for each sequence, also inside a loop', () => {
    const document = draw(
      {
        x: { type: 'input', size: 5 },
        h: { type: 'layer', size: 5, activation: 'linear', bias: false },
        c: { type: 'context' },
        y: { type: 'output', size: 5, bias: false },
      },
      {
        in: { from: 'x', to: 'h', kind: 'identity' },
        copy: 'h → c',
        back: { from: 'c', to: 'h', kind: 'identity', dropout: 0.5, dropoutKind: 'variational' },
        out: { from: 'h', to: 'y', kind: 'identity' },
      },
    )
    expect(compiled(document).errors).toEqual([])
    const model = modelOf(document)
    const program = model.bind({ steps: 6, sequences: 2, keep: 0, adjoints: false })
    program.mode.training = true
    const ones = new Float64Array(30).fill(1)
    const batch = [
      { length: 6, inputs: { x: ones }, targets: {} },
      { length: 6, inputs: { x: ones }, targets: {} },
    ]
    program.begin(batch)
    program.advance(6)
    const at = program.value(model.network.outputs[0]!.out) / 8
    const y = (t: number, b: number, i: number): number => model.kernels.view()[at + (t * 2 + b) * 5 + i]!
    const masks = [0, 1].map((b) => Array.from({ length: 5 }, (_, i) => y(1, b, i) - 1))
    // y(t) = 1 + m y(t−1): 2^(t+1) − 1 where the mask of 2 holds, 1 where it is 0.
    for (const b of [0, 1]) for (let i = 0; i < 5; i++) for (let t = 0; t < 6; t++) expect(y(t, b, i)).toBe(masks[b]![i] === 0 ? 1 : 2 ** (t + 1) - 1)
    expect(masks.flat().filter((m) => m === 0).length).toBeGreaterThan(0)
    expect(masks.flat().filter((m) => m === 2).length).toBeGreaterThan(0)
  })

  it('with a mask for each step is refused in a loop', () => {
    expect(compiled(withEdge(elman(), 'W_ch', { dropout: 0.5 })).errors.map(({ code }) => code)).toEqual(['dropout-on-recurrence'])
  })
})

/** A network with a memory of this kind in its loop. */
const looped = (memory: NodeSpec, training: TrainingSpec = {}): GraphDocument => {
  const { data } = elman()
  const nodes: Record<string, NodeSpec> = { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 3 }, m: memory, y: { type: 'output', size: 1 } }
  return draw(
    nodes,
    {
      W_xh: 'x → h',
      in: { from: 'h', to: 'm', ...(memory.type === 'context' || memory.type === 'cell' ? { kind: 'identity' } : {}) },
      back: { from: memory.type === 'context' ? 'm' : 'c', to: 'h', kind: 'dense' },
      W_my: 'm → y',
      ...(memory.type === 'context' ? {} : { copy: 'm → c' }),
    },
    { data: data!, training, ...(memory.type === 'context' ? {} : { nodes: { ...nodes, c: { type: 'context' } } }) },
  )
}

describe('zoneout', () => {
  it('0 is none, bit for bit', () => {
    for (const memory of [{ type: 'context' }, { type: 'cell' }])
      expect(trained(looped({ ...memory, zoneout: 0 }, { epochs: 2 }))).toEqual(trained(looped(memory, { epochs: 2 })))
  })

  it('keeps each unit with its probability in training, and uses the mean otherwise', () => {
    for (const type of ['context', 'cell']) {
      const document = draw(
        {
          x: { type: 'input', size: 1 },
          m: { type, zoneout: 0.3, ...(type === 'cell' ? { activation: 'linear' } : {}) },
          y: { type: 'output', size: 1, bias: false },
        },
        { in: { from: 'x', to: 'm', kind: 'identity' }, out: { from: 'm', to: 'y', kind: 'identity' } },
      )
      const model = modelOf(document)
      const T = 4000
      const x = Float64Array.from({ length: T }, (_, t) => t + 1)
      const run = (training: boolean): Float64Array => {
        const program = model.bind({ steps: T, sequences: 1, keep: 0, adjoints: false })
        program.mode.training = training
        program.begin([{ length: T, inputs: { x }, targets: {} }])
        program.advance(T)
        const at = program.value(model.network.outputs[0]!.out) / 8
        return model.kernels.view().slice(at, at + T) as Float64Array
      }
      const fresh = (t: number, before: number): number => (type === 'cell' ? before + x[t]! : x[t - 1]!)
      const drawn = run(true)
      let kept = 0
      for (let t = 1; t < T; t++) {
        if (drawn[t] === drawn[t - 1]) kept++
        else expect(drawn[t]).toBe(fresh(t, drawn[t - 1]!))
      }
      expect(kept / T).toBeCloseTo(0.3, 1)
      const mean = run(false)
      for (let t = 1; t < 50; t++) expect(mean[t]).toBeCloseTo(0.3 * mean[t - 1]! + 0.7 * fresh(t, mean[t - 1]!), 9)
    }
  })
})

describe('a leak or decay, given per unit or trained', () => {
  const memories: NodeSpec[] = [
    { type: 'context', decay: 0.4, decayTrained: true },
    { type: 'context', decay: [0.1, -0.5, 0.9], delay: 3, initial: 0.5 },
    { type: 'context', decay: [0.1, -0.5, 0.9], decayTrained: true, delay: 3, initial: 'trainable', zoneout: 0.2 },
    { type: 'context', zoneout: 0.2, initial: 'trainable' },
    { type: 'cell', zoneout: 0.2, initial: 'trainable' },
    { type: 'reservoir', size: 4, density: 1, leak: [0.3, 0.5, 0.7, 1] },
    { type: 'reservoir', size: 4, density: 1, leak: 0.5, leakTrained: true, initial: 'trainable' },
  ]
  it.each(memories)('has the gradients of central differences, by BPTT and RTRL: %j', (memory) => {
    const document = looped(memory)
    expect(checkGradients(modelOf(document), inlineSequences(document))).toMatchObject({ agrees: true, rtrlMissing: null })
  })

  it('of one number for all is that number', () => {
    const run = (memory: NodeSpec): number[] => {
      const document = looped(memory)
      const model = modelOf(document)
      const program = model.bind({ steps: 12, sequences: 1, keep: 0, adjoints: false })
      program.refresh()
      program.begin([inlineSequences(document)[1]!])
      program.advance(12)
      const at = program.value(model.network.outputs[0]!.out) / 8
      return [...model.kernels.view().slice(at, at + 12)]
    }
    for (const [one, all] of [
      [
        { type: 'context', decay: 0.4, delay: 2, initial: 0.3 },
        { type: 'context', decay: [0.4, 0.4, 0.4], delay: 2, initial: 0.3 },
      ],
      [
        { type: 'reservoir', size: 3, density: 1, leak: 0.25 },
        { type: 'reservoir', size: 3, density: 1, leak: [0.25, 0.25, 0.25] },
      ],
    ] as const)
      run(all as NodeSpec).forEach((y, t) => expect(y).toBeCloseTo(run(one as NodeSpec)[t]!, 13))
  })

  it('stays in its range, whatever the gradient', () => {
    const found = trained(looped({ type: 'context', decay: 0.9, decayTrained: true }, { epochs: 5, optimizer: { kind: 'sgd', learningRate: 1 } }))
    for (const d of found.get('m.decay')!) expect(Math.abs(d)).toBeLessThanOrEqual(1)
  })

  it('refuses a list of another length, with both numbers', () => {
    expect(
      compiled(looped({ type: 'context', decay: [0.1, 0.2] }))
        .errors.map(({ message }) => message)
        .join(),
    ).toContain('3 units')
  })

  it('of spiking units has the same gradient by BPTT and RTRL', () => {
    const document = draw(
      {
        x: { type: 'input', size: 2 },
        n: { type: 'neuron', size: 3, adaptation: 0.1, decayTrained: true, adaptationDecayTrained: true },
        y: { type: 'output', size: 1 },
      },
      { in: { from: 'x', to: 'n', init: { kind: 'normal', deviation: 1 } }, W_ny: { from: 'n.potential', to: 'y', kind: 'dense' } },
      { data: elman().data! },
    )
    expect(checkGradients(modelOf(document), inlineSequences(document))).toMatchObject({ agrees: true })
  })
})
