import { expect, it } from 'vitest'
import { frozenIn, withFrozen } from '../../../renderer/panels/weights/frozen'

const grid = { rows: 2, columns: 4, mask: undefined }

it('freezes and unfreezes single weights, as runs within rows', () => {
  const runs = withFrozen(undefined, [2, 3, 4, 7], true, grid)
  // Weights 3 and 4 follow each other in different rows.
  expect(runs).toEqual([
    [0, 2, 2],
    [1, 0, 1],
    [1, 3, 1],
  ])
  expect([...frozenIn(runs, grid)]).toEqual([2, 3, 4, 7])
  expect(withFrozen(runs, [3], false, grid)).toEqual([
    [0, 2, 1],
    [1, 0, 1],
    [1, 3, 1],
  ])
  expect(withFrozen(runs, [2, 3, 4, 7], false, grid)).toBeUndefined()
  expect(
    withFrozen(
      [
        [0, 3, 9],
        [5, 0, 1],
      ],
      [0],
      true,
      grid,
    ),
  ).toEqual([
    [0, 0, 1],
    [0, 3, 1],
  ])
})
