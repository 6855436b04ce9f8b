import { limits } from '../document/limits'

/** Returns the folder with the kept runs of a document, beside its file (docs/decisions/runs.md). */
export const runsBeside = (path: string): string => `${path.endsWith('.unfold') ? path.slice(0, -'.unfold'.length) : path}.runs`

/** Name of a run's file in a bundle: its path below the folder of the runs. */
const RUN_FILE = /^runs\/\d{4,5}\/[a-z]{1,16}\.(?:json|jsonl|unfold)$/
export const isRunFile = (name: string): boolean => RUN_FILE.test(name)

/** A file of a run, with its size. */
export interface RunFileFound {
  readonly name: string
  readonly size: number
}

/**
 * Selects the files of kept runs for a bundle: those of the newest runs, all or none of each run, within the limits.
 * @param byRun The files of each run.
 */
export function runsToPack<F extends RunFileFound>(byRun: ReadonlyMap<number, readonly F[]>): F[] {
  const newest = [...byRun].sort(([a], [b]) => b - a).slice(0, limits.bundleRuns)
  const packed: F[] = []
  let sum = 0
  for (const [, files] of newest) {
    const mine = files.filter(({ name }) => isRunFile(name))
    sum += mine.reduce((bytes, { size }) => bytes + size, 0)
    if (sum > limits.bundleRunBytes) break
    for (const file of mine) packed.push(file)
  }
  return packed
}
