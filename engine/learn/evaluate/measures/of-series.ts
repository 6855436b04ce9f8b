import { Evaluator } from '../evaluate'
import { parts } from '../passes'
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

/**
 * Difference between actual and nominal coverage of a band of quantiles: |c − (q₂ − q₁)|, with c the share of a part's
 * targets between the output of the smallest quantile q₁ and that of the largest q₂. Both outputs have the same columns.
 */
export const coverageGap: Measure = ({ model, dataset, part }) => {
  const band = model.network.outputs.filter(({ loss }) => loss === 'quantile').sort((a, b) => a.quantile - b.quantile)
  const [low, high] = [band[0], band.at(-1)]
  const { series } = dataset
  if (!series || !low || low === high) throw new Error('a band needs one series and two outputs of quantiles')
  const y = new Evaluator(model, dataset).evaluate().series!
  const { values, present } = series.targets[low.id]!
  const code = parts.indexOf(part)
  let [inside, judged] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const t = Math.floor(i / low.size)
    if (!present[t] || series.parts![t] !== code) continue
    judged++
    if (values[i]! >= y[low.id]![i]! && values[i]! <= y[high!.id]![i]!) inside++
  }
  return Math.abs(inside / judged - (high!.quantile - low.quantile))
}
