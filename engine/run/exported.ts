import { ExportError } from '../export/file'
import { runningFiles, type RunningFormat } from '../export/formats'
import { withLearned } from '../document/learned'
import { Model } from '../learn/model/model'
import type { ExportAnswer } from './questions'
import type { Work } from './work'

/**
 * Exports a network with its current weights to another program's format. Uses a model of its own, so that running it
 * does not change the memory of the one that trains.
 */
export function exported(work: Pick<Work, 'model' | 'dataset' | 'trainer'> | undefined, format: RunningFormat, state = false): ExportAnswer {
  if (!work) return {}
  const { network } = work.model
  const { fitted } = work.dataset
  const document = withLearned(network.document, { weights: work.model.weights(), fitted, epoch: work.trainer.reached.epoch })
  try {
    return { files: runningFiles(format, new Model({ ...network, document }), work.dataset, { state }) }
  } catch (error) {
    if (!(error instanceof ExportError)) throw error
    return { problem: error.problem }
  }
}
