import { expect, it } from 'vitest'
import { jsonText } from '../../engine/base/json-text'
import { finish } from '../../engine/base/resumable'
import { createRandom } from '../renderer/editing/random'

const seed = Number(process.env.SEED ?? 3)

it(`is the text of JSON.stringify (seed ${seed})`, () => {
  for (let round = 0; round < 300; round++) {
    const random = createRandom(seed + round)
    const below = (n: number): number => Math.floor(random() * n)
    const leaves = [0, -0, 1.5, NaN, '"quoted" \n \u2028', '', null, true, undefined, '𝒽']
    const make = (depth: number): unknown => {
      const kind = depth === 0 ? 0 : below(3)
      if (kind === 0) return leaves[below(leaves.length)]
      if (kind === 1) return Array.from({ length: below(4) }, () => make(depth - 1))
      return Object.fromEntries(Array.from({ length: below(4) }, (_, i) => [`k"${i}`, make(depth - 1)]))
    }
    const value = { a: make(7), b: make(3) }
    expect(finish(jsonText(value)), `seed ${seed + round}`).toBe(JSON.stringify(value))
  }
})

it('writes a long list and a long object in parts', () => {
  const value = {
    data: { sequences: [{ x: Array.from({ length: 50_000 }, (_, t) => [t, -t]) }, { x: [[1]] }] },
    view: { edges: Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`e${i}`, { bends: [{ x: i, y: 0 }] }])) },
  }
  let stops = 0
  const work = jsonText(value)
  for (;;) {
    const { done, value: text } = work.next()
    if (done) {
      expect(text).toBe(JSON.stringify(value))
      break
    }
    stops++
  }
  expect(stops).toBeGreaterThan(5)
})

it('writes a long string in parts, and cuts no character in two', () => {
  const value = { a: ['𝒽'.repeat(2 ** 20), `x${'𝒽"\n'.repeat(2 ** 19)}`, 'y'.repeat(2 ** 20 + 1)], b: 1 }
  const work = jsonText(value)
  let stops = 0
  let found = work.next()
  for (; !found.done; found = work.next()) stops++
  expect(found.value === JSON.stringify(value)).toBe(true)
  expect(stops).toBeGreaterThanOrEqual(5)
})
