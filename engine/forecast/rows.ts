import type { Problem } from '../base/problem'
import type { Network } from '../compile/network'
import type { NodeRegistry } from '../contract/node-type'
import { buildDataset, readData, type DataSource } from '../data'
import type { Dataset, Sequence } from '../data/types'
import type { GraphDocument } from '../document/types'
import { loopOf } from './pairs'

/**
 * Reads the rows after the data from another table, for the inputs that no output feeds. The table needs only their
 * columns. Scales and encodes them like the document's data.
 */
export function rowsBeyond(
  network: Network,
  registry: NodeRegistry,
  dataset: Dataset,
  path: string,
  source: DataSource,
): Sequence['inputs'] | readonly Problem[] {
  const loop = loopOf(network)
  if ('code' in loop) return [loop]
  const { document, inputs } = network
  const open = inputs.filter(({ id }) => loop.open.includes(id))
  if (open.length === 0) return {}
  const own = document.data?.kind === 'file' ? document.data : undefined
  const { sha256: _, format: __, sequenceColumn: ___, sequenceLength: ____, closedLoop: _____, ...rest } = own ?? { kind: 'file' as const }
  const reading: GraphDocument = {
    ...document,
    nodes: Object.fromEntries(open.map(({ id }) => [id, document.nodes[id]!])),
    edges: {},
    data: { ...rest, path },
    ...(dataset.fitted ? { fitted: dataset.fitted } : {}),
  }
  const sizes = Object.fromEntries(open.map(({ id, size }) => [id, size]))
  const data = readData(reading, source)
  if (data.errors.length > 0) return data.errors
  const { dataset: read, errors } = buildDataset(reading, registry, sizes, data, { targets: 'optional' })
  return errors.length > 0 || !read ? errors : (read.series ?? read.train[0] ?? { inputs: {} }).inputs
}
