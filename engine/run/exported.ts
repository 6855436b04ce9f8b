import { ExportError } from '../export/file'
import { runningFiles, type RunningFormat } from '../export/formats'
import type { Dataset } from '../data/types'
import { Model } from '../learn/model/model'
import type { ExportAnswer } from './questions'

/**
 * A network with its weights as they are, in a format of another program. It is written from a model of its own: what
 * it runs leaves the memory of the one that trains as it is.
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
