import { everyRow, loss } from '../model/loss'
import type { Composed } from './blocks'
import { Carry } from './carry'
import { Composition } from './composition'
import { Linearization } from './linear'
import { judged, type Context, type Propagation } from './propagation'
import { Reverse } from './reverse'

interface SensitivityOptions {
  /** Sensitivities that are advanced once per block of steps. */
  readonly composed?: Composed | undefined
  /** For approximations: errors are propagated back within a step through the weights, or through fixed random ones. */
  readonly errors?: 'weights' | 'random'
}

/** Exact RTRL, and approximations that keep part of its sensitivities: SnAp-1, e-prop, RFLO. */
export class Sensitivities implements Propagation {
  private readonly linear: Linearization
  private readonly carry: Carry
  private readonly composition: Composition | undefined
  private readonly reverse: Reverse | undefined

  constructor(
    private readonly context: Context,
    { composed, errors }: SensitivityOptions,
  ) {
    const { model, program, plan, allocate } = context
    const { sequences } = program.capacity
    this.linear = new Linearization(program, plan, allocate)
    this.carry = new Carry(program, plan, this.linear, sequences, allocate, composed?.blocks)
    this.composition = composed && new Composition(program, plan, composed, this.linear, sequences, allocate)
    this.reverse = errors && new Reverse(model, program, plan, errors === 'random', allocate)
  }

  begin(): void {
    this.carry.begin()
    this.composition?.begin()
  }

  settle(): number {
    this.composition?.settle()
    return 0
  }

  position(): readonly number[] {
    return this.composition?.position() ?? []
  }

  resume(position: readonly number[]): boolean {
    return this.composition ? this.composition.resume(position) : position.length === 0
  }

  step(s: number, t: number): number {
    const {
      context: { program, plan, washout },
      carry,
      composition,
      reverse,
    } = this
    const counts = judged(program, s, washout)
    let sum = 0
    if (counts) {
      program.clearAdjoints(s, s + 1)
      sum = loss(program, s, s + 1, { ...everyRow, washout }, true)
      if (!reverse) program.backward(s, s + 1)
      else if (plan.masked) reverse.toSources(s)
      else {
        reverse.within(s)
        if (plan.blocks.length > 0) {
          program.clearAdjoints(s, s + 1)
          loss(program, s, s + 1, { ...everyRow, washout }, true)
          reverse.toLatches(s)
        }
      }
      this.rows(s, (b, r) => {
        carry.addGradient(t, b, r)
        composition?.inject(b, r)
      })
    }
    this.advance(s, t)
    // SnAp-1 multiplies the adjoint of a source by the sensitivity kept after the step; adjoints of latches were used
    // above.
    if (counts && plan.masked) this.rows(s, (b) => carry.addSourceGradient(t, b, (u) => reverse!.sourceAdjoint(u, b)))
    return sum
  }

  private rows(s: number, visit: (sequence: number, row: number) => void): void {
    const { rowStart } = this.context.program.tape
    for (let r = rowStart[s]!; r < rowStart[s + 1]!; r++) visit(r - rowStart[s]!, r)
  }

  private advance(s: number, t: number): void {
    const {
      context: { program, plan },
      carry,
      composition,
      linear,
    } = this
    if (plan.blocks.length === 0) return
    const { rowStart, lengths } = program.tape
    for (let r = rowStart[s]!; r < rowStart[s + 1]!; r++) {
      const b = r - rowStart[s]!
      // The state after the last step is not needed.
      if (!plan.masked && t + 1 >= lengths[b]!) continue
      linear.run(r)
      carry.row = r
      carry.advance(t, b)
      composition?.record(b, r)
    }
    composition?.next(program.active(t + 1))
  }
}
