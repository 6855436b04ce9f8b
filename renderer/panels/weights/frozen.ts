import type { EdgeSpec } from '../../../engine/document/types'
import type { Grid } from './cells'

type Runs = NonNullable<EdgeSpec['frozen']>

/** Flat indices of the frozen weights within a matrix. */
export function frozenIn(runs: Runs | undefined, { rows, columns }: Grid): Set<number> {
  const found = new Set<number>()
  for (const [row = 0, first = 0, count = 0] of runs ?? [])
    if (row < rows) for (let column = first; column < Math.min(columns, first + count); column++) found.add(row * columns + column)
  return found
}

/** Freezes or unfreezes weights; undefined if none is frozen any more. Runs beyond the matrix are dropped. */
export function withFrozen(runs: Runs | undefined, indices: Iterable<number>, freeze: boolean, grid: Grid): Runs | undefined {
  const frozen = frozenIn(runs, grid)
  for (const index of indices) {
    if (freeze) frozen.add(index)
    else frozen.delete(index)
  }
  const made: [number, number, number][] = []
  for (const index of [...frozen].sort((a, b) => a - b)) {
    const [row, column] = [Math.floor(index / grid.columns), index % grid.columns]
    const last = made.at(-1)
    if (last?.[0] === row && last[1] + last[2] === column) last[2]++
    else made.push([row, column, 1])
  }
  return made.length > 0 ? made : undefined
}

/** The frozen weights as one path of the matrix at `size` pixels for each cell. */
export const outlineOf = (runs: Runs, size: number): string =>
  runs.map(([row = 0, first = 0, count = 0]) => `M${first * size} ${row * size}h${count * size}v${size}h${-count * size}z`).join('')
