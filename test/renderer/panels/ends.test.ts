import { describe, expect, it } from 'vitest'
import { splitEnds } from '../../../engine/data/split'
import { moveEnd, sharesOf } from '../../../renderer/panels/data/ends'
import { stream } from '../../../engine/base/random'

describe('the ends of a split', () => {
  it('stop at each other and leave at least one training row', () => {
    expect(moveEnd([5, 7, 9], 0, -3, 10)).toEqual([1, 7, 9])
    expect(moveEnd([5, 7, 9], 0, 8, 10)).toEqual([7, 7, 9])
    expect(moveEnd([5, 7, 9], 1, 20, 10)).toEqual([5, 9, 9])
    expect(moveEnd([5, 7, 9], 2, 20, 10)).toEqual([5, 7, 10])
  })

  const seed = Number(process.env.SEED ?? 11)
  it(`become fractions that the engine splits the same way (SEED=${seed})`, () => {
    const random = stream(seed, 'ends')
    for (let i = 0; i < 300; i++) {
      const total = 1 + random.integer(i % 2 === 0 ? 40 : 3_000_000)
      const [a, b, c] = [0, 0, 0].map(() => random.integer(total + 1)).sort((x, y) => x - y) as [number, number, number]
      const split = sharesOf([a, b, c], total)
      expect(splitEnds(total, { kind: 'file', path: 'a.csv', split })).toEqual([a, b, c])
    }
  })
})
