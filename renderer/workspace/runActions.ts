import type { StoreApi } from 'zustand/vanilla'
import type { DocumentStore } from '../editing/store'
import type { Loading } from './loading'
import { toEpoch, type MomentState } from './moment'
import type { Engine, EngineState } from './openEngine'
import { PATIENCE } from './engineLife'
import type { Reports } from './reports'
import { entriesOf, type Runs } from './runs'

interface Parts {
  readonly store: StoreApi<EngineState>
  readonly moment: StoreApi<MomentState>
  readonly documents: DocumentStore
  readonly runs: Runs
  readonly reports: Reports
  readonly loading: Pick<Loading<unknown>, 'settled'>
}

type RunActions = Pick<Engine, 'play' | 'live' | 'lookBack' | 'goOn' | 'takeEpoch' | 'step' | 'runAgain' | 'reset' | 'editAndRedraw' | 'takeWeights' | 'scale'>

/** What a user does with a run. Where that needs a pause, the training so far becomes a step of history of its own. */
export function runActions({ store, moment, documents, runs, reports, loading }: Parts): RunActions {
  const state = () => store.getState().state
  /** Resolves to whether it was running. */
  async function pause(): Promise<boolean> {
    const running = state().status === 'running'
    if (running) await runs.pause()
    return running
  }
  /** Pauses a run for a change of its weights, and continues it. */
  async function between(change: () => Promise<unknown>): Promise<void> {
    const running = await pause()
    moment.setState({ epoch: null })
    await change()
    if (running) runs.play({ ...state(), status: 'paused' })
  }
  function reset(): void {
    runs.reset()
    reports.forget()
  }
  return {
    play() {
      documents.ask()
      runs.play(state())
    },
    async live(options) {
      documents.ask()
      await loading.settled(PATIENCE)
      await pause()
      return runs.live(options)
    },
    async lookBack(epoch) {
      await pause()
      moment.setState(toEpoch(epoch))
    },
    goOn(epoch) {
      documents.ask()
      return runs.goBack(epoch, 'run.edit.branch', true)
    },
    takeEpoch: (epoch) => runs.goBack(epoch, 'run.edit.best', false),
    step() {
      documents.ask()
      runs.step(state())
    },
    async runAgain(change) {
      await pause()
      change()
      await loading.settled()
      reset()
      runs.play({ ...state(), status: 'ready' })
    },
    reset,
    editAndRedraw: (label, recipe, owners) =>
      between(() =>
        runs.editAndRedraw(
          () => {
            const { document } = documents.store.getState()
            documents.edit(label, recipe)
            return documents.store.getState().document !== document
          },
          () => loading.settled(PATIENCE),
          owners,
        ),
      ),
    async takeWeights(change, weights) {
      await pause()
      moment.setState({ epoch: null })
      documents.edit('runs.edit.again', change)
      documents.endGesture()
      await loading.settled(PATIENCE)
      reset()
      await runs.put('runs.edit.weights', entriesOf(weights))
    },
    scale: (entries) => between(() => runs.put('run.edit.scale', entries)),
  }
}
