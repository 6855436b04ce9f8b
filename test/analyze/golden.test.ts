import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { analysisModel, analyzeSequence, analyzingTrajectory, stateOf, type SequenceAnalysis, type Trajectory } from '../../engine/analyze'
import { finish } from '../../engine/base/resumable'
import { compile } from '../../engine/compile'
import { parseDocument } from '../../engine/document/parse'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { inlineSequences } from '../gradients/sequences'

type Pair = [number, number]
interface Expected {
  readonly size?: number
  readonly state?: readonly { readonly node: string; readonly port: string; readonly slot: number; readonly size: number }[]
  readonly sequences: readonly {
    readonly steps?: readonly { readonly t: number; readonly singular: number[]; readonly eigenvalues: Pair[] }[]
    readonly lyapunov?: readonly (number | null)[]
    readonly flow: Readonly<Record<string, readonly (number | null)[]>>
  }[]
}

const folder = new URL('../fixtures/', import.meta.url)
const END = '.expected.json'
/** By name: the folders of the document and of what an independent implementation gives for it (`analysis-next`: by dual numbers). */
const fixtures = [
  ['gradients', 'analysis'],
  ['analysis-next', 'analysis-next'],
].flatMap(([documents, expected]) =>
  readdirSync(new URL(`${expected}/`, folder))
    .filter((file) => file.endsWith(END))
    .map((file) => [file.slice(0, -END.length), documents!, expected!] as const),
)

/** Σ λᵏ for k = 1 … n: which are stable for eigenvalues that nearly coincide, though rounding changes each. */
function powerSums(values: readonly Pair[]): Pair[] {
  const powers = values.map(([re, im]): Pair => [re, im])
  return values.map((_, k) => {
    if (k > 0)
      powers.forEach(([a, b], i) => {
        powers[i] = [a * values[i]![0] - b * values[i]![1], a * values[i]![1] + b * values[i]![0]]
      })
    return powers.reduce<Pair>(([x, y], [a, b]) => [x + a, y + b], [0, 0])
  })
}

function expectClose(found: readonly (number | null)[], wanted: readonly (number | null)[], tolerance: number, what: string): void {
  expect(found.length, what).toBe(wanted.length)
  wanted.forEach((value, i) => {
    const got = found[i]!
    if (value === null || got === null) expect(got, `${what}[${i}]`).toBe(value)
    else if (!(Math.abs(got - value) <= tolerance * Math.max(1, Math.abs(value)))) expect.fail(`${what}[${i}]: ${got} instead of ${value}`)
  })
}

describe.each(fixtures)('analysis of %s', (name, documents, folderOfExpected) => {
  const { document } = parseDocument(readFileSync(new URL(`${documents}/${name}.unfold`, folder), 'utf8'), registry)
  const wanted = JSON.parse(readFileSync(new URL(`${folderOfExpected}/${name}${END}`, folder), 'utf8')) as Expected
  const model = analysisModel(compile(document!, registry).network!)

  it('has the state of an independent implementation', () => {
    if (wanted.state === undefined) return expect(model.network.backwardInTime).toBe(true)
    const { size, parts } = stateOf(model.network)
    expect(size).toBe(wanted.size)
    expect(parts.map(({ node, port, slot, size }) => ({ node, port, slot, size }))).toEqual(wanted.state)
  })

  it.each(wanted.sequences.map((_, i) => i))('has its Jacobians, exponents and gradient flow on sequence %i', (i) => {
    const expected = wanted.sequences[i]!
    const found = analyzeSequence(model, inlineSequences(document!)[i]!) as SequenceAnalysis
    expect(Object.keys(found.flow).sort()).toEqual(Object.keys(expected.flow).sort())
    for (const [port, lags] of Object.entries(expected.flow)) expectClose(found.flow[port]!, lags, 1e-8, port)
    expect(found.steps?.map(({ t }) => t)).toEqual(expected.steps?.map(({ t }) => t))
    expected.steps?.forEach(({ t, singular, eigenvalues }, s) => {
      expectClose(found.steps![s]!.singular, singular, 1e-8, `singular values at ${t}`)
      expectClose(powerSums(found.steps![s]!.eigenvalues as Pair[]).flat(), powerSums(eigenvalues).flat(), 1e-7, `eigenvalues at ${t}`)
    })
    if (expected.lyapunov) expectClose(found.lyapunov!, expected.lyapunov, 1e-7, 'exponents')
  })
})

const loaded = (name: string, change: (document: GraphDocument) => GraphDocument = (same) => same) => {
  const { document } = parseDocument(readFileSync(new URL(`${name}.unfold`, folder), 'utf8'), registry)
  const changed = change(document!)
  return { model: analysisModel(compile(changed, registry).network!), sequence: inlineSequences(changed)[0]! }
}

it('there are never more lags than steps', () => {
  const { model, sequence } = loaded('gradients/elman')
  expect(analyzeSequence(model, sequence, { lags: 1e9 })).toEqual(analyzeSequence(model, sequence))
})

it('a logistic output that equals its target to the last bit has finite errors', () => {
  const { model, sequence } = loaded('gradients/elman', (document) => ({
    ...document,
    nodes: { x: document.nodes.x!, y: { type: 'output', size: 1, activation: 'logistic', loss: 'cross-entropy', biasInit: 60 } },
    edges: { W: { from: 'x', to: 'y', init: { kind: 'constant', value: 0 } } },
    weights: {},
    data: { kind: 'inline', sequences: [{ x: [Array.from({ length: Number(document.nodes.x!.size ?? 1) }, () => 1)], y: [[1]] }] },
  }))
  expect(analyzeSequence(model, sequence)).toMatchObject({ flow: { 'y.out': [1], 'x.out': [0] } })
})

it('before the first step, the state holds initial values', () => {
  const { model, sequence } = loaded('analysis-next/zoneout-and-decay', (document) => ({
    ...document,
    nodes: { ...document.nodes, c: { ...document.nodes.c!, initial: 0.25 } },
  }))
  const { path, state } = finish(analyzingTrajectory(model, sequence, 0)) as Trajectory
  const older = state.parts.find(({ port, slot }) => port === 'in' && slot === 1)!
  expect(Array.from(path.subarray(older.offset, older.offset + older.size))).toEqual([0.25, 0.25, 0.25])
})
