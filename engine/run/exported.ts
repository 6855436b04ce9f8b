import { ExportError } from '../export/file'
import { runningFiles, type RunningFormat } from '../export/formats'
import type { Dataset } from '../data/types'
import { Model } from '../learn/model/model'
import type { ExportAnswer } from './questions'

/**
 * Exports a network with its current weights to another program's format. Uses a model of its own, so that running it
 * does not change the memory of the one that trains.
 */
export function exported(work: { readonly model: Model; readonly dataset: Dataset } | undefined, format: RunningFormat): ExportAnswer {
  if (!work) return {}
  const { network } = work.model
  const { fitted } = work.dataset
  const document = { ...network.document, weights: work.model.weights(), ...(fitted ? { fitted } : {}) }
  try {
    return { files: runningFiles(format, new Model({ ...network, document }), work.dataset) }
  } catch (error) {
    if (!(error instanceof ExportError)) throw error
    return { problem: error.problem }
  }
}
