import { problem } from '../../base/problem'
import type { Network } from '../../compile/network'
import type { Dataset } from '../../data/types'
import { epochOf } from '../../document/learned'
import type { Model } from '../../learn/model/model'
import { ExportError, type ExportFile } from '../file'
import { safetensors } from '../safetensors'
import { weightArrays } from '../weights'
import { dataPython } from './data'
import { evaluatePython } from './evaluate'
import { modelPython } from './model'
import { readme } from './readme'
import { projectTable } from './table'
import { trainPython } from './train'

/** Losses, optimizers and schedules that `train.py` implements. */
const LOSSES: readonly string[] = ['squared-error', 'absolute', 'huber', 'quantile', 'cross-entropy']
const OPTIMIZERS: readonly string[] = ['sgd', 'adam', 'adamw', 'rmsprop', 'rprop']
const SCHEDULES: readonly string[] = ['step', 'exponential', 'cosine', 'plateau']

/** Throws an error for a setting that a project does not support. */
function refuse(network: Network): void {
  const { algorithm, regularize, optimizer, schedule, carry } = network.training
  const say = (key: 'project-algorithm' | 'project-omega' | 'project-kind', values: Record<string, string>, path: string): never => {
    throw new ExportError(problem('not-carried', key, values, { path }))
  }
  if (algorithm.kind !== 'bptt') say('project-algorithm', { got: algorithm.kind }, '/training/algorithm')
  if (regularize.gradientNorm > 0) say('project-omega', {}, '/training/regularize/gradientNorm')
  if (carry) say('project-kind', { got: 'carry' }, '/training/carry')
  if (!OPTIMIZERS.includes(optimizer.kind)) say('project-kind', { got: optimizer.kind }, '/training/optimizer')
  if (schedule && !SCHEDULES.includes(schedule.kind)) say('project-kind', { got: schedule.kind }, '/training/schedule')
  for (const { id, loss } of network.outputs) if (!LOSSES.includes(loss)) say('project-kind', { got: loss }, `/nodes/${id}/loss`)
}

/**
 * Makes a PyTorch project: the network, its data, training with the same losses, and scores. The suffixes are the whole
 * names of the files.
 * @throws ExportError for a setting that a project does not support.
 */
export function projectFiles(model: Model, dataset?: Dataset): ExportFile[] {
  const { network } = model
  if (!dataset || dataset.train.length === 0) throw new ExportError(problem('data-missing', 'project-data', {}, { path: '/data' }))
  refuse(network)
  const table = projectTable(network, dataset)
  const epoch = epochOf(network.document)
  return [
    { suffix: 'model.py', content: modelPython(network) },
    { suffix: 'data.py', content: dataPython(table, network.training.precision) },
    { suffix: 'train.py', content: trainPython(network, epoch) },
    { suffix: 'evaluate.py', content: evaluatePython(network) },
    { suffix: 'weights.safetensors', content: safetensors(weightArrays(model), { format: 'pt', epoch: String(epoch) }) },
    { suffix: 'data.csv', content: table.csv },
    { suffix: 'README.md', content: readme(network, table) },
    { suffix: 'requirements.txt', content: 'torch>=1.13\nnumpy>=1.20\n' },
  ]
}
