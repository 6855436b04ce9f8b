import { tasks } from '../../engine/data'

/** The sequences of a task as lists of rows, by name of column. */
export function sequencesOf(task: string, options: Record<string, unknown> = {}, seed = 0): { rows: Record<string, number>[]; part: number }[] {
  const { table, cut } = tasks[task]!.generate(options, seed)
  const { starts, counts } = cut!
  return starts
    .slice(0, -1)
    .map((first, i) => ({
      rows: Array.from({ length: starts[i + 1]! - first }, (_, t) => Object.fromEntries(table!.columns.map((c) => [c.name, c.numbers[first + t]!]))),
      part: i < counts[0] ? 0 : i < counts[0] + counts[1] ? 1 : 2,
    }))
}
