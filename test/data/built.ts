import type { Problem } from '../../engine/base/problem'
import { compile } from '../../engine/compile'
import { buildDataset, dataSizes, readData, type DatasetOptions } from '../../engine/data'
import type { Dataset, Sequence } from '../../engine/data/types'
import { parseDocument } from '../../engine/document/parse'
import type { DataSpec, GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'

export interface Spec {
  readonly x?: object
  readonly y?: object
  readonly data: Partial<DataSpec> & object
  readonly rest?: object
}

/** A network of one input and one output over a table. */
export function documentOf({ x, y, data, rest }: Spec): GraphDocument {
  const document = {
    format: 'unfold-graph',
    version: 1,
    nodes: { x: { type: 'input', columns: ['u'], ...x }, y: { type: 'output', columns: ['d'], ...y } },
    edges: { W: { from: 'x', to: 'y' } },
    data: { kind: 'file', path: 'a.csv', ...data },
    ...rest,
  }
  const { document: parsed, errors } = parseDocument(JSON.stringify(document), registry)
  if (!parsed) throw new Error(errors.map((e) => e.message).join('\n'))
  return parsed
}

export function build(
  spec: Spec,
  csv: string,
  options?: DatasetOptions,
): { dataset?: Dataset; errors: readonly Problem[]; warnings: readonly Problem[]; sizes: Readonly<Record<string, number>> } {
  const document = documentOf(spec)
  const data = readData(document, { text: (path) => (path === 'a.csv' ? csv : undefined), sha256: () => 'ab'.repeat(32) })
  const dataUnits = dataSizes(document, registry, data)
  const { sizes, errors } = compile(document, registry, dataUnits)
  const built = buildDataset(document, registry, sizes, data, options)
  return { ...built, errors: built.errors.length > 0 ? built.errors : errors, sizes }
}

export function right(spec: Spec, csv: string, options?: DatasetOptions): Dataset {
  const { dataset, errors } = build(spec, csv, options)
  if (!dataset || errors.length > 0) throw new Error(errors.map((e) => e.message).join('\n'))
  return dataset
}

export const input = (s: Sequence, id = 'x'): number[] => [...s.inputs[id]!]
export const target = (s: Sequence, id = 'y'): (number | null)[] =>
  [...s.targets[id]!.present].flatMap((present, t) => {
    const { values } = s.targets[id]!
    const size = values.length / s.length
    return present ? [...values.subarray(t * size, (t + 1) * size)] : [null]
  })

export const rows = (n: number): string => `u,d\n${Array.from({ length: n }, (_, i) => `${i},${10 * i}`).join('\n')}\n`
