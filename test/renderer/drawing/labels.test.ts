import { expect, it } from 'vitest'
import { placeLabels } from '../../../renderer/drawing/routing/labels'
import type { Route } from '../../../renderer/drawing/routing/route'

/** Level wires one under the other, with room for a name between them. */
function level(count: number): Map<string, Route> {
  return new Map(
    Array.from({ length: count }, (_, i) => {
      const points = [
        { x: 0, y: 60 * i },
        { x: 300, y: 60 * i },
      ]
      return [
        `w${i}`,
        {
          path: '',
          draw: () => undefined,
          form: 'lane',
          middle: { x: 150, y: 60 * i },
          end: points[1]!,
          length: 300,
          box: { x: 0, y: 60 * i, width: 300, height: 0 },
          trace: points,
          points,
        },
      ] as const
    }),
  )
}

const names = Array.from({ length: 100 }, (_, i) => ({ id: `w${i}`, width: 40, badge: false }))
const shown = (wires: number): number => [...placeLabels(names, level(wires), []).values()].filter(({ free }) => free).length

it('names of wires are placed where there is room, and shown only on hover among thousands of wires', () => {
  expect(shown(100)).toBe(100)
  expect(shown(1_600)).toBe(100)
  expect(shown(10_000)).toBe(0)
})
