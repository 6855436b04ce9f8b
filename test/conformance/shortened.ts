import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from '../../engine/compile'
import type { Network } from '../../engine/compile/network'
import { dataSizes, prepareData, readData } from '../../engine/data'
import type { Sequence } from '../../engine/data/types'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import { registry } from '../../nodes'

/** A document with a little of its training data. */
export interface Shortened {
  readonly network: Network
  readonly sequences: readonly Sequence[]
  /** The network of the document with other settings of training. */
  with(training: TrainingSpec): Network
}

const source = (folder: string): { text(path: string): string | undefined } => ({
  text: (path) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined),
})

/** Compiles a document, its data beside it in a folder, and cuts as many sequences as asked for to so many steps. */
export function shortened(document: GraphDocument, folder: string, count: number, steps: number): Shortened {
  const data = readData(document, source(folder))
  const sizes = dataSizes(document, registry, data)
  const networkOf = (training: TrainingSpec | undefined): Network => {
    const { network, errors } = compile({ ...document, ...(training ? { training } : {}) }, registry, sizes)
    if (!network) throw new Error(errors.map((e) => e.message).join('\n'))
    return network
  }
  const { dataset, errors } = prepareData(document, registry, compile(document, registry, sizes), data)
  if (!dataset) throw new Error(errors.map((e) => e.message).join('\n'))
  return { network: networkOf(undefined), sequences: dataset.train.slice(0, count).map((s) => cut(s, steps)), with: networkOf }
}

/** The first steps of a sequence, at least up to the first target. */
export function cut(sequence: Sequence, steps: number): Sequence {
  const first = Math.min(
    ...Object.values(sequence.targets)
      .map(({ present }) => present.indexOf(1))
      .filter((at) => at >= 0),
  )
  const from = Number.isFinite(first) ? Math.max(0, first + 1 - steps) : 0
  const length = Math.min(steps, sequence.length - from)
  const part = <T extends Float64Array | Uint8Array>(values: T): T => {
    const size = values.length / sequence.length
    return values.slice(from * size, (from + length) * size) as T
  }
  return {
    length,
    inputs: Object.fromEntries(Object.entries(sequence.inputs).map(([id, values]) => [id, part(values)])),
    targets: Object.fromEntries(Object.entries(sequence.targets).map(([id, { values, present }]) => [id, { values: part(values), present: part(present) }])),
  }
}
