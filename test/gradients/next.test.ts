import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import { gradient, type GradientResult, type Method } from '../../engine/learn/check/gradient'
import { checkGradients } from '../../engine/learn/check/gradient-check'
import { compiled, modelOf } from '../documents'
import { nextGraph } from '../next-graphs'
import { farthest } from './compare'
import { inlineSequences } from './sequences'

const FIRST = Number(process.env.SEED ?? 4000)
const COUNT = Number(process.env.COUNT ?? 60)
const full: Method = { horizon: null, every: null, recompute: false }

function of(document: GraphDocument, method: Method, plain = false): GradientResult {
  const result = gradient(modelOf(document, { precision: 'float64', plain }), inlineSequences(document), method)
  if (!('gradients' in result)) throw new Error(result.message)
  return result
}

/** Runs a check on documents drawn from printed seeds; names the seeds that fail. */
function onGraphs(count: number, spiking: (seed: number) => boolean, check: (document: GraphDocument, seed: number) => string | undefined): void {
  const failures: string[] = []
  for (let seed = FIRST; seed < FIRST + count; seed++) {
    const document = nextGraph(seed, { spiking: spiking(seed) })
    const { errors } = compiled(document)
    const fault = errors.length > 0 ? errors[0]!.message : check(document, seed)
    if (fault !== undefined) failures.push(`seed ${seed}: ${fault}`)
  }
  expect(failures).toEqual([])
}

const far = (what: string, a: GradientResult, b: GradientResult, limit: number): string | undefined => {
  const distance = farthest(a, b)
  return distance < limit ? undefined : `${what}: farthest ${distance}`
}

describe(`random networks with parts of version 2, seeds from ${FIRST}`, () => {
  it('have the gradients of central differences', () => {
    // Differences take most of the time.
    onGraphs(
      COUNT / 3,
      () => false,
      (document) => {
        const { agrees, parameters } = checkGradients(modelOf(document), inlineSequences(document), { entries: 60 }) as Exclude<
          ReturnType<typeof checkGradients>,
          { code: string }
        >
        return agrees ? undefined : JSON.stringify(parameters.filter((p) => !p.agrees))
      },
    )
  })

  it('have one gradient by BPTT, whatever its windows, by exact RTRL and by the plain kernels', () => {
    onGraphs(
      COUNT,
      (seed) => seed % 2 === 0,
      (document, seed) => {
        const wanted = of(document, full)
        return (
          far('RTRL', of(document, { variant: 'exact', block: 2 + (seed % 4), every: seed % 3 === 0 ? null : 1 + (seed % 3) }), wanted, 1e-9)
          ?? far('hybrid', of(document, { variant: 'hybrid', every: 1 + (seed % 5) }), wanted, 1e-9)
          ?? far('BPTT(h; h′)', of(document, { horizon: 40, every: 1 + (seed % 4), recompute: false }), wanted, 1e-9)
          ?? far('plain kernels', of(document, full, true), wanted, 1e-9)
        )
      },
    )
  })
})
