import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { analysisModel, analyzeSequence, stateOf, type SequenceAnalysis } from '../../engine/analyze'
import { compile } from '../../engine/compile'
import { parseDocument } from '../../engine/document/parse'
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
const names = readdirSync(new URL('analysis/', folder)).map((file) => file.replace('.expected.json', ''))

/** Σ λᵏ for k = 1 … n: what eigenvalues that nearly coincide have in common whatever rounding does to each. */
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

describe.each(names)('analysis of %s', (name) => {
  const { document } = parseDocument(readFileSync(new URL(`gradients/${name}.unfold`, folder), 'utf8'), registry)
  const wanted = JSON.parse(readFileSync(new URL(`analysis/${name}.expected.json`, folder), 'utf8')) as Expected
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
