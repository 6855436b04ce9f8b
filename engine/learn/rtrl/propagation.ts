import type { Program } from '../../compile/program'
import type { Model } from '../model/model'
import type { Plan } from './plan'

/** What a variant does at each step of a sequence, between the runs of the network. */
export interface Propagation {
  /** Starts a batch. */
  begin(): void
  /**
   * Adds the gradient of the loss at local step s (global step t) to the store, and advances to the next step; returns
   * the loss.
   */
  step(s: number, t: number): number
  /**
   * Called before weights change and when a batch ends; local steps up to `end` are complete. Returns remaining loss.
   */
  settle?(end: number, t: number): number
  /** Counters besides its memory, from which `resume` continues after `begin`; false if they are not its own. */
  position?(): readonly number[]
  resume?(position: readonly number[]): boolean
}

export interface Context {
  readonly model: Model
  readonly program: Program
  readonly plan: Plan
  readonly washout: number
  readonly allocate: (numbers: number) => number
}

/** Whether any sequence has a target at a local step after the washout. */
export function judged(program: Program, s: number, washout: number): boolean {
  const { tape, network } = program
  if (tape.base + s < washout) return false
  for (const { id } of network.outputs) {
    const { present } = program.targets(id)
    for (let r = tape.rowStart[s]!; r < tape.rowStart[s + 1]!; r++) if (present[r]) return true
  }
  return false
}
