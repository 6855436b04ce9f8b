import { describe, expect, it } from 'vitest'
import type { AlgorithmSpec, EdgeSpec, GraphDocument } from '../../engine/document/types'
import { bptt } from '../../engine/learn/bptt/bptt'
import { Trainer } from '../../engine/learn/train/trainer'
import { wires, type Drawing } from '../reference/drawing'
import { inlineSequences } from '../gradients/sequences'
import { compiled, draw, modelOf } from '../documents'
import { randomGraph } from '../random-graphs'
import { dataset, finish } from './helpers'

const FIRST = Number(process.env.SEED ?? 17_000)

/** Same-step and delayed dependences between the ports of one node. */
const within: Readonly<Record<string, readonly [string, string][]>> = {
  layer: [['in', 'out']],
  output: [['in', 'out']],
  context: [['in', 'out']],
  reservoir: [['in', 'out']],
  gate: [
    ['control', 'gate'],
    ['control', 'out'],
    ['signal', 'out'],
    ['other', 'out'],
  ],
  cell: [
    ['in', 'state'],
    ['forget', 'state'],
    ['state', 'out'],
    ['state', 'previous'],
    ['previous', 'state'],
  ],
}

/** Edges on a cycle through wires and nodes, over any number of steps. */
function inLoops(document: GraphDocument): string[] {
  const all = wires(document as unknown as Drawing)
  const next = new Map<string, string[]>()
  const add = (from: string, to: string): void => void next.set(from, [...(next.get(from) ?? []), to])
  for (const [id, { type }] of Object.entries(document.nodes)) for (const [a, b] of within[type] ?? []) add(`${id}.${a}`, `${id}.${b}`)
  for (const w of all) add(`${w.node}.${w.port}`, `${w.target}.${w.targetPort}`)
  return all
    .filter((w) => {
      const seen = new Set<string>()
      const waiting = [`${w.target}.${w.targetPort}`]
      for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
        if (seen.has(at)) continue
        seen.add(at)
        waiting.push(...(next.get(at) ?? []))
      }
      return seen.has(`${w.node}.${w.port}`)
    })
    .map((w) => w.id)
    .sort()
}

const withDropout = (document: GraphDocument, p: (id: string) => number | undefined): GraphDocument => ({
  ...document,
  edges: Object.fromEntries(
    Object.entries(document.edges).map(([id, edge]): [string, EdgeSpec] => {
      const dropout = p(id)
      return [id, dropout === undefined ? edge : { ...edge, dropout }]
    }),
  ),
})

function trained(document: GraphDocument): unknown {
  const trainer = Trainer.make(modelOf(document), dataset(inlineSequences(document)))
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  finish(trainer)
  return trainer.model.weights()
}

describe(`dropout, seeds from ${FIRST}`, () => {
  it('is refused on every wire of a loop, and on no other, on 200 graphs', () => {
    for (let seed = FIRST; seed < FIRST + 200; seed++) {
      const document = randomGraph(seed)
      const { errors } = compiled(withDropout(document, () => 0.5))
      expect(
        errors.every((e) => e.code === 'dropout-on-recurrence'),
        `seed ${seed}`,
      ).toBe(true)
      expect({ seed, refused: errors.flatMap((e) => e.edges).sort() }).toEqual({ seed, refused: inLoops(document) })
    }
  })

  it('of probability 0 is none, bit for bit, whatever trains, on 60 graphs', () => {
    const algorithms: AlgorithmSpec[] = [{ kind: 'bptt' }, { kind: 'bptt', horizon: 3, every: 2 }, { kind: 'rtrl' }]
    for (let seed = FIRST; seed < FIRST + 60; seed++) {
      const drawn = randomGraph(seed)
      const training = { ...drawn.training, epochs: 2, algorithm: algorithms[seed % 3]!, optimizer: { kind: 'sgd' as const, learningRate: 1e-3 } }
      const document = { ...drawn, training }
      expect(trained(withDropout(document, () => 0)), `seed ${seed}`).toEqual(trained(document))
    }
  })

  it('propagates errors through the masks of the forward pass, however many steps back', () => {
    // y(t) = w · m(t−3) x(t−3): the mask shows in y, and ∂J/∂w = Σ (y(t) − d(t)) y(t) / w.
    const length = 700
    const document = draw(
      {
        x: { type: 'input', size: 1 },
        h: { type: 'layer', size: 1, activation: 'linear', bias: false },
        c: { type: 'context', delay: 3 },
        y: { type: 'output', size: 1, bias: false },
      },
      { w: { from: 'x', to: 'h', dropout: 0.4 }, late: 'h → c', out: { from: 'c', to: 'y', kind: 'identity' } },
      {
        weights: { w: { shape: [1, 1], data: [0.7] } },
        data: {
          kind: 'inline',
          sequences: [{ x: Array.from({ length }, (_, t) => [1 + Math.sin(t) / 2]), y: Array.from({ length }, (_, t) => [Math.cos(t)]) }],
        },
      },
    )
    const model = modelOf(document)
    const { kernels, store, network } = model
    const program = model.bind({ steps: 40, sequences: 1, keep: 12, adjoints: true })
    program.mode.training = true
    program.refresh()
    kernels.fill(store.trainable, store.gradients, 0)
    const seen: number[] = []
    const out = network.outputs[0]!.out
    for (const _ of bptt(program, inlineSequences(document), { horizon: 9, every: 2, recompute: true }, 0)) {
      const { tape } = program
      for (let t = seen.length; t < tape.base + tape.steps; t++) seen.push(kernels.view()[program.value(out) / kernels.bytes + t - tape.base]!)
    }
    expect(seen.length).toBe(length)
    const masks = seen.slice(3).map((y, t) => y / (0.7 * (1 + Math.sin(t) / 2)))
    expect(masks.every((m) => Math.abs(m) < 1e-12 || Math.abs(m - 1 / 0.6) < 1e-12)).toBe(true)
    expect(masks.filter((m) => m > 1).length / masks.length).toBeCloseTo(0.6, 1)
    const expected = seen.reduce((sum, y, t) => sum + ((y - Math.cos(t)) * y) / 0.7, 0)
    expect(model.gradient('w').data[0]).toBeCloseTo(expected, 9)
  })
})
