import type { Dataset } from '../data/types'
import type { Model } from '../learn/model/model'
import type { ExportFile } from './file'
import { onnxFiles } from './onnx'
import { numpyFiles, pytorchFiles } from './python'
import { signalsCsv } from './signals'
import { weightsJson, weightsNpz } from './weights'

/** Formats that hold a network that can run, with its weights. */
export const modelFormats = {
  pytorch: pytorchFiles, numpy: numpyFiles, onnx: onnxFiles, 'weights-npz': weightsNpz, 'weights-json': weightsJson,
} as const satisfies Readonly<Record<string, (model: Model, dataset?: Dataset) => ExportFile[]>>

/** Formats that hold what flows in a network over its data. */
export const dataFormats = { 'signals-csv': signalsCsv } as const satisfies Readonly<Record<string, (model: Model, dataset: Dataset) => ExportFile[]>>

export type RunningFormat = keyof typeof modelFormats | keyof typeof dataFormats

/** The files of a format, of a network and the data that it has. */
export const runningFiles = (format: RunningFormat, model: Model, dataset: Dataset): ExportFile[] =>
  format === 'signals-csv' ? dataFormats[format](model, dataset) : modelFormats[format](model, dataset)
