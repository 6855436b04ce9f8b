import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { analysisModel, analyzeSequence, findFixedPoints, type SequenceAnalysis } from '../../engine/analyze'
import { diagnosingUnits } from '../../engine/analyze/units'
import { finish } from '../../engine/base/resumable'
import { compile } from '../../engine/compile'
import { parseDocument } from '../../engine/document/parse'
import type { GraphDocument, InlineSequence } from '../../engine/document/types'
import { keyOf, type Query, type Seen, type StreamKind } from '../../engine/run/streams'
import { registry } from '../../nodes'
import { inlineSequences } from '../gradients/sequences'
import { Stage } from './stage'

const documentOf = (name: string): GraphDocument =>
  parseDocument(readFileSync(new URL(`../fixtures/${name.includes('/') ? name : `gradients/${name}`}.unfold`, import.meta.url), 'utf8'), registry).document!

/** The result of a query while the session is idle. */
function seen<K extends StreamKind>(stage: Stage, query: Query<K>): Seen<K> {
  stage.send({ kind: 'watch', add: [query as Query], drop: [] })
  const { seen } = stage.last('frame')
  stage.send({ kind: 'watch', add: [], drop: [query as Query] })
  return seen.get(keyOf(query as Query)) as Seen<K>
}

/** The analysis of a document with the weights that a session has learned. */
function analysed(stage: Stage, document: GraphDocument, sequence: number, steps?: [number, number]): SequenceAnalysis {
  const learned = { ...document, weights: { ...document.weights, ...stage.weights() } }
  const model = analysisModel(compile(learned, registry).network!)
  return analyzeSequence(model, inlineSequences(document)[sequence]!, steps ? { steps } : {}) as SequenceAnalysis
}

describe.each(['elman', 'lstm', 'gru', 'jordan-elman-both', 'bidirectional', 'analysis-next/zoneout-and-decay'])('gradient flow of %s', (name) => {
  const document = documentOf(name)
  it.each([null, 3])('is that of analysis to the bit, of step %s', (step) => {
    const stage = new Stage({ ...document, training: { ...document.training, epochs: 2 } })
    stage.train()
    const view = seen(stage, { kind: 'flow', part: 'train', sequence: 0, step, lags: 256 })
    if ('problem' in view) throw new Error(view.problem.message)
    const wanted = analysed(stage, document, 0, step === null ? undefined : [step, step])
    expect(view.ports.map(({ name }) => name).sort()).toEqual(Object.keys(wanted.flow).sort())
    view.ports.forEach(({ name }, p) => {
      const lags = Array.from(view.values.subarray(p * view.lags, (p + 1) * view.lags), (v) => (Number.isNaN(v) ? null : v))
      expect(lags, name).toEqual(wanted.flow[name])
    })
    expect(Object.fromEntries(view.parameters.map(({ name, value }) => [name, value]))).toEqual(wanted.parameters)
  })
})

describe.each(['lstm', 'echo-state'])('units of %s', (name) => {
  it('are judged as by analysis', () => {
    const document = documentOf(name)
    // A gate that is a constant, a reservoir that does not forget.
    const nodes = Object.fromEntries(
      Object.entries(document.nodes).map(([id, node]) => [
        id,
        node.type === 'gate' ? { ...node, biasInit: 20 } : node.type === 'reservoir' ? { ...node, spectralRadius: 3, density: 1 } : node,
      ]),
    )
    const sequence = { ...(document.data as { sequences: InlineSequence[] }).sequences[0]! }
    const longer = Object.fromEntries(Object.entries(sequence).map(([id, steps]) => [id, [...steps!, ...steps!, ...steps!, ...steps!]])) as InlineSequence
    const judged: GraphDocument = {
      ...document,
      nodes,
      weights: {},
      data: { kind: 'inline', sequences: [longer] },
      training: { ...document.training, epochs: 12 },
    }
    const stage = new Stage(judged)
    stage.train()
    const view = seen(stage, { kind: 'units' })
    if ('problem' in view) throw new Error(view.problem.message)
    const model = analysisModel(compile({ ...judged, weights: stage.weights() }, registry).network!)
    expect(view.findings.length).toBeGreaterThan(0)
    expect(view).toEqual({ epoch: 12, findings: finish(diagnosingUnits(model, inlineSequences(judged), 12)) })
  })
})

describe('watching an analysis', () => {
  const document = documentOf('elman')
  const training = { ...document.training, epochs: 300 }

  it('changes no bit of the learned weights', () => {
    const alone = new Stage({ ...document, training })
    alone.train()
    const watched = new Stage({ ...document, training })
    watched.send({ kind: 'watch', add: [{ kind: 'flow', part: 'train', sequence: 0, step: null, lags: 8 }], drop: [] })
    watched.train()
    expect(watched.weights()).toEqual(alone.weights())
  })
})

describe.each(['elman', 'lstm', 'gru', 'echo-state', 'analysis-next/decay-by-unit'])('dynamics of %s', (name) => {
  const document = documentOf(name)
  const trained = (): Stage => {
    const stage = new Stage({ ...document, training: { ...document.training, epochs: 2 } })
    stage.train()
    return stage
  }

  it('are those of analysis to the bit: singular values and eigenvalues at a step, and exponents', () => {
    const stage = trained()
    const wanted = analysed(stage, document, 0)
    const view = seen(stage, { kind: 'dynamics', part: 'train', sequence: 0, step: 4, axes: 'components' })
    if ('problem' in view) throw new Error(view.problem.message)
    expect(view.step).toEqual(wanted.steps!.find(({ t }) => t === 4))
    const exponents = seen(stage, { kind: 'lyapunov', part: 'train', sequence: 0 })
    expect(exponents).toMatchObject({ exponents: wanted.lyapunov })
  })

  it('have the fixed points of analysis', () => {
    const stage = trained()
    const learned = { ...document, weights: { ...document.weights, ...stage.weights() } }
    const model = analysisModel(compile(learned, registry).network!)
    const options = { input: 'mean' as const, starts: 6, seed: 3 }
    const wanted = findFixedPoints(model, [inlineSequences(document)[0]!], options)
    expect(stage.ask({ kind: 'fixed-points', part: 'train', sequence: 0, ...options })).toEqual({ points: wanted })
  })

  it('have two units of the state, or its components, as axes', () => {
    const stage = trained()
    const view = seen(stage, { kind: 'dynamics', part: 'train', sequence: 0, step: 4, axes: '1,0' })
    if ('problem' in view) throw new Error(view.problem.message)
    expect(view.directions.map((direction) => direction.indexOf(1))).toEqual([1, 0])
    expect(view.path).toHaveLength(2 * view.length)
    expect(view.losses.some(Number.isFinite)).toBe(true)
  })
})

describe('the worst sequence', () => {
  const plain = documentOf('elman')
  const document = {
    ...plain,
    data: {
      kind: 'inline' as const,
      sequences: (plain.data?.kind === 'inline' ? plain.data.sequences : []).flatMap((sequence) => [
        sequence,
        // Targets that are far off make the second the worst.
        {
          ...sequence,
          ...Object.fromEntries(
            Object.keys(sequence).flatMap((key) =>
              key.startsWith('y') && Array.isArray(sequence[key]) ? [[key, (sequence[key] as number[][]).map((row) => row.map((v) => v + 9))]] : [],
            ),
          ),
        },
      ]),
    },
  }
  it('is followed by the gradient flow, the dynamics and the search of fixed points', () => {
    const stage = new Stage({ ...document, training: { ...document.training, epochs: 1 } })
    stage.train()
    stage.send({ kind: 'hold', at: { part: 'train', sequence: 'worst', step: 0 } })
    stage.send({ kind: 'watch', add: [{ kind: 'sequences', part: 'train' }], drop: [] })
    const worst = stage.seen({ kind: 'sequences', part: 'train' }).worst!.sequence
    expect(worst % 2).toBe(1)
    const flow = seen(stage, { kind: 'flow', part: 'train', sequence: 'worst', step: null, lags: 8 })
    if ('problem' in flow) throw new Error(flow.problem.message)
    expect(flow.values).toEqual((seen(stage, { kind: 'flow', part: 'train', sequence: worst, step: null, lags: 8 }) as typeof flow).values)
    expect(flow.values).not.toEqual((seen(stage, { kind: 'flow', part: 'train', sequence: 0, step: null, lags: 8 }) as typeof flow).values)
    const dynamics = seen(stage, { kind: 'dynamics', part: 'train', sequence: 'worst', step: 2, axes: 'components' })
    if ('problem' in dynamics) throw new Error(dynamics.problem.message)
    expect(dynamics.losses).toEqual((seen(stage, { kind: 'dynamics', part: 'train', sequence: worst, step: 2, axes: 'components' }) as typeof dynamics).losses)
  })
})

describe.each(['elman', 'lstm', 'gru'])('parameters of %s by lag', (name) => {
  it('add up to the gradient if all lags belong to one step; nothing else changes', () => {
    const stage = new Stage(documentOf(name))
    const of = (byLag: boolean, lags: number) => {
      const view = seen(stage, { kind: 'flow', part: 'train', sequence: 0, step: 6, lags, ...(byLag ? { byLag } : {}) })
      if ('problem' in view) throw new Error(view.problem.message)
      return view
    }
    const [split, plain] = [of(true, 7), of(false, 7)]
    expect(plain.parameterLags).toBeUndefined()
    split.values.forEach((value, i) => expect(value).toBeCloseTo(plain.values[i]!, 12))
    split.parameters.forEach(({ value }, p) => expect(value).toBeCloseTo(plain.parameters[p]!.value!, 12))
    split.parameters.forEach(({ value, name }, p) => {
      const lags = split.parameterLags!.subarray(7 * p, 7 * p + 7)
      // The triangle inequality, both ways, and lag 0 alone is the gradient with one lag.
      expect(
        lags.reduce((sum, v) => sum + v, 0),
        name,
      ).toBeGreaterThanOrEqual(value! - 1e-12)
      expect(lags[0], name).toBeCloseTo(of(true, 1).parameters[p]!.value!, 12)
    })
  })
})

it('similar steps are the nearest minima of the distance of states', () => {
  const stage = new Stage(documentOf('elman'))
  const view = seen(stage, { kind: 'dynamics', part: 'train', sequence: 0, step: 4, axes: '0,1' })
  if ('problem' in view) throw new Error(view.problem.message)
  expect(view.near.length).toBeGreaterThan(0)
  expect(view.near.map(({ t }) => t)).not.toContain(4)
  expect(view.near.map(({ distance }) => distance)).toEqual(view.near.map(({ distance }) => distance).sort((a, b) => a - b))
})
