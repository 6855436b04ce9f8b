import type { Problem } from '../base/problem'
import type { Compiled } from '../compile'
import { supportsWasm } from '../kernels/wasm'
import type { Evaluation } from '../learn/evaluate/evaluate'
import type { ThreadHost } from '../learn/threads/threads'
import type { Trainer } from '../learn/train/trainer'
import type { Learning } from './learned'
import type { Pace } from './pace'
import type { Message, RunReport } from './protocol'
import { isRunning, statusOf, workOf, type State } from './state'

/** Milliseconds between two state messages during training. */
const STATE = 100

type CompileResult = Pick<Compiled, 'errors' | 'warnings' | 'parameterCount' | 'sizes' | 'groups' | 'shapes'>

/** The result of compiling a document that failed. */
export const refused = (errors: readonly Problem[]): CompileResult => ({
  errors,
  warnings: [],
  parameterCount: { trainable: 0, fixed: 0 },
  sizes: {},
  groups: [],
  shapes: {},
})

/** The status of a session. */
export interface SessionStatus {
  readonly state: State
  readonly relaxed: boolean
  /** Identifies the trained state; undefined while it changes. */
  readonly learned: string | undefined
  /** Parameters whose values differ from what their settings would draw; undefined while that changes. */
  readonly overrides: readonly string[] | undefined
}

/** Scores of parts without those of single outputs. */
export const inShort = (scores: Evaluation['scores']): NonNullable<RunReport['parts']> =>
  Object.fromEntries(Object.entries(scores).map(([part, { outputs: _, task: __, ...short }]) => [part, short]))

/** Reports the state and speed of a run. */
export class StatusReporter {
  private last = -Infinity
  private rate = { at: 0, updates: 0, perSecond: 0 }

  constructor(
    private readonly pace: Pace,
    private readonly threadHost: ThreadHost | undefined,
    private readonly emit: (message: Message) => void,
  ) {}

  /** Called at the start of a run, whose speed is not known yet. */
  start({ reached: { updates } }: Trainer): void {
    this.rate = { at: this.pace.now(), updates, perSecond: 0 }
  }

  /** Called during training; reports when due. */
  watch(status: SessionStatus): void {
    const now = this.pace.now()
    if (now - this.last < STATE) return
    this.last = now
    const updates = workOf(status.state)?.trainer.reached.updates ?? 0
    const seconds = (now - this.rate.at) / 1000
    if (seconds > 0.5) this.rate = { at: now, updates, perSecond: (updates - this.rate.updates) / seconds }
    this.state(status)
  }

  state({ state, relaxed, learned, overrides }: SessionStatus): void {
    const running = isRunning(state)
    const trainer = workOf(state)?.trainer
    const { problem, ended } = state.kind === 'standing' ? state : {}
    this.emit({
      kind: 'state',
      status: statusOf(state),
      epoch: trainer?.reached.epoch ?? 0,
      epochs: trainer?.epochs ?? 0,
      update: trainer?.reached.updates ?? 0,
      updatesPerSecond: running ? this.rate.perSecond : 0,
      catchingUp: running && trainer?.replaying === true,
      threads: { used: trainer?.threads?.count ?? 1, available: 1 + (this.threadHost?.extra ?? 0) },
      fastMath: { used: relaxed, available: supportsWasm(true) },
      ...(problem ? { problem } : {}),
      ...(ended ? { ended } : {}),
      ...(learned === undefined ? {} : { learned }),
      ...(overrides === undefined ? {} : { overrides }),
    })
  }

  compiled(
    revision: number,
    { errors, warnings, parameterCount: parameters, sizes, groups, shapes }: CompileResult,
    columns: readonly string[],
    dropped: readonly string[],
  ): void {
    this.emit({ kind: 'compiled', revision, errors, warnings, parameters, sizes, groups, shapes, columns, dropped })
  }
}

/** Makes the status; the trained state has no identity while it changes. */
export function sessionStatus(state: State, relaxed: boolean, learning: Learning): SessionStatus {
  if (isRunning(state)) return { state, relaxed, learned: undefined, overrides: undefined }
  return state.kind === 'empty' ? { state, relaxed, learned: '', overrides: [] } : { state, relaxed, learned: learning.identity, overrides: learning.overrides }
}
