import type { Problem } from '../base/problem'
import type { Considered } from './costs'
import type { RunStatus, StateMessage } from './protocol'
import type { Work } from './work'

/** Nothing can be trained: no document, or one with errors. */
interface Idle {
  readonly kind: 'empty' | 'blocked'
  /** What would be trained if there were memory for it. */
  readonly considered?: Considered | undefined
  /** Training goes on as soon as it can. */
  readonly resumes: boolean
}

/** Training can begin or go on. */
export interface Standing {
  readonly kind: 'standing'
  readonly work: Work
  readonly status: 'ready' | 'paused' | 'done' | 'failed'
  /** Why a run failed. */
  readonly problem?: Problem
  /** How a run came to its end. */
  readonly ended?: NonNullable<StateMessage['ended']>
}

/** Training goes on: between two updates, or in the midst of the evaluation after an epoch. */
interface Running {
  readonly kind: 'running' | 'evaluating'
  readonly work: Work
}

/** What a session is at. */
export type State = Idle | Standing | Running

export const workOf = (state: State): Work | undefined => ('work' in state ? state.work : undefined)
export const isRunning = ({ kind }: State): boolean => kind === 'running' || kind === 'evaluating'

export function statusOf(state: State): RunStatus {
  if (state.kind === 'standing') return state.status
  return state.kind === 'evaluating' ? 'running' : state.kind
}

/** Training that has come to its end goes on for as many epochs again. */
export function extend({ status, work }: Standing): void {
  if (status === 'done' || status === 'failed') work.trainer.extend()
}
