import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import { gradient, type GradientResult, type Method } from '../../engine/learn/check/gradient'
import { explicitRecurrence } from '../../engine/learn/rtrl/eligibility'
import { compiled, modelOf } from '../documents'
import { randomGraph, type RandomGraphOptions } from '../random-graphs'
import { farthest } from './compare'
import { inlineSequences } from './sequences'

const FIRST = 3000
const full: Method = { horizon: null, every: null, recompute: false }

function of(document: GraphDocument, method: Method, plain = false): GradientResult {
  const result = gradient(modelOf(document, { precision: 'float64', plain }), inlineSequences(document), method)
  if (!('gradients' in result)) throw new Error(result.message)
  return result
}

/** Runs a test on documents drawn from printed seeds; names the seeds that fail. */
function onGraphs(count: number, options: RandomGraphOptions, test: (document: GraphDocument, seed: number) => string | undefined): void {
  const failures: string[] = []
  for (let seed = FIRST; seed < FIRST + count; seed++) {
    const document = randomGraph(seed, options)
    const { errors } = compiled(document)
    const fault = errors.length > 0 ? errors[0]!.message : test(document, seed)
    if (fault !== undefined) failures.push(`seed ${seed}: ${fault}`)
  }
  expect(failures).toEqual([])
}

const far = (a: GradientResult, b: GradientResult, limit: number): string | undefined => {
  const distance = farthest(a, b)
  return distance < limit ? undefined : `farthest ${distance}`
}

describe(`RTRL, its approximations and blends, seeds from ${FIRST}`, () => {
  it('sums to full BPTT for any length of the blocks in which sensitivities advance', () => {
    onGraphs(100, {}, (d, seed) =>
      far(of(d, { variant: 'exact', block: 2 + (seed % 4), every: seed % 3 === 0 ? null : 1 + (seed % 3) }, seed % 2 === 1), of(d, full), 1e-9),
    )
  })

  it('hybrid: at block ends the gradient is that of full BPTT', () => {
    onGraphs(60, {}, (d, seed) => far(of(d, { variant: 'hybrid', every: 1 + (seed % 5) }, seed % 2 === 1), of(d, full), 1e-9))
    onGraphs(20, {}, (d) => far(of(d, { variant: 'hybrid' }), of(d, full), 1e-9))
  })

  it('SnAp-1 is exact where every recurrence is diagonal', () => {
    onGraphs(60, { diagonal: true }, (d) => far(of(d, { variant: 'snap-1' }), of(d, full), 1e-9))
  })

  it('e-prop is exact if no path from one step to the next passes weights', () => {
    let found = 0
    onGraphs(200, {}, (d) => {
      if (explicitRecurrence(compiled(d).network!).size > 0) return undefined
      found++
      return far(of(d, { variant: 'e-prop' }), of(d, full), 1e-9)
    })
    expect(found).toBeGreaterThan(10)
  })

  it.each(['snap-1', 'e-prop'] as const)('%s is exact without recurrence', (variant) => {
    onGraphs(40, { feedforward: true }, (d) => far(of(d, { variant }), of(d, full), 1e-9))
  })
})
