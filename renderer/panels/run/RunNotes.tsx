import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { resolveTraining } from '../../../engine/compile/network'
import type { TrainingSpec } from '../../../engine/document/types'
import { gathers } from '../../../engine/learn/model/gathers'
import type { StateMessage } from '../../../engine/run/protocol'
import { engineStore } from '../../workspace/engine'
import { inSentences, languageOf } from '../../drawing/words'
import { documentStore } from '../../editing/store'

/** Text keys of notes on the state of a run that its numbers do not show. */
function notesOf(
  { status, epoch, update, ended }: Pick<StateMessage, 'status' | 'epoch' | 'update' | 'ended'>,
  training: TrainingSpec | undefined,
): readonly string[] {
  const begins = update === 0 && epoch > 0 && (status === 'ready' || status === 'done') ? gathers(resolveTraining(training)) : undefined
  return [
    ...(ended?.early ? ['run.notes.early'] : []),
    ...(ended && ended.epoch < epoch ? ['run.notes.best'] : []),
    ...(begins && !ended ? [`run.notes.anew-${begins}`] : []),
  ]
}

/** Notes on a run: early stopping, the epoch of its weights, and state that starts over after opening a file. */
export function RunNotes() {
  const { t, i18n } = useTranslation()
  const state = useStore(engineStore, (engine) => engine.state)
  const training = useStore(documentStore, ({ document }) => document.training)
  const notes = notesOf(state, training)
  if (notes.length === 0) return null
  return (
    <p className="run-notes" role="status">
      {inSentences(languageOf(i18n.language), ...notes.map((key) => t(key, { epoch: state.epoch, epochs: state.epochs, best: state.ended?.epoch ?? 0 })))}
    </p>
  )
}
