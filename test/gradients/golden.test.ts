import { describe, expect, it } from 'vitest'
import { compile } from '../../engine/compile'
import { gradient, type GradientResult } from '../../engine/learn/check/gradient'
import { Model } from '../../engine/learn/model/model'
import { registry } from '../../nodes'
import { goldenDocument, goldenGradients, goldenNames } from './fixtures'
import { inlineSequences } from './sequences'

function close(actual: number, expected: number, relative: number, absolute: number): boolean {
  const difference = Math.abs(actual - expected)
  return difference <= absolute || difference <= relative * Math.abs(expected)
}

describe.each(goldenNames)('golden gradients of %s', (name) => {
  const document = goldenDocument(name)
  const expected = goldenGradients(name)
  for (const plain of [false, true])
    it.each(Object.entries(expected))(`%s, ${plain ? 'plain kernels' : 'WebAssembly'}`, (_, wanted) => {
      const { network, errors } = compile(document, registry)
      expect(errors).toEqual([])
      const model = new Model(network!, { precision: 'float64', plain })
      const result = gradient(model, inlineSequences(document), {
        horizon: wanted.horizon ?? null,
        every: wanted.every ?? null,
        recompute: false,
      }) as GradientResult
      expect(Object.keys(result.gradients).sort()).toEqual(Object.keys(wanted.gradients).sort())
      for (const [parameter, { shape, data }] of Object.entries(wanted.gradients)) {
        const found = result.gradients[parameter]!
        expect(found.shape).toEqual(shape)
        data.forEach((g, i) => {
          if (!close(found.data[i]!, g, 1e-8, 1e-10)) expect.fail(`${parameter}[${i}]: ${found.data[i]} instead of ${g}`)
        })
      }
      if (wanted.loss !== undefined) expect(close(result.loss, wanted.loss, 1e-10, 1e-10)).toBe(true)
      wanted.outputs?.forEach((outputs, s) => {
        for (const [id, rows] of Object.entries(outputs))
          rows.flat().forEach((y, i) => {
            if (!close(result.outputs[s]![id]![i]!, y, 1e-10, 1e-10)) expect.fail(`${id}(${i}) of sequence ${s}`)
          })
      })
    })
})
