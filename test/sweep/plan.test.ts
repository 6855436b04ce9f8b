import { expect, it } from 'vitest'
import { combinations, freshRuns, merged, readVariation, variationText } from '../../engine/sweep/plan'

it.each(['h.size=4, 8, 16', 'a.b=tanh, "true", true, null, [1,2]', 'r=0.001, 1e-7'])('writes the values of “%s” so that they are read again', (text) => {
  const found = readVariation(text)!
  expect(readVariation(`${found.path}=${variationText(found)}`)).toEqual(found)
})
it('writes a range of a random search so that it is read again', () => {
  const found = readVariation('r=log 0.001..0.1', true)!
  expect(readVariation(`r=${variationText(found)}`, true)).toEqual(found)
})
it('adds values to a sweep: ranges of a random search stay ranges, and no run comes twice', () => {
  const [old, more] = [readVariation('r=0..1', true)!, readVariation('r=0.5..4', true)!]
  expect(merged([old], [more])).toEqual([{ path: 'r', values: [0, 4], between: { log: false } }])
  expect(merged([{ path: 's', values: [1, 2] }], [{ path: 's', values: [2, 3] }])).toEqual([{ path: 's', values: [1, 2, 3] }])
  const runs = combinations({ vary: [{ path: 's', values: [1, 2] }], seeds: [1, 2] })
  const all = combinations({ vary: [{ path: 's', values: [1, 2] }], seeds: [1, 2, 3] })
  if ('problem' in runs || 'problem' in all) throw new Error('no runs')
  expect(freshRuns(all, runs)).toEqual([
    { s: 1, 'training.seed': 3 },
    { s: 2, 'training.seed': 3 },
  ])
})
