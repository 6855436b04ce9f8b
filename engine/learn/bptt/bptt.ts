import type { Program } from '../../compile/program'
import type { Sequence } from '../../data/types'
import type { CarriedState } from '../model/carried'
import type { GradientNorm } from '../optimize/gradient-norm'
import { loss } from '../model/loss'

/** How far errors go back and how often: BPTT(horizon; every) of Williams & Peng 1990. Null: the whole sequence. */
export interface Horizon {
  readonly horizon: number | null
  readonly every: number | null
  readonly recompute: boolean
}

/**
 * Steps of tape that BPTT(h; h′) needs for sequences of at most `longest` steps, and how many of them stay when the
 * tape advances.
 */
export function tapeFor(h: Horizon, longest: number, longestDelay: number, wholeSequences: boolean): { steps: number; keep: number } {
  if (wholeSequences || h.horizon === null) return { steps: longest, keep: 0 }
  const every = h.every ?? h.horizon
  const keep = Math.max(h.horizon, every) + longestDelay
  // Twice the kept steps, so that moving the tape costs no more than computing the steps.
  return { steps: Math.min(longest, keep + Math.max(every, keep, 64)), keep }
}

/**
 * Back-propagation through time over a batch. At the steps t = h′−1, 2h′−1, … and at the last one of each sequence, the
 * errors of the steps since the previous such step are propagated back through the steps t … t−h+1; earlier states are
 * constants. h = null with h′ = null is epochwise BPTT; h = 1 is the back-propagation of Jordan and Elman, with the
 * context as an input. Gradients accumulate in the store until `updated` is called, where an online learner changes the
 * weights. If that happens within a window, activations of the old weights are kept (Williams & Peng 1990), or
 * recomputed (`recompute`).
 *
 * @param washout steps at the start of each sequence whose errors are ignored.
 * @param norm regularizer of the norm of back-propagated errors, if the document has one.
 * @param carried the state from which the batch continues; earlier states are constants.
 * @param begun whether the program is already within the sequence, at a step where an earlier call paused.
 * @yields the number of steps whose errors were propagated and their loss, whenever an update is due.
 */
export function* bptt(
  program: Program,
  batch: readonly Sequence[],
  { horizon, every, recompute }: Horizon,
  washout: number,
  norm?: Pick<GradientNorm, 'pass'>,
  carried?: CarriedState,
  begun = false,
): Generator<{ readonly steps: number; readonly loss: number }, void, void> {
  if (!begun && carried) carried.begin(batch)
  else if (!begun) program.begin(batch)
  const { tape } = program
  const whole = horizon === null
  let since = tape.base + tape.steps
  let steps = 0
  let sum = 0
  // Read lengths again at each step: a growing sequence gets its length only when it ends.
  for (let t = since; t < (tape.lengths[0] ?? 0); ) {
    const longest = tape.lengths[0]!
    // Backward in time, the first step depends on the last one.
    const stride = program.network.backwardInTime ? longest : (every ?? (whole ? longest : 1))
    const due = Math.min(longest, since + stride)
    // With a horizon, a sequence that ends between two updates propagates its errors at its end.
    const end = whole ? due : Math.min(due, nextEnd(program, t))
    const count = end - t
    const local = program.advance(count) + count
    t = end
    const running = program.active(t)
    const here = program.active(whole ? since : t - 1)
    const firstSequence = t === due ? 0 : running
    if (firstSequence < here) {
      const first = Math.max(0, -tape.base)
      const start = whole ? first : Math.max(first, local - horizon)
      if (recompute && !whole) program.recompute(start, local)
      const injectFrom = Math.max(0, since - tape.base)
      program.clearAdjoints(Math.min(start, injectFrom), local)
      sum += loss(program, injectFrom, local, { firstSequence, endSequence: here, washout }, true)
      tape.windowStart = start
      program.backward(start, local)
      norm?.pass(start, local)
      for (let b = firstSequence; b < here; b++) steps += Math.max(0, Math.min(t, tape.lengths[b]!) - Math.max(since, washout))
    }
    if (t !== due) continue
    since = t
    yield { steps, loss: sum }
    steps = 0
    sum = 0
  }
  carried?.end()
}

/** The next global step after `t` at which a sequence ends. */
function nextEnd(program: Program, t: number): number {
  const { lengths } = program.tape
  return lengths[program.active(t) - 1]!
}

/** The number of steps after which BPTT(h; h′) that has run `t` steps pauses next; the whole sequence without a horizon. */
export const bpttPause = ({ horizon, every }: Horizon, t: number): number => (horizon === null ? Infinity : (Math.floor(t / (every ?? 1)) + 1) * (every ?? 1))

/** The horizon of a document's algorithm. */
export function horizonOf(algorithm: { readonly kind: string; horizon?: number | null; every?: number | null; recompute?: boolean }): Horizon {
  return { horizon: algorithm.horizon ?? null, every: algorithm.every ?? null, recompute: algorithm.recompute ?? false }
}
