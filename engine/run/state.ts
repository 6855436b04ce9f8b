import type { Problem } from '../base/problem'
import type { TrainingCandidate } from './costs'
import type { RunStatus, StateMessage } from './protocol'
import type { Work } from './work'

/** Nothing can be trained: there is no document, or it has errors. */
interface Idle {
  readonly kind: 'empty' | 'blocked'
  /** What would be trained if there were enough memory. */
  readonly candidate?: TrainingCandidate | undefined
  /** Whether to continue training as soon as possible. */
  readonly resumes: boolean
}

/** Training is idle, and can start or continue. */
export interface Standing {
  readonly kind: 'standing'
  readonly work: Work
  readonly status: 'ready' | 'paused' | 'done' | 'failed'
  /** Why a run failed. */
  readonly problem?: Problem
  /** How a run ended. */
  readonly ended?: NonNullable<StateMessage['ended']>
}

/** Training is running: between two updates, or during the evaluation after an epoch. */
interface Running {
  readonly kind: 'running' | 'evaluating'
  readonly work: Work
}

/** The state of a session. */
export type State = Idle | Standing | Running

export const workOf = (state: State): Work | undefined => ('work' in state ? state.work : undefined)
export const isRunning = ({ kind }: State): boolean => kind === 'running' || kind === 'evaluating'

export function statusOf(state: State): RunStatus {
  if (state.kind === 'standing') return state.status
  return state.kind === 'evaluating' ? 'running' : state.kind
}

/** Allows finished training to continue for as many epochs again. */
export function extend({ status, work }: Standing): void {
  if (status === 'done' || status === 'failed') work.trainer.extend()
}
