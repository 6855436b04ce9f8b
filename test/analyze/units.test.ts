import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analysisModel } from '../../engine/analyze'
import { diagnosingUnits, type UnitFinding } from '../../engine/analyze/units'
import { finish } from '../../engine/base/resumable'
import { compile } from '../../engine/compile'
import { dataSizes, prepareData, readData } from '../../engine/data'
import type { GraphDocument, NodeSpec } from '../../engine/document/types'
import { Model } from '../../engine/learn/model/model'
import { Trainer } from '../../engine/learn/train/trainer'
import { registry } from '../../nodes'
import { draw, elman, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'
import { exampleNames, folder, readExample } from '../reproduce/examples'

const diagnosed = (document: GraphDocument, epoch = 10): readonly UnitFinding[] => {
  const model = modelOf(document)
  return finish(diagnosingUnits(analysisModel(model.network, { like: model }), inlineSequences(document), epoch))
}
const names = (found: readonly UnitFinding[]) => found.map(({ code, node, units }) => [code, node, ...units])

const sequences = [40, 30].map((length, k) => ({
  x: Array.from({ length }, (_, t) => [Math.sin(t + k), Math.cos(0.7 * t)]),
  y: Array.from({ length }, (_, t) => [Math.sin(t)]),
}))
const withData = (document: GraphDocument): GraphDocument => ({ ...document, data: { kind: 'inline', sequences } })
const tensor = (shape: number[], value: (i: number) => number) => ({ shape, data: Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => value(i)) })

/** A gated layer: g = f(W x + b) multiplies tanh(W x). */
const gated = (gate: Partial<NodeSpec> = {}): GraphDocument =>
  withData(
    draw(
      { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 3 }, g: { type: 'gate', ...gate }, y: { type: 'output', size: 1 } },
      { W_xh: 'x → h', W_xg: { from: 'x', to: 'g.control' }, h_g: { from: 'h', to: 'g.signal' }, W_gy: 'g → y' },
    ),
  )
const echoing = (reservoir: Partial<NodeSpec>): GraphDocument =>
  withData(
    draw(
      { x: { type: 'input', size: 2 }, r: { type: 'reservoir', size: 50, density: 0.2, ...reservoir }, y: { type: 'output', size: 1 } },
      { W_xr: 'x → r', W_ry: 'r → y' },
    ),
  )

describe('units', () => {
  it('that saturate are reported, one of four or all', () => {
    const healthy = withData(elman())
    expect(diagnosed(healthy)).toEqual([])
    const one = { ...healthy, weights: { 'h.bias': tensor([4], (i) => (i === 2 ? -9 : 0)) } }
    expect(names(diagnosed(one))).toEqual([['saturated', 'h', 2]])
    const large = { ...healthy, edges: { ...healthy.edges, W_xh: { ...healthy.edges.W_xh!, init: { kind: 'uniform' as const, low: 200, high: 900 } } } }
    const [all] = diagnosed(large)
    expect(all).toMatchObject({ code: 'saturated', node: 'h', units: [0, 1, 2, 3], of: 4 })
    expect(all!.values.net).toBeGreaterThan(50)
  })

  it('that are dead ReLUs are reported, but not a few silent ones in a large layer', () => {
    const relu = (size: number, dead: number): GraphDocument => {
      const plain = withData(elman({}, size))
      return {
        ...plain,
        nodes: { ...plain.nodes, h: { ...plain.nodes.h!, activation: 'relu' } },
        weights: { 'h.bias': tensor([size], (i) => (i < dead ? -30 : 5)) },
      }
    }
    expect(names(diagnosed(relu(4, 1)))).toEqual([['dead', 'h', 0]])
    expect(diagnosed(relu(4, 0))).toEqual([])
    expect(diagnosed(relu(40, 3))).toEqual([])
    expect(diagnosed(relu(40, 4))).toMatchObject([{ code: 'dead', units: [0, 1, 2, 3] }])
  })

  it('are examined if their activation is written as a formula', () => {
    const plain = withData(elman())
    const written = (formula: string, biasInit: number): GraphDocument => ({
      ...plain,
      nodes: { ...plain.nodes, h: { ...plain.nodes.h!, activation: { formula }, biasInit } },
    })
    expect(names(diagnosed(written('max(0, x)', -30)))).toEqual([['dead', 'h', 0, 1, 2, 3]])
    expect(names(diagnosed(written('tanh(x)', 30)))).toEqual([['saturated', 'h', 0, 1, 2, 3]])
    expect(diagnosed(written('x * logistic(1.702 * x)', -30))).toEqual([])
    expect(diagnosed(echoing({ activation: { formula: 'tanh(x)' }, spectralRadius: 3, inputScaling: 0.1 }))).toMatchObject([{ code: 'no-echo', node: 'r' }])
  })

  it('of a gate that never moves are reported together, after 10 epochs', () => {
    expect(diagnosed(gated())).toEqual([])
    const stuck = gated({ biasInit: 12 })
    expect(diagnosed(stuck, 9)).toEqual([])
    expect(diagnosed(stuck)).toMatchObject([{ code: 'unmoved', node: 'g', units: [], of: 3, values: { value: expect.closeTo(1, 3) } }])
  })

  it.each<[Partial<NodeSpec>, boolean]>([
    [{ spectralRadius: 0.9 }, true],
    [{ spectralRadius: 0.99, leak: 0.1 }, true],
    [{ spectralRadius: 0.999 }, true],
    [{ spectralRadius: 1.3, inputScaling: 0 }, false],
    [{ spectralRadius: 3, inputScaling: 0.1 }, false],
    [{ spectralRadius: 3, inputScaling: 0.1, density: 1 }, false],
    [{ spectralRadius: 1.2, activation: 'linear' }, false],
    // A strong input suppresses the chaos that the radius would cause.
    [{ spectralRadius: 1.2, inputScaling: 5 }, true],
  ])('of a reservoir %j have the echo state property: %s', (reservoir, holds) => {
    const found = diagnosed(echoing(reservoir)).filter(({ code }) => code === 'no-echo')
    expect(found.map(({ node }) => node)).toEqual(holds ? [] : ['r'])
  })
})

const source = { text: (path: string): string | undefined => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined) }

describe('the gallery', () => {
  it.each(exampleNames().filter((name) => !readExample(name).expect.slow))('%s: nothing is found at its start, nor after 60 updates', (name) => {
    const { document } = readExample(name)
    const data = readData(document, source)
    const compiled = compile(document, registry, dataSizes(document, registry, data))
    const { dataset } = prepareData(document, registry, compiled, data)
    const model = new Model(compiled.network!)
    const trainer = Trainer.make(model, dataset!) as Trainer
    const found = (): readonly UnitFinding[] => finish(diagnosingUnits(analysisModel(compiled.network!, { like: model }), dataset!.train, 10))
    expect(found()).toEqual([])
    for (let updates = 0; updates < 60; ) {
      const { kind } = trainer.next()
      if (kind === 'done' || kind === 'failed') break
      if (kind === 'update' || kind === 'epoch') updates++
    }
    expect(found()).toEqual([])
  })
})
