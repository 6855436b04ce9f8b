import type { Network } from '../compile/network'
import type { Program } from '../compile/program'
import type { Slot } from '../contract/op'
import type { Model } from '../learn/model/model'
import type { Viewed } from './work'

/** Steps of a node's heatmap, and most units shown. */
export const FRAME_STEPS = 64
const FRAME_UNITS = 64

/** An output port that can be watched. */
export interface WatchedPort {
  readonly slot: Slot
  readonly units: number
}

/** Ports of networks, which every frame asks for. */
const known = new WeakMap<Network, ReadonlyMap<string, WatchedPort>>()

/**
 * Output ports by the names under which they are watched: the first one of a node under its id, others as `node.port`.
 */
export function watchedPorts({ network }: Pick<Model, 'network'>): ReadonlyMap<string, WatchedPort> {
  const found = known.get(network) ?? portsOf(network)
  known.set(network, found)
  return found
}

const portsOf = ({ nodes, lowered }: Network): ReadonlyMap<string, WatchedPort> =>
  new Map(
    nodes.flatMap((node) =>
      node.type.outputs.flatMap((port, i) => {
        const slot = lowered.ports.get(`${node.id}.${port.name}`)
        return slot ? [[i === 0 ? node.id : `${node.id}.${port.name}`, { slot, units: Math.min(slot.size, FRAME_UNITS) }] as const] : []
      }),
    ),
  )

interface Ring extends WatchedPort {
  /** Index of the port's first value on the tape. */
  readonly base: number
  readonly values: Float32Array
  /** The steps kept: from `first` to before `end`. */
  first: number
  end: number
}

/**
 * Keeps values of watched ports over the last steps of the sequence being trained. Its tape keeps only as many as the
 * horizon needs: with updates at every step, one or two.
 */
export class Trail {
  private begun = -1
  /** The position in the sequence at the last update. */
  private seen = 0
  private readonly rings = new Map<string, Ring>()

  constructor(
    private readonly model: Model,
    private readonly program: Program,
    private readonly ports: ReadonlyMap<string, WatchedPort>,
  ) {}

  /** Sets the ports whose steps to keep. */
  watch(names: ReadonlySet<string>): void {
    for (const name of this.rings.keys()) if (!names.has(name)) this.rings.delete(name)
    for (const name of names) {
      const port = this.ports.get(name)
      if (port && !this.rings.has(name))
        this.rings.set(name, {
          ...port,
          base: this.program.value(port.slot) / this.model.kernels.bytes,
          values: new Float32Array(port.units * FRAME_STEPS),
          first: 0,
          end: 0,
        })
    }
  }

  /** Called after an update: saves the new steps, unless they will stay on the tape until after the next call. */
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
      // Another sequence, or a gap of steps that were not saved.
      if (another || from > ring.end) ring.first = ring.end = from
      const { slot, units, values, base } = ring
      for (let t = ring.end; t < end; t++) {
        const row = base + tape.rowStart[t - tape.base]! * slot.size
        const to = (t % FRAME_STEPS) * units
        for (let u = 0; u < units; u++) values[to + u] = view[row + u]!
      }
      ring.end = end
      ring.first = Math.max(ring.first, end - FRAME_STEPS)
    }
  }

  /** The first step of the sequence from which on all values of a port are available, here or on the tape. */
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

/** The trail of the current trainer, if its tape does not contain whole sequences. */
export class Trails {
  private ports: ReadonlySet<string> = new Set()
  private current: { readonly of: Viewed['trainer']; readonly trail: Trail | undefined } | undefined

  /** Sets the ports whose steps to keep. */
  watch(ports: ReadonlySet<string>): void {
    this.ports = ports
    this.current?.trail?.watch(ports)
  }

  of({ model, trainer, dataset }: Viewed): Trail | undefined {
    const { program } = trainer
    if (!program) return undefined
    if (this.current?.of !== trainer) {
      const moves = dataset.train.some(({ length }) => length > program.capacity.steps)
      this.current = { of: trainer, trail: moves ? new Trail(model, program, watchedPorts(model)) : undefined }
      this.current.trail?.watch(this.ports)
    }
    return this.current.trail
  }
}
