import type { Program } from '../compile/program'
import type { Slot } from '../contract/op'
import type { Model } from '../learn/model/model'

/** Columns of a node's heatmap, and the most units that are shown. */
export const FRAME_STEPS = 64
const FRAME_UNITS = 64

/** An out port that can be watched. */
export interface WatchedPort {
  readonly slot: Slot
  readonly units: number
}

/** Out ports by the names under which they are watched: the first of a node under its id, others as `node.port`. */
export const watchedPorts = ({ network: { nodes, lowered } }: Model): ReadonlyMap<string, WatchedPort> =>
  new Map(
    nodes.flatMap((node) =>
      node.type.outputs.flatMap((port, i) => {
        const slot = lowered.ports.get(`${node.id}.${port.name}`)
        return slot ? [[i === 0 ? node.id : `${node.id}.${port.name}`, { slot, units: Math.min(slot.size, FRAME_UNITS) }] as const] : []
      }),
    ),
  )

interface Ring extends WatchedPort {
  readonly values: Float32Array
  /** The steps that are held: from `first` to before `end`. */
  first: number
  end: number
}

/**
 * Values of the last steps of the sequence that is being trained, of the ports that are watched. Its tape keeps no more
 * of them than its horizon needs: with weights that change at every step, a step or two.
 */
export class Trail {
  private begun = -1
  /** Where the sequence stood at the last update. */
  private seen = 0
  private readonly rings = new Map<string, Ring>()

  constructor(
    private readonly model: Model,
    private readonly program: Program,
    private readonly ports: ReadonlyMap<string, WatchedPort>,
  ) {}

  /** Holds the steps of these ports from now on, and of no others. */
  watch(names: ReadonlySet<string>): void {
    for (const name of this.rings.keys()) if (!names.has(name)) this.rings.delete(name)
    for (const name of names) {
      const port = this.ports.get(name)
      if (port && !this.rings.has(name)) this.rings.set(name, { ...port, values: new Float32Array(port.units * FRAME_STEPS), first: 0, end: 0 })
    }
  }

  /** An update was made: takes in the steps that have come since the last time, unless they stay on the tape with as many again. */
  follow(): void {
    const {
      program,
      model: { kernels },
      seen,
    } = this
    const { tape } = program
    const end = (this.seen = tape.base + tape.steps)
    const another = program.begun !== this.begun
    if (!another && tape.steps + end - seen <= program.capacity.steps) return
    this.begun = program.begun
    const from = Math.max(tape.base, end - FRAME_STEPS)
    const view = kernels.view()
    for (const ring of this.rings.values()) {
      // Another sequence, or steps that nobody has looked at lie between.
      if (another || from > ring.end) ring.first = ring.end = from
      const { slot, units, values } = ring
      const base = program.value(slot) / kernels.bytes
      for (let t = ring.end; t < end; t++) {
        const row = base + tape.rowStart[t - tape.base]! * slot.size
        const to = (t % FRAME_STEPS) * units
        for (let u = 0; u < units; u++) values[to + u] = view[row + u]!
      }
      ring.end = end
      ring.first = Math.max(ring.first, end - FRAME_STEPS)
    }
  }

  /** The first step of the sequence on the tape from which on nothing of a port is missing, here or on the tape. */
  from(name: string): number {
    const {
      program: { tape, begun },
    } = this
    const ring = this.rings.get(name)
    return ring && begun === this.begun && ring.end >= tape.base ? Math.min(ring.first, tape.base) : tape.base
  }

  /** Writes the values of a step that has left the tape. */
  read(name: string, step: number, into: Float32Array, at: number): void {
    const { units, values } = this.rings.get(name)!
    const from = (step % FRAME_STEPS) * units
    for (let u = 0; u < units; u++) into[at + u] = values[from + u]!
  }
}
