import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../../engine/base/problem'
import { compile } from '../../engine/compile'
import { dataSizes, prepareData, readData } from '../../engine/data'
import type { GraphDocument } from '../../engine/document/types'
import { Model } from '../../engine/learn/model/model'
import { measures, solvedBy, type Judged } from '../../engine/learn/evaluate/measures'
import { Trainer } from '../../engine/learn/train/trainer'
import { registry } from '../../nodes'
import { folder, type Expectation } from './examples'

export interface Reached {
  /** In the measure of the expectation. */
  readonly value: number
  /** Sequences shown until the parts were solved; Infinity if they never were. */
  readonly shown?: number
  readonly warnings: readonly Problem[]
  readonly seconds: number
}

const source = { text: (path: string): string | undefined => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined) }

/**
 * Trains a gallery document by its own settings and computes its measure. For a document that counts sequences, the
 * parts
 * are scored after every epoch and training ends as soon as they are solved.
 * @throws Error if the document or its data has errors, or training meets a number that is not finite.
 */
export function reach(document: GraphDocument, expect: Expectation): Reached {
  const began = performance.now()
  const data = readData(document, source)
  const compiled = compile(document, registry, dataSizes(document, registry, data))
  const { dataset, errors, warnings } = prepareData(document, registry, compiled, data)
  if (errors.length > 0 || !compiled.network || !dataset) throw new Error(errors.map((error) => error.message).join('\n'))
  const model = new Model(compiled.network)
  const trainer = Trainer.make(model, dataset)
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  const { until, part = 'test', tolerance = 0, measure } = expect
  const judged: Judged = { model, dataset, data, part, tolerance }
  let shown = Infinity
  for (;;) {
    const progress = trainer.next()
    if (progress.kind === 'failed') throw new Error(progress.problem.message)
    if (progress.kind === 'done') break
    if (progress.kind !== 'epoch' || !until) continue
    if (until.parts.every((each) => solvedBy[until.rule]!({ ...judged, part: each }))) {
      shown = progress.report.epoch * dataset.train.length
      break
    }
  }
  return { value: measures[measure](judged), ...(until ? { shown } : {}), warnings, seconds: (performance.now() - began) / 1000 }
}
