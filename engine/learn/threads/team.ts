import type { Network } from '../../compile/network'
import type { Place } from '../../compile/phases'
import type { Capacity, Program, Team, Work } from '../../compile/program'
import { RESERVED } from '../../kernels/arena'
import type { Model, ModelOptions } from '../model/model'
import type { GraphDocument } from '../../document/types'

/** What a helping thread needs to bind the same program over the same memory. */
export interface Job {
  readonly memory: WebAssembly.Memory
  /** The document without weights and data, which binding does not need. */
  readonly document: GraphDocument
  /** Units of inputs and outputs, some of which come from the data. */
  readonly sizes: Readonly<Record<string, number>>
  /** Positions of the entries of sparse parameters. */
  readonly indices: Readonly<Record<string, Int32Array>>
  /** Options for the thread's kernels; the other model options concern only the main thread. */
  readonly options: Pick<ModelOptions, 'precision' | 'plain' | 'relaxed'>
  readonly capacity: Capacity
  /** Addresses where the program begins, of the control words, and of the thread's own scratch memory. */
  readonly program: number
  readonly orders: number
  readonly scratch: number
  readonly part: number
  readonly parts: number
}

/** A helping thread ended unexpectedly. The batch is lost; the weights are not. */
export class HelperFailed extends Error {
  override readonly name = 'HelperFailed'
}

/** Starts and stops threads that call `runThread`. */
export interface Crew {
  /** Threads besides this one; 0 after `stop`. */
  readonly helpers: number
  hire(jobs: readonly Job[]): void
  /** Terminates the threads, also those that no longer respond. */
  stop(): void
  /** Milliseconds of a monotonic clock. */
  now(): number
}

const WORKS: readonly Work[] = ['refresh', 'forward', 'clear', 'backward']

/** Indices of the control words, int32 each. */
const ORDER = 0
const WORK = 1
const FIRST = 2
const END = 3
const STEPS = 4
const BASE = 5
const WINDOW = 6
const SEQUENCES = 7
const MODE = 8
const ARRIVED = 9
const ROUND = 10
const READY = 11
const FAILED = 12
/** Number of threads that have ended, for whatever reason. */
const GONE = 13
export const ORDERS = 16

const STOP = -1
/** Polls of a control word before a thread sleeps: some microseconds. */
const SPINS = 2_000
/** Milliseconds that threads have to end, before and after they are terminated. */
const PARTING = 2_000
/** Milliseconds of sleep between checks whether another thread has failed. */
const PATIENCE = 500
/**
 * A thread is given up after this many timed-out waits that also exceed `MOST_SHARES` times the time that this thread
 * took for its own share. Timeouts are counted besides the time, because a suspended machine does not count them.
 */
const LOOKS = 8
const SHARES = 20

/** Floating-point operations below which work is done before other threads would have started. */
const WORTH = 2e6

/** @param onTimeout Called with the number of timed-out waits; throws to give up. */
function waitWhile(orders: Int32Array, at: number, value: number, missed?: (looks: number) => void): void {
  for (let i = 0; i < SPINS; i++) if (Atomics.load(orders, at) !== value) return
  for (let looks = 0; Atomics.load(orders, at) === value; ) {
    if (Atomics.wait(orders, at, value, PATIENCE) === 'timed-out') looks++
    if (Atomics.load(orders, FAILED) !== 0) throw new HelperFailed('a helping thread has failed')
    missed?.(looks)
  }
}

function placeOf(orders: Int32Array, part: number, parts: number, missed?: (looks: number) => void): Place {
  return {
    part, parts,
    barrier() {
      const round = Atomics.load(orders, ROUND)
      if (Atomics.add(orders, ARRIVED, 1) + 1 < parts) {
        waitWhile(orders, ROUND, round, missed)
        return
      }
      Atomics.store(orders, ARRIVED, 0)
      Atomics.add(orders, ROUND, 1)
      Atomics.notify(orders, ROUND)
    },
  }
}

const ordersIn = (memory: WebAssembly.Memory, address: number): Int32Array => new Int32Array(memory.buffer, address, ORDERS)

/** Runs a program on several threads, this one among them. Results are bit-identical to those of one thread. */
export class Threads implements Team {
  private readonly orders: Int32Array
  private readonly place: Place
  private readonly parts: number
  /** Floating-point operations per row of a forward pass. */
  private readonly perRow: number
  private dismissed = false
  /** Time in milliseconds when this thread began the current work, and how long its own share took. */
  private began = 0
  private own = 0

  private constructor(private readonly program: Program, model: Model, private readonly crew: Crew, address: number) {
    this.parts = crew.helpers + 1
    this.orders = ordersIn(model.arena.memory, address)
    const missed = (looks: number): void => this.miss(looks)
    this.place = placeOf(this.orders, 0, this.parts, missed)
    this.perRow = 2 * model.store.declarations.reduce((sum, { name }) => sum + model.store.count(name), 0)
  }

  /** Starts helping threads for a program, if there are any and a full batch is large enough to gain from them. */
  static join(model: Model, program: Program, start: number, crew: Crew | undefined): Threads | undefined {
    if (!crew || crew.helpers < 1 || !program.shared || model.options.plain) return undefined
    const { network, arena, store, kernels: { precision }, options: { plain, relaxed } } = model
    const orders = arena.allocateInt32(ORDERS)
    const team = new Threads(program, model, crew, orders)
    if (!team.worth(program.capacity.steps * program.capacity.sequences)) return undefined
    const { weights: _, data: __, view: ___, ...document } = network.document
    const indices = Object.fromEntries(store.declarations.flatMap(({ name }) => {
      const found = store.indices(name)
      return found ? [[name, found]] : []
    }))
    crew.hire(Array.from({ length: crew.helpers }, (_none, i): Job => ({
      memory: arena.memory, document, sizes: sizesOf(network), indices,
      options: { precision, ...(plain === undefined ? {} : { plain }), ...(relaxed === undefined ? {} : { relaxed }) }, capacity: program.capacity, program: start, orders,
      scratch: arena.allocate(RESERVED, 1), part: i + 1, parts: crew.helpers + 1,
    })))
    program.team = team
    return team
  }

  /** Number of threads that run the program, this one included. */
  get threads(): number {
    return this.dismissed || !this.ready ? 1 : this.parts
  }

  private worth(rows: number): boolean {
    return rows * this.perRow >= WORTH
  }

  /** Whether all threads have bound the program. */
  get ready(): boolean {
    return Atomics.load(this.orders, READY) === this.parts - 1
  }

  run(work: Work, first: number, end: number): boolean {
    const { orders, program: { tape, mode } } = this
    const rows = work === 'refresh' ? 4 : tape.rowStart[end]! - tape.rowStart[first]!
    if (this.dismissed || !this.ready || (work !== 'refresh' && tape.sequences < 2) || !this.worth(rows)) return false
    orders[WORK] = WORKS.indexOf(work)
    orders[FIRST] = first
    orders[END] = end
    orders[STEPS] = tape.steps
    orders[BASE] = tape.base
    orders[WINDOW] = tape.windowStart
    orders[SEQUENCES] = tape.sequences
    orders[MODE] = (mode.training ? 1 : 0) | (mode.replay ? 2 : 0) | (mode.forcing ? 4 : 0)
    this.began = this.crew.now()
    this.call()
    this.program.execute(work, first, end, this.place)
    this.place.barrier()
    return true
  }

  /** Gives up a thread that does not respond; each thread has about as much work as this one. */
  private miss(looks: number): void {
    if (looks <= 1) this.own = this.crew.now() - this.began
    if (looks < LOOKS || looks * PATIENCE < SHARES * this.own) return
    Atomics.store(this.orders, FAILED, 1)
    throw new HelperFailed('a helping thread does not answer')
  }

  private call(): void {
    Atomics.add(this.orders, ORDER, 1)
    Atomics.notify(this.orders, ORDER)
  }

  /** Dismisses the threads and returns when none of them can write to the memory any more. Call it after a failure. */
  end(): void {
    this.dismiss()
    if (this.parted()) return
    this.crew.stop()
    this.parted()
  }

  /** Waits until all threads have ended; returns false after a timeout. */
  private parted(): boolean {
    const joined = Atomics.load(this.orders, READY)
    for (let gone = Atomics.load(this.orders, GONE); gone < joined; gone = Atomics.load(this.orders, GONE))
      if (Atomics.wait(this.orders, GONE, gone, PARTING) === 'timed-out') return false
    return true
  }

  /** Makes the threads end; from then on this thread runs the program alone. */
  dismiss(): void {
    if (this.dismissed) return
    this.dismissed = true
    Atomics.store(this.orders, WORK, STOP)
    this.call()
  }
}

const sizesOf = (network: Network): Record<string, number> =>
  Object.fromEntries([...network.inputs, ...network.outputs].map(({ id, size }) => [id, size]))

/**
 * Runs a helping thread until it is dismissed.
 * @param bind Makes the same program as the thread that holds the batch.
 */
export function help(job: Job, bind: (job: Job) => Program): void {
  const orders = ordersIn(job.memory, job.orders)
  try {
    const program = bind(job)
    const place = placeOf(orders, job.part, job.parts)
    const { tape, mode } = program
    let order = 0
    Atomics.add(orders, READY, 1)
    for (;;) {
      waitWhile(orders, ORDER, order)
      order++
      if (orders[WORK] === STOP) return
      tape.steps = orders[STEPS]!
      tape.base = orders[BASE]!
      tape.windowStart = orders[WINDOW]!
      tape.sequences = orders[SEQUENCES]!
      mode.training = (orders[MODE]! & 1) !== 0
      mode.replay = (orders[MODE]! & 2) !== 0
      mode.forcing = (orders[MODE]! & 4) !== 0
      program.execute(WORKS[orders[WORK]!]!, orders[FIRST]!, orders[END]!, place)
      place.barrier()
    }
  } catch (error) {
    Atomics.store(orders, FAILED, 1)
    throw error
  } finally {
    Atomics.add(orders, GONE, 1)
    Atomics.notify(orders, GONE)
  }
}
