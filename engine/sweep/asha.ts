/** A run, and the rung up to which to train it. */
export interface Job {
  readonly run: number
  readonly rung: number
}

/**
 * Returns the epochs after which runs are compared: least · ηᵏ below `epochs`, and `epochs` itself, where the remaining runs
 * end.
 */
export function rungsOf(epochs: number, least: number, eta: number): readonly number[] {
  const rungs: number[] = []
  for (let rung = least; rung < epochs; rung = Math.ceil(rung * eta)) rungs.push(rung)
  return [...rungs, epochs]
}

/** Returns the rank of a run by loss at a rung, from 1, and the number of runs there. Runs with equal losses rank in the order of their start. */
export function placeOf(run: number, losses: ReadonlyMap<number, number>): { readonly place: number; readonly of: number } {
  const mine = losses.get(run) ?? Infinity
  const before = [...losses].filter(([other, loss]) => loss < mine || (loss === mine && other < run))
  return { place: before.length + 1, of: losses.size }
}

/**
 * Asynchronous successive halving with s = 0 (L. Li and others, A System for Massively Parallel Hyperparameter Tuning,
 * MLSys 2020, pages 230–246). Of the n runs that have reached a rung, promotes one of the best ⌊n/η⌋ that has not been
 * promoted yet to the next rung; looks at the highest rung first. If there is none, starts a new run. No run waits for a
 * rung to fill.
 */
export class Halving {
  /** Losses by run, of each rung but the last. */
  private readonly losses: readonly Map<number, number>[]
  private readonly promoted: readonly Set<number>[]

  /** @param rungs Number of rungs. @param eta η: one of this many runs is promoted. */
  constructor(
    rungs: number,
    private readonly eta: number,
  ) {
    this.losses = Array.from({ length: rungs - 1 }, () => new Map<number, number>())
    this.promoted = Array.from({ length: rungs - 1 }, () => new Set<number>())
  }

  /** Records the loss of a run at a rung. NaN counts as infinite. */
  report({ run, rung }: Job, loss: number): void {
    this.losses[rung]?.set(run, Number.isNaN(loss) ? Infinity : loss)
  }

  /** Records that a run was trained beyond a rung. */
  promote({ run, rung }: Job): void {
    this.promoted[rung]?.add(run)
  }

  /** Returns the next job; undefined if there is none until another run reaches a rung. @param fresh returns a run that has not begun, if there is one. */
  next(fresh: () => number | undefined): Job | undefined {
    for (let rung = this.losses.length - 1; rung >= 0; rung--) {
      const losses = this.losses[rung]!
      const best = [...losses].sort(([a, x], [b, y]) => x - y || a - b).slice(0, Math.floor(losses.size / this.eta))
      const found = best.find(([run, loss]) => loss < Infinity && !this.promoted[rung]!.has(run))
      if (!found) continue
      this.promote({ run: found[0], rung })
      return { run: found[0], rung: rung + 1 }
    }
    const run = fresh()
    return run === undefined ? undefined : { run, rung: 0 }
  }

  /**
   * Returns the job that promotes the best run at the highest rung. It serves the end of a sweep with few runs: with fewer
   * than η runs at a rung, the rule promotes none, and no run would be trained to its end.
   */
  last(): Job | undefined {
    for (let rung = this.losses.length - 1; rung >= 0; rung--) {
      const [best] = [...this.losses[rung]!].filter(([run, loss]) => loss < Infinity && !this.promoted[rung]!.has(run)).sort(([a, x], [b, y]) => x - y || a - b)
      if (!best) continue
      this.promote({ run: best[0], rung })
      return { run: best[0], rung: rung + 1 }
    }
    return undefined
  }
}
