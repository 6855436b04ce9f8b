import { describe, expect, it } from 'vitest'
import { compile } from '../../engine/compile'
import { gradient, type GradientResult, type Method } from '../../engine/learn/check/gradient'
import { Model } from '../../engine/learn/model/model'
import { registry } from '../../nodes'
import { goldenDocument, goldenNames } from './fixtures'
import { inlineSequences } from './sequences'
import { farthest } from './compare'

const full: Method = { horizon: null, every: null, recompute: false }

describe.each(goldenNames)('RTRL of %s', (name) => {
  const document = goldenDocument(name)
  const { network } = compile(document, registry)
  for (const plain of [false, true])
    it(`sums to full BPTT, or reports what runs backward; ${plain ? 'plain kernels' : 'WebAssembly'}`, () => {
      const of = (method: Method): GradientResult =>
        gradient(new Model(network!, { precision: 'float64', plain }), inlineSequences(document), method) as GradientResult
      for (const method of [{ variant: 'exact', every: 1 }, { variant: 'exact' }] as const) {
        const result = of(method)
        if (network!.backwardInTime) expect(result).toMatchObject({ code: 'algorithm-needs-forward-time' })
        else expect(farthest(result, of(full))).toBeLessThan(1e-9)
      }
    })
})
