import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import { gradient, type GradientResult, type Method } from '../../engine/learn/gradient'
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
    const told = errors.length > 0 ? errors[0]!.message : test(document, seed)
    if (told !== undefined) failures.push(`seed ${seed}: ${told}`)
  }
  expect(failures).toEqual([])
}

const far = (a: GradientResult, b: GradientResult, limit: number): string | undefined => {
  const distance = farthest(a, b)
  return distance < limit ? undefined : `farthest ${distance}`
}

describe(`random graphs, seeds from ${FIRST}`, () => {
  it('RTRL sums to full BPTT on 200 of them', () => {
    onGraphs(200, {}, (d, seed) => far(of(d, { variant: 'exact' }, seed % 2 === 1), of(d, full), 1e-9))
  })
})
