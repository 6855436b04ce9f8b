import { Evaluator } from '../evaluate'
import { judgedOutput, Runner, type Judged, type Measure } from './measure'
import { capacityOf, Nrmse84, thirdStepOf, type SeriesOutputs } from './series'

function seriesOutputs(judged: Judged, what: string): SeriesOutputs {
  const {
    dataset: { series },
    part,
    model,
    dataset,
  } = judged
  const { id, size } = judgedOutput(judged)
  if (!series) throw new Error(`${what} is of one series`)
  return { series, part, id, size, y: new Evaluator(model, dataset).evaluate().series![id]! }
}

export const memoryCapacity: Measure = (judged) => capacityOf(seriesOutputs(judged, 'memory capacity'))

export const nrmse84: Measure = (judged) => {
  const { model, dataset, part } = judged
  const { washout } = model.network.training
  const sequences = dataset[part].filter(({ length }) => length > washout + 83)
  if (sequences.length === 0) throw new Error('no sequence is long enough')
  const runner = new Runner(model, sequences)
  const found = new Nrmse84(judgedOutput(judged).id, washout)
  for (const sequence of sequences) found.add(sequence, runner.outputs(sequence, washout))
  return found.value
}

export const thirdStep: Measure = (judged) => thirdStepOf(seriesOutputs(judged, 'the temporal XOR'))
