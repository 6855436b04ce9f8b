import { sizesOf } from '../../compile/network'
import type { ThreadPart } from '../../compile/phases'
import type { Capacity, Program, Threads, Work } from '../../compile/program'
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
  readonly control: number
  readonly scratch: number
  readonly part: number
  readonly parts: number
}

/** A helping thread ended unexpectedly. The batch is lost; the weights are not. */
export class ThreadFailed extends Error {
  override readonly name = 'ThreadFailed'
}

/** Starts and stops threads that call `runThread`. */
export interface ThreadHost {
  /** Threads besides this one; 0 after `stop`. */
  readonly extra: number
  start(jobs: readonly Job[]): void
  /** Terminates the threads, also those that no longer respond. */
  stop(): void
  /** Milliseconds of a monotonic clock. */
  now(): number
}

const WORKS: readonly Work[] = ['refresh', 'forward', 'clear', 'backward']

/** Indices of the control words, int32 each. */
const WORK_COUNT = 0
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
const ENDED = 13
export const CONTROL_WORDS = 16

const STOP = -1
/** Polls of a control word before a thread sleeps: some microseconds. */
const SPINS = 2_000
/** Milliseconds that threads have to end, before and after they are terminated. */
const END_TIMEOUT = 2_000
/** Milliseconds of sleep between checks whether another thread has failed. */
const WAIT_TIMEOUT = 500
/**
 * This thread gives up on another after this many timed-out waits, if they also exceed `MOST_SHARES` times the time that
 * its own share took. It counts timeouts as well as time, because there are none while the machine is suspended.
 */
const MOST_TIMEOUTS = 8
const MOST_SHARES = 20

/** With fewer floating-point operations than this, one thread finishes before the others would have started. */
const LEAST_OPERATIONS = 2e6

/** @param onTimeout Called with the number of timed-out waits; throws to give up. */
function waitWhile(control: Int32Array, at: number, value: number, onTimeout?: (timeouts: number) => void): void {
  for (let i = 0; i < SPINS; i++) if (Atomics.load(control, at) !== value) return
  for (let timeouts = 0; Atomics.load(control, at) === value; ) {
    if (Atomics.wait(control, at, value, WAIT_TIMEOUT) === 'timed-out') timeouts++
    if (Atomics.load(control, FAILED) !== 0) throw new ThreadFailed('a helping thread has failed')
    onTimeout?.(timeouts)
  }
}

function partOf(control: Int32Array, part: number, parts: number, onTimeout?: (timeouts: number) => void): ThreadPart {
  return {
    part,
    parts,
    barrier() {
      const round = Atomics.load(control, ROUND)
      if (Atomics.add(control, ARRIVED, 1) + 1 < parts) {
        waitWhile(control, ROUND, round, onTimeout)
        return
      }
      Atomics.store(control, ARRIVED, 0)
      Atomics.add(control, ROUND, 1)
      Atomics.notify(control, ROUND)
    },
  }
}

const controlIn = (memory: WebAssembly.Memory, address: number): Int32Array => new Int32Array(memory.buffer, address, CONTROL_WORDS)

/** Runs a program on several threads, this one among them. Results are bit-identical to those of one thread. */
export class ProgramThreads implements Threads {
  private readonly control: Int32Array
  private readonly threadPart: ThreadPart
  private readonly parts: number
  /** Floating-point operations per row of a forward pass. */
  private readonly perRow: number
  private dismissed = false
  /** Time in milliseconds when this thread began the current work, and how long its own share took. */
  private began = 0
  private ownShare = 0

  private constructor(
    private readonly program: Program,
    model: Model,
    private readonly host: ThreadHost,
    address: number,
  ) {
    this.parts = host.extra + 1
    this.control = controlIn(model.arena.memory, address)
    const onTimeout = (timeouts: number): void => this.checkTimeouts(timeouts)
    this.threadPart = partOf(this.control, 0, this.parts, onTimeout)
    this.perRow = 2 * model.store.declarations.reduce((sum, { name }) => sum + model.store.count(name), 0)
  }

  /** Starts helping threads for a program, if there are any and a full batch is large enough to gain from them. */
  static join(model: Model, program: Program, start: number, host: ThreadHost | undefined): ProgramThreads | undefined {
    if (!host || host.extra < 1 || !program.shared || model.options.plain) return undefined
    const {
      network,
      arena,
      store,
      kernels: { precision },
      options: { plain, relaxed },
    } = model
    const control = arena.allocateInt32(CONTROL_WORDS)
    const threads = new ProgramThreads(program, model, host, control)
    if (!threads.isWorthwhile(program.capacity.steps * program.capacity.sequences)) return undefined
    const { weights: _, data: __, view: ___, ...document } = network.document
    const indices = Object.fromEntries(
      store.declarations.flatMap(({ name }) => {
        const found = store.indices(name)
        return found ? [[name, found]] : []
      }),
    )
    host.start(
      Array.from(
        { length: host.extra },
        (_none, i): Job => ({
          memory: arena.memory,
          document,
          sizes: sizesOf(network),
          indices,
          options: { precision, ...(plain === undefined ? {} : { plain }), ...(relaxed === undefined ? {} : { relaxed }) },
          capacity: program.capacity,
          program: start,
          control,
          scratch: arena.allocate(RESERVED, 1),
          part: i + 1,
          parts: host.extra + 1,
        }),
      ),
    )
    program.threads = threads
    return threads
  }

  /** Number of threads that run the program, this one included. */
  get count(): number {
    return this.dismissed || !this.ready ? 1 : this.parts
  }

  private isWorthwhile(rows: number): boolean {
    return rows * this.perRow >= LEAST_OPERATIONS
  }

  /** Whether all threads have bound the program. */
  get ready(): boolean {
    return Atomics.load(this.control, READY) === this.parts - 1
  }

  run(work: Work, first: number, end: number): boolean {
    const {
      control,
      program: { tape, mode },
    } = this
    const rows = work === 'refresh' ? 4 : tape.rowStart[end]! - tape.rowStart[first]!
    if (this.dismissed || !this.ready || (work !== 'refresh' && tape.sequences < 2) || !this.isWorthwhile(rows)) return false
    control[WORK] = WORKS.indexOf(work)
    control[FIRST] = first
    control[END] = end
    control[STEPS] = tape.steps
    control[BASE] = tape.base
    control[WINDOW] = tape.windowStart
    control[SEQUENCES] = tape.sequences
    control[MODE] = (mode.training ? 1 : 0) | (mode.replay ? 2 : 0) | (mode.forcing ? 4 : 0)
    this.began = this.host.now()
    this.announce()
    this.program.execute(work, first, end, this.threadPart)
    this.threadPart.barrier()
    return true
  }

  /** Gives up a thread that does not respond; each thread has about as much work as this one. */
  private checkTimeouts(timeouts: number): void {
    if (timeouts <= 1) this.ownShare = this.host.now() - this.began
    if (timeouts < MOST_TIMEOUTS || timeouts * WAIT_TIMEOUT < MOST_SHARES * this.ownShare) return
    Atomics.store(this.control, FAILED, 1)
    throw new ThreadFailed('a helping thread does not answer')
  }

  private announce(): void {
    Atomics.add(this.control, WORK_COUNT, 1)
    Atomics.notify(this.control, WORK_COUNT)
  }

  /** Dismisses the threads and returns when none of them can write to the memory any more. Call it after a failure. */
  end(): void {
    this.dismiss()
    if (this.allEnded()) return
    this.host.stop()
    this.allEnded()
  }

  /** Waits until all threads have ended; returns false after a timeout. */
  private allEnded(): boolean {
    const joined = Atomics.load(this.control, READY)
    for (let gone = Atomics.load(this.control, ENDED); gone < joined; gone = Atomics.load(this.control, ENDED))
      if (Atomics.wait(this.control, ENDED, gone, END_TIMEOUT) === 'timed-out') return false
    return true
  }

  /** Makes the threads end; from then on this thread runs the program alone. */
  dismiss(): void {
    if (this.dismissed) return
    this.dismissed = true
    Atomics.store(this.control, WORK, STOP)
    this.announce()
  }
}

/**
 * Runs a helping thread until it is dismissed.
 * @param bind Makes the same program as the thread that holds the batch.
 */
export function runJob(job: Job, bind: (job: Job) => Program): void {
  const control = controlIn(job.memory, job.control)
  try {
    const program = bind(job)
    const threadPart = partOf(control, job.part, job.parts)
    const { tape, mode } = program
    let order = 0
    Atomics.add(control, READY, 1)
    for (;;) {
      waitWhile(control, WORK_COUNT, order)
      order++
      if (control[WORK] === STOP) return
      tape.steps = control[STEPS]!
      tape.base = control[BASE]!
      tape.windowStart = control[WINDOW]!
      tape.sequences = control[SEQUENCES]!
      mode.training = (control[MODE]! & 1) !== 0
      mode.replay = (control[MODE]! & 2) !== 0
      mode.forcing = (control[MODE]! & 4) !== 0
      program.execute(WORKS[control[WORK]!]!, control[FIRST]!, control[END]!, threadPart)
      threadPart.barrier()
    }
  } catch (error) {
    Atomics.store(control, FAILED, 1)
    throw error
  } finally {
    Atomics.add(control, ENDED, 1)
    Atomics.notify(control, ENDED)
  }
}
