import { expect, it } from 'vitest'
import { norms } from '../../engine/run/frames'
import { parameter } from '../../engine/run/parameter'
import { elman, modelOf } from '../documents'

it('the norm of a matrix is the same number wherever it is shown', () => {
  const model = modelOf(elman({}, 8))
  const reported = norms(model)
  for (const name of ['W_xh', 'W_ch', 'W_hy']) {
    const { found } = parameter(model, name)
    expect(reported.norms[name]).toBeCloseTo(found!.norm, 12)
    expect(reported.strengths[name]! * Math.sqrt(model.store.count(name))).toBeCloseTo(found!.norm, 12)
  }
})
