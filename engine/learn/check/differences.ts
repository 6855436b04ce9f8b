import { largest } from '../../base/lists'
import type { Sequence } from '../../data/types'
import { Collector } from '../model/collect'
import { everyRow, loss } from '../model/loss'
import type { Model } from '../model/model'

/** The central difference of one entry. */
export interface Difference {
  readonly value: number
  /** The ε that was used. */
  readonly epsilon: number
  /** Whether the one-sided slopes differ for every ε: a kink, where no derivative exists. */
  readonly kink: boolean
}

const STEP = 1e-5

/** The loss over sequences as a function of the weights, computed by forward passes only. */
export class Differences {
  private readonly collector: Collector
  /** Loss with the current weights. */
  readonly loss: number

  constructor(
    private readonly model: Model,
    private readonly sequences: readonly Sequence[],
  ) {
    this.collector = new Collector(model, largest(sequences.map((s) => s.length)), { forcing: true })
    this.loss = this.run()
  }

  /**
   * Returns (E(w + ε) − E(w − ε)) / 2ε for one entry of a parameter, ε = 1e-5 · max(1, |w|). If this is far from
   * `expected`, tries ε ten times smaller and larger and returns the nearest of the three: a larger one is better if
   * rounding hides the difference, a smaller one if the loss curves strongly.
   */
  of(name: string, entry: number, expected: number, near: (value: number, epsilon: number) => boolean): Difference {
    const { kernels, store } = this.model
    const at = store.address(name) / kernels.bytes + entry
    const w = kernels.view()[at]!
    const loss = (change: number): number => {
      kernels.view()[at] = w + change
      const value = this.run()
      kernels.view()[at] = w
      return value
    }
    const base = STEP * Math.max(1, Math.abs(w))
    let best = { value: Number.NaN, epsilon: base }
    const gaps: number[] = []
    for (const epsilon of [base, base / 10, base * 10]) {
      const [above, below] = [loss(epsilon), loss(-epsilon)]
      const value = (above - below) / (2 * epsilon)
      if (!(Math.abs(value - expected) >= Math.abs(best.value - expected))) best = { value, epsilon }
      if (near(value, epsilon)) return { value, epsilon, kink: false }
      gaps.push(Math.abs(above - 2 * this.loss + below) / epsilon)
    }
    // With a second derivative the gap between the slopes shrinks with ε; at a kink it stays.
    const [gap, finer, coarser] = gaps as [number, number, number]
    return { ...best, kink: finer > 0.3 * gap && gap > 0.3 * coarser && !near(expected + finer, base / 10) }
  }

  private run(): number {
    let total = 0
    for (const sequence of this.sequences)
      this.collector.run(sequence, {}, (program, first, end) => {
        total += loss(program, first, end, everyRow, false)
      })
    return total
  }
}
