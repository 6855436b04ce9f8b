import type { Dataset } from '../data/types'
import type { Model } from '../learn/model/model'
import type { ExportFile } from './file'
import { onnxFiles, type OnnxOptions } from './onnx'
import { projectFiles } from './project'
import { numpyFiles, pytorchFiles } from './python'
import { signalsCsv } from './signals'
import { weightsJson, weightsNpz } from './weights'

/** Formats of a runnable network with its weights. */
export const modelFormats = {
  pytorch: pytorchFiles,
  'pytorch-project': projectFiles,
  numpy: numpyFiles,
  onnx: onnxFiles,
  'weights-npz': weightsNpz,
  'weights-json': weightsJson,
} as const satisfies Readonly<Record<string, (model: Model, dataset?: Dataset) => ExportFile[]>>

/** Formats of a network's signals over its data. */
export const dataFormats = { 'signals-csv': signalsCsv } as const satisfies Readonly<Record<string, (model: Model, dataset: Dataset) => ExportFile[]>>

export type RunningFormat = keyof typeof modelFormats | keyof typeof dataFormats

/** Returns the files of a format for a network and its data; `options` are those of ONNX. */
export function runningFiles(format: RunningFormat, model: Model, dataset: Dataset, options: OnnxOptions): ExportFile[] {
  if (format === 'signals-csv') return dataFormats[format](model, dataset)
  return format === 'onnx' ? onnxFiles(model, dataset, options) : modelFormats[format](model, dataset)
}
