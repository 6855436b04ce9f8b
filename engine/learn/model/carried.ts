import type { Program } from '../../compile/program'
import type { Sequence } from '../../data/types'

/** Carries the final state of a sequence into the next one. With `carries` false, every sequence begins with its initial state. */
export class CarriedState {
  private readonly numbers: Float64Array

  constructor(
    private readonly program: Program,
    private readonly carries: boolean,
  ) {
    this.numbers = new Float64Array(carries ? program.stateSize : 0)
  }

  /** Begins a batch, which is a single sequence where the state is carried. */
  begin(batch: readonly Sequence[]): void {
    this.program.begin(batch, this.carries ? this.numbers : undefined)
  }

  /** Saves the state at the end of the sequence. */
  end(): void {
    if (this.carries) this.program.readState(this.numbers)
  }

  reset(): void {
    this.numbers.fill(0)
  }

  state(): Float64Array[] {
    return this.carries ? [this.numbers.slice()] : []
  }

  resume(state: readonly Float64Array[]): void {
    if (this.carries) this.numbers.set(state[0]!)
  }
}
