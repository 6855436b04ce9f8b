import type { BoundOp, Mode, Op, Slot } from '../contract/op'
import type { RandomStream } from '../base/random'
import type { Sequence } from '../data/types'
import type { Arena } from '../kernels/arena'
import type { Kernels } from '../kernels/types'
import { fillSignals } from './fill-signals'
import type { Network } from './network'
import { Phases, single, type ThreadPart } from './phases'
import type { ParameterStore } from './store'
import { SharedTape } from './tape'

/** Targets of an output, one row per row of the tape. */
export interface Targets {
  readonly address: number
  readonly present: Uint8Array
}

export interface Capacity {
  /** Steps that the tape holds at once. */
  readonly steps: number
  /** Sequences that run side by side. */
  readonly sequences: number
  /** Earlier steps that stay readable when the tape moves on. */
  readonly keep: number
  readonly adjoints: boolean
}

/** Returns the bytes of values, adjoints and targets of a program with this capacity. */
export function programBytes(network: Network, capacity: Capacity, bytes: number): number {
  const rows = capacity.steps * capacity.sequences
  const width = network.lowered.slots.reduce((sum, s) => (network.opOrder.alias(s) === s ? sum + s.size : sum), 0)
  const targets = network.outputs.reduce((sum, o) => sum + o.size, 0)
  const own = network.lowered.ops.reduce((sum, { numbers = 0 }) => sum + numbers, 0)
  const kept = capacity.adjoints ? network.lowered.ops.reduce((sum, { rowNumbers = 0 }) => sum + rowNumbers, 0) : 0
  return bytes * (rows * (width * (capacity.adjoints ? 2 : 1) + targets + kept) + own)
}

/** Numbers of a snapshot before its rows. */
const SNAPSHOT_HEAD = 3

/** Work that threads do together. */
export type Work = 'refresh' | 'forward' | 'clear' | 'backward'

/** Threads that run the same program over the same memory. */
export interface Threads {
  /** Runs the work on all threads; returns false, having done nothing, if that would not pay. */
  run(work: Work, first: number, end: number): boolean
}

/**
 * A network bound to memory. `begin` starts a batch of sequences, `advance` runs its next steps, `backward` propagates
 * adjoints back over a window of the steps held. A full tape moves on and keeps the last `keep` steps, so that memory
 * does not grow with sequence length. Nothing is allocated per step.
 */
export class Program {
  readonly tape: SharedTape
  threads: Threads | undefined
  readonly mode: Mode = { training: false, replay: false, forcing: false }
  private readonly phases: Phases
  private readonly values: Float64Array
  private readonly adjoints: Float64Array
  private readonly live: readonly Slot[]
  private readonly targetRows = new Map<string, Targets>()
  /** All memory with a row for every row of the tape: values, targets, and buffers of ops such as dropout masks. */
  private readonly rowed: { readonly address: number; readonly size: number }[] = []
  private batch: readonly Sequence[] = []
  /** Number of batches begun. */
  begun = 0
  /** The bound op of each op. */
  readonly bound = new Map<Op, BoundOp>()
  /** Random streams of masks and noise by name. */
  readonly streams = new Map<string, RandomStream>()

  constructor(
    readonly network: Network,
    readonly store: ParameterStore,
    readonly kernels: Kernels,
    arena: Arena,
    readonly capacity: Capacity,
    random: (name: string) => RandomStream,
  ) {
    const rows = capacity.steps * capacity.sequences
    const { opOrder, lowered } = network
    const { bytes } = kernels
    // In the shared memory; a view of it stays valid when the memory grows.
    const starts = arena.allocateInt32(capacity.steps + 1)
    this.tape = new SharedTape(new Int32Array(arena.memory.buffer, starts, capacity.steps + 1))
    this.live = lowered.slots.filter((s) => opOrder.alias(s) === s)
    this.values = new Float64Array(lowered.slots.length).fill(-1)
    this.adjoints = new Float64Array(lowered.slots.length).fill(-1)
    for (const slot of this.live) this.values[slot.index] = arena.allocate(rows * slot.size, bytes)
    if (capacity.adjoints) for (const slot of this.live) this.adjoints[slot.index] = arena.allocate(rows * slot.size, bytes)
    for (const output of network.outputs) this.targetRows.set(output.id, { address: arena.allocate(rows * output.size, bytes), present: new Uint8Array(rows) })
    for (const { index, size } of this.live) this.rowed.push({ address: this.values[index]!, size })
    for (const { id, size } of network.outputs) this.rowed.push({ address: this.targets(id).address, size })

    const binding = {
      kernels,
      tape: this.tape,
      mode: this.mode,
      value: (slot: Slot) => this.values[opOrder.alias(slot).index]!,
      adjoint: (slot: Slot) => this.adjoints[opOrder.alias(slot).index]!,
      weights: (p: { name: string }) => store.address(p.name),
      gradient: (p: { name: string }) => (capacity.adjoints ? store.gradientAddress(p.name) : -1),
      indices: (p: { name: string }) => {
        const indices = store.indices(p.name)
        if (!indices) throw new Error(`${p.name} is not sparse`)
        return indices
      },
      scratch: (n: number) => arena.allocate(n, bytes),
      rowScratch: (n: number) => {
        const address = arena.allocate(n * rows, bytes)
        this.rowed.push({ address, size: n })
        return address
      },
      constants: (values: ArrayLike<number>) => {
        const address = arena.allocateInt32(values.length)
        new Int32Array(arena.memory.buffer).set(values, address / 4)
        return address
      },
      random: (name: string) => {
        const stream = random(name)
        this.streams.set(name, stream)
        return stream
      },
      targets: (output: string) => this.targets(output),
    }
    this.phases = new Phases(
      opOrder.groups,
      (op) => {
        const bound = op.bind(binding)
        this.bound.set(op, bound)
        return bound
      },
      this.tape,
    )
  }

  targets(output: string): Targets {
    const rows = this.targetRows.get(output)
    if (!rows) throw new Error(`no output ${output}`)
    return rows
  }

  value(slot: Slot): number {
    return this.values[this.network.opOrder.alias(slot).index]!
  }

  adjoint(slot: Slot): number {
    return this.adjoints[this.network.opOrder.alias(slot).index]!
  }

  /** Whether threads could share the work. */
  get shared(): boolean {
    return this.phases.shared && this.capacity.sequences > 1
  }

  /** Lets ops prepare for changed parameters. */
  refresh(): void {
    this.run('refresh', 0, 0)
  }

  /** Size of the state that a sequence passes to the next: the number of steps, and their values. */
  get stateSize(): number {
    return 1 + this.network.longestDelay * this.live.reduce((sum, { size }) => sum + size, 0)
  }

  /** Writes the last steps of the only sequence to `to`, for `begin` of the next one. */
  readState(to: Float64Array): void {
    const { tape, kernels } = this
    const kept = Math.min(this.network.longestDelay, tape.steps)
    const view = kernels.view()
    to[0] = kept
    let at = 1
    for (const { index, size } of this.live) {
      const from = this.values[index]! / kernels.bytes + (tape.steps - kept) * size
      to.set(view.subarray(from, from + kept * size), at)
      at += kept * size
    }
  }

  /**
   * Starts a batch of sequences, ordered by decreasing length; with the state in which another one has ended, a single
   * sequence that continues from there.
   */
  begin(batch: readonly Sequence[], state?: Float64Array): void {
    const { tape, capacity } = this
    if (batch.length > capacity.sequences) throw new Error(`${batch.length} sequences, bound for ${capacity.sequences}`)
    this.batch = batch
    this.begun++
    tape.lengths = Float64Array.from(batch, (s) => s.length)
    tape.sequences = batch.length
    tape.steps = 0
    tape.base = 0
    tape.windowStart = 0
    tape.rowStart[0] = 0
    tape.lead = 0
    if (state) this.writeState(state)
  }

  private writeState(from: Float64Array): void {
    const { tape, kernels } = this
    const kept = from[0]!
    const view = kernels.view()
    tape.lead = kept
    tape.base = -kept
    tape.steps = kept
    for (let s = 0; s <= kept; s++) tape.rowStart[s] = s
    let at = 1
    for (const { index, size } of this.live) {
      view.set(from.subarray(at, at + kept * size), this.values[index]! / kernels.bytes)
      at += kept * size
    }
  }

  /**
   * Continues the only sequence of another program of the same model and with the same `keep`, from the step that it
   * has reached, with a batch of equally long sequences; they need no rows of the steps before.
   */
  resume(other: Program, batch: readonly Sequence[]): void {
    const { tape, capacity, kernels } = this
    const kept = Math.min(capacity.keep, other.tape.steps)
    const time = other.tape.base + other.tape.steps
    this.begin(batch)
    tape.base = time - kept
    tape.steps = kept
    for (let s = 0; s <= kept; s++) tape.rowStart[s] = s * batch.length
    const view = kernels.view()
    const first = other.tape.rowStart[other.tape.steps - kept]!
    const copy = (size: number, from: number, to: number): void => {
      for (let s = 0; s < kept; s++) {
        const row = from / kernels.bytes + (first + s) * size
        for (let b = 0; b < batch.length; b++) view.copyWithin(to / kernels.bytes + (s * batch.length + b) * size, row, row + size)
      }
    }
    this.rowed.forEach(({ address, size }, i) => copy(size, other.rowed[i]!.address, address))
    for (const { id } of this.network.outputs) {
      const [from, to] = [other.targets(id), this.targets(id)]
      for (let s = 0; s < kept; s++) to.present.fill(from.present[first + s]!, s * batch.length, (s + 1) * batch.length)
    }
  }

  /** The steps of the only sequence that later ones depend on, from which `restore` continues: base, lead, steps, their rows. */
  snapshot(): Float64Array {
    const { tape, kernels, capacity } = this
    const kept = Math.min(capacity.keep, tape.steps)
    const first = tape.steps - kept
    const numbers = new Float64Array(SNAPSHOT_HEAD + kept * this.rowWidth)
    numbers.set([tape.base + first, tape.lead, kept])
    const view = kernels.view()
    let at = SNAPSHOT_HEAD
    for (const { address, size } of this.rowed) {
      const from = address / kernels.bytes + first * size
      numbers.set(view.subarray(from, from + kept * size), at)
      at += kept * size
    }
    for (const { present } of this.targetRows.values()) {
      numbers.set(present.subarray(first, first + kept), at)
      at += kept
    }
    return numbers
  }

  /** Whether these numbers have the form of a `snapshot` of a program like this one. */
  fits(snapshot: Float64Array): boolean {
    const [base = -1, lead = -1, kept = -1] = snapshot
    const sound = [base + lead, lead, kept].every((n) => Number.isSafeInteger(n) && n >= 0)
    return sound && kept <= this.capacity.keep && lead <= this.network.longestDelay && snapshot.length === SNAPSHOT_HEAD + kept * this.rowWidth
  }

  /** Continues a sequence from a snapshot. */
  restore(snapshot: Float64Array, batch: readonly Sequence[]): void {
    const { tape, kernels } = this
    const [base, lead, kept] = snapshot as unknown as [number, number, number]
    this.begin(batch)
    tape.base = base
    tape.lead = lead
    tape.steps = kept
    for (let s = 0; s <= kept; s++) tape.rowStart[s] = s
    const view = kernels.view()
    let at = SNAPSHOT_HEAD
    for (const { address, size } of this.rowed) {
      view.set(snapshot.subarray(at, at + kept * size), address / kernels.bytes)
      at += kept * size
    }
    for (const { present } of this.targetRows.values()) {
      present.set(snapshot.subarray(at, at + kept))
      at += kept
    }
  }

  private get rowWidth(): number {
    return this.rowed.reduce((sum, { size }) => sum + size, this.targetRows.size)
  }

  /** The first sequence of the batch; undefined before any has begun. */
  get first(): Sequence | undefined {
    return this.batch[0]
  }

  /** Returns how many sequences are still running at global step `t`. */
  active(t: number): number {
    const { lengths } = this.tape
    let low = 0
    let high = lengths.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (lengths[middle]! > t) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Runs the next `count` steps and returns the first local one. */
  advance(count: number): number {
    const { tape, capacity } = this
    if (tape.steps + count > capacity.steps) this.slide(count)
    const first = tape.steps
    for (let s = first; s < first + count; s++) tape.rowStart[s + 1] = tape.rowStart[s]! + this.active(tape.base + s)
    tape.steps = first + count
    fillSignals(this, this.batch, first, tape.steps)
    this.run('forward', first, tape.steps)
    return first
  }

  /** Runs steps on the tape again, with the current weights and the same dropout masks. */
  recompute(first: number, end: number): void {
    this.mode.replay = true
    this.run('forward', first, end)
    this.mode.replay = false
  }

  private run(work: Work, first: number, end: number): void {
    if (!this.threads?.run(work, first, end)) this.execute(work, first, end, single)
  }

  /** Runs one thread's part of the work; the main thread must have set up the tape. */
  execute(work: Work, first: number, end: number, place: ThreadPart): void {
    switch (work) {
      case 'refresh':
        return this.phases.refresh(place)
      case 'forward':
        return this.phases.forward(first, end, place)
      case 'backward':
        return this.phases.backward(first, end, place)
      case 'clear':
        return this.clear(first, end, place)
    }
  }

  /** Clears the adjoints of the steps [windowStart, end) before a loss adds to them. */
  clearAdjoints(windowStart: number, end: number): void {
    this.tape.windowStart = windowStart
    this.run('clear', windowStart, end)
  }

  private clear(windowStart: number, end: number, { part, parts }: ThreadPart): void {
    const { tape, kernels } = this
    tape.deal = 'rows'
    tape.share(part, parts)
    const first = tape.from(windowStart, end)
    const rows = tape.count(windowStart, end)
    for (const slot of this.live) kernels.fill(rows * slot.size, this.adjoints[slot.index]! + first * slot.size * kernels.bytes, 0)
    tape.share(0, 1)
  }

  /** Propagates the adjoints of [windowStart, end) back and adds parameter gradients to the store. */
  backward(windowStart: number, end: number): void {
    this.run('backward', windowStart, end)
  }

  /** Moves the last `keep` steps to the start of the tape. */
  private slide(count: number): void {
    const { tape, capacity, kernels } = this
    const keep = Math.min(capacity.keep, tape.steps)
    if (keep + count > capacity.steps) throw new Error(`${count} steps do not fit beside ${keep} in ${capacity.steps}`)
    const from = tape.steps - keep
    const firstRow = tape.rowStart[from]!
    const rows = tape.rowStart[tape.steps]! - firstRow
    const move = (address: number, size: number): void => {
      kernels.copy(rows * size, address + firstRow * size * kernels.bytes, address)
    }
    for (const { address, size } of this.rowed) move(address, size)
    for (const { id } of this.network.outputs) this.targets(id).present.copyWithin(0, firstRow, firstRow + rows)
    for (let s = 0; s <= keep; s++) tape.rowStart[s] = tape.rowStart[from + s]! - firstRow
    tape.base += from
    tape.steps = keep
  }
}
