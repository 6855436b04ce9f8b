import { expect, it } from 'vitest'
import type { DynamicsView } from '../../../engine/run/streams'
import { ARROW, frameOf, stepAt, tableOf, toPixels } from '../../../renderer/panels/dynamics/frame'

/** A path of five steps in three directions. */
const path = Float64Array.from([0, 0, 9, 1, 2, 8, 2, 1, 7, 3, 5, 6, 4, 3, 5])
const view = { path, length: 5, directions: [0, 1, 2].map(() => new Float64Array(3)) } as unknown as DynamicsView

it('a click on the path of the state finds its step in the shown plane, and nothing far from the path', () => {
  for (const axes of [
    [0, 1],
    [1, 2],
  ] as const) {
    const frame = frameOf(view, axes, [], 400, 200)
    for (let t = 0; t < 5; t++) {
      const [x, y] = toPixels(frame, path[3 * t + axes[0]]!, path[3 * t + axes[1]]!)
      expect(stepAt(view, axes, frame, x + 3, y - 3)).toBe(t)
    }
    expect(stepAt(view, axes, frame, -100, -100)).toBeUndefined()
  }
})

it('the table of a path has the drawn coordinates, step by step', () => {
  expect(tableOf(view, [2, 1], ['c', 'b'], 'step')).toEqual({
    across: 'step',
    at: [0, 1, 2, 3, 4],
    lines: [
      { name: 'c', values: [9, 8, 7, 6, 5] },
      { name: 'b', values: [0, 2, 1, 5, 3] },
    ],
  })
})

it('the arrows of a fixed point fit into the plot', () => {
  const point = [4, 7, 9]
  const frame = frameOf(view, [0, 1], [point], 360, 150)
  const [x, y] = toPixels(frame, point[0]!, point[1]!)
  expect(360 - x).toBeGreaterThanOrEqual(ARROW - 1e-9)
  expect(y).toBeGreaterThanOrEqual(ARROW - 1e-9)
})
