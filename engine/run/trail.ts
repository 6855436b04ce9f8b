import type { Program } from '../compile/program'
import type { Slot } from '../contract/op'
import type { Model } from '../learn/model/model'

/** Columns of a node's heatmap, and the most units that are shown. */
export const FRAME_STEPS = 64
const FRAME_UNITS = 64

/** An out port that is looked at: the first of a node under its id, others (the opening of a gate, the state of a cell) as `node.port`. */
export interface Watched {
  readonly name: string
  readonly slot: Slot
  readonly units: number
}

export const watchedPorts = ({ network: { nodes, lowered } }: Model): readonly Watched[] =>
  nodes.flatMap((node) => node.type.outputs.flatMap((port, i) => {
    const slot = lowered.ports.get(`${node.id}.${port.name}`)
    return slot ? [{ name: i === 0 ? node.id : `${node.id}.${port.name}`, slot, units: Math.min(slot.size, FRAME_UNITS) }] : []
  }))

/**
 * Values of the last steps of the sequence that is being trained, whose tape keeps no more of them than its horizon
 * needs: with weights that change at every step, a step or two.
 */
export class Trail {
  /** The steps that are held: from `first` to before `end`. */
  private first = 0
  private end = 0
  private begun = -1
  /** Where the sequence stood at the last update. */
  private seen = 0
  private readonly rings: readonly (Watched & { readonly ring: Float32Array })[]

  constructor(private readonly model: Model, private readonly program: Program) {
    this.rings = watchedPorts(model).map((port) => ({ ...port, ring: new Float32Array(port.units * FRAME_STEPS) }))
  }

  /** An update was made: takes in the steps that have come since the last time, unless they stay on the tape with as many again. */
  follow(): void {
    const { program, model: { kernels }, seen } = this
    const { tape } = program
    const end = (this.seen = tape.base + tape.steps)
    if (program.begun === this.begun && tape.steps + end - seen <= program.capacity.steps) return
    const from = Math.max(tape.base, end - FRAME_STEPS)
    // Another sequence, or steps that nobody has looked at lie between.
    if (program.begun !== this.begun || from > this.end) this.first = this.end = from
    this.begun = program.begun
    const view = kernels.view()
    for (const { slot, units, ring } of this.rings) {
      const base = program.value(slot) / kernels.bytes
      for (let t = this.end; t < end; t++) {
        const row = base + tape.rowStart[t - tape.base]! * slot.size
        const to = (t % FRAME_STEPS) * units
        for (let u = 0; u < units; u++) ring[to + u] = view[row + u]!
      }
    }
    this.end = end
    this.first = Math.max(this.first, end - FRAME_STEPS)
  }

  /** The first step of the sequence on the tape from which on nothing is missing, here or on the tape. */
  get from(): number {
    const { program: { tape, begun } } = this
    return begun === this.begun && this.end >= tape.base ? Math.min(this.first, tape.base) : tape.base
  }

  /** Writes the values of a step that has left the tape. */
  read(port: number, step: number, into: Float32Array, at: number): void {
    const { units, ring } = this.rings[port]!
    const from = (step % FRAME_STEPS) * units
    for (let u = 0; u < units; u++) into[at + u] = ring[from + u]!
  }
}
