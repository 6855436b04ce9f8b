import { signalIds, type ColumnUse, type TableAccount } from '../../engine/data'
import type { TableReading } from '../../engine/data/table'
import type { GraphDocument } from '../../engine/document/types'
import { normalizeOf, splitOf } from '../../engine/document/tables'
import { registry } from '../../nodes'
import { addNodeForColumn, setColumns, setOneHot, type ColumnFacts } from '../editing/columns'
import { setData, setDataFile } from '../editing/commands'
import { columnsOf } from '../document/selectors'
import type { DocumentDraft } from '../document/types'
import { boxOf } from '../drawing/geometry'
import { placeOfEnd } from '../drawing/layout/ends'

export type Normalize = 'none' | 'standard' | 'range'

/** How a table becomes the data of a document. */
export interface Taking {
  /** By column, in the order of the table. */
  readonly roles: readonly ColumnUse[]
  /** Number of steps by which targets are ahead. */
  readonly ahead: number
  readonly normalize: Normalize
  readonly split: readonly [number, number, number]
}

const isInput = (role: ColumnUse | undefined): boolean => role === 'input' || role === 'both'
const isTarget = (role: ColumnUse | undefined): boolean => role === 'target' || role === 'both'

/**
 * The proposal for a document: its own columns if the table has all of them, as when a file is read again; otherwise
 * what the table itself suggests.
 */
export function takingFor(document: GraphDocument, { columns, ahead: proposed }: Pick<TableAccount, 'columns' | 'ahead'>): Taking {
  const names = columns.map(({ name }) => name)
  const data = document.data?.kind === 'file' ? document.data : undefined
  const { inputs, outputs } = signalIds(document, registry)
  const [ins, outs] = [inputs, outputs].map((ids) => ids.flatMap((id) => columnsOf(document, id))) as [string[], string[]]
  const known = new Set(names)
  const kept = ins.length + outs.length > 0 && [...ins, ...outs].every((name) => known.has(name))
  const ahead: unknown = outputs.map((id) => document.nodes[id]!.ahead).find((steps) => steps !== undefined)
  const roleOf = ({ name, use }: TableAccount['columns'][number]): ColumnUse => {
    if (ins.includes(name)) return outs.includes(name) ? 'both' : 'input'
    if (outs.includes(name)) return 'target'
    if (data?.sequenceColumn === name) return 'sequence'
    if (data?.steps) return data.steps.includes(name) ? 'steps' : 'none'
    return use === 'steps' ? use : 'none'
  }
  // The split of another series does not apply.
  const [train, validation, test] = splitOf(kept ? data : undefined)
  return {
    roles: kept ? columns.map(roleOf) : columns.map(({ use }) => use),
    ahead: kept && typeof ahead === 'number' ? ahead : kept ? 0 : proposed,
    normalize: data ? normalizeOf(data) : 'standard',
    split: [train!, validation!, test!],
  }
}

/**
 * Makes a table the document's data and assigns its columns to inputs and outputs, which are created if there are none.
 * Stores how its text was read, so that it is read the same way everywhere.
 */
export function takeTable(
  draft: DocumentDraft,
  path: string,
  columns: readonly ColumnFacts[],
  { roles, ahead, normalize, split }: Taking,
  keys: TableReading['keys'] = {},
): void {
  setDataFile(draft, path)
  if (draft.data?.kind !== 'file') return
  const sequence = columns.find((_, i) => roles[i] === 'sequence')
  const steps = columns.flatMap(({ name }, i) => (roles[i] === 'steps' ? [name] : []))
  const { normalize: _, split: __, ...rest } = draft.data
  setData(draft, {
    ...rest,
    ...(normalize === 'none' ? {} : { normalize }),
    split: [...split],
    ...keys,
    ...(sequence ? { sequenceColumn: sequence.name } : {}),
    ...(columns.length > 1 ? { steps } : {}),
  })
  const of = (fits: (role: ColumnUse | undefined) => boolean): readonly ColumnFacts[] => columns.filter((_column, i) => fits(roles[i]))
  // In a forecast, an output can feed an input only if it predicts all of the input's columns.
  const [predicted, given] = ahead > 0 ? [of((role) => role === 'both'), of((role) => role === 'input')] : [[], of(isInput)]
  tie(draft, 'input', columns, [predicted, given])
  tie(draft, 'output', columns, [of(isTarget)])
  if (!roles.some(isTarget)) return
  const { outputs } = signalIds(draft as GraphDocument, registry)
  for (const id of outputs)
    if (columnsOf(draft as GraphDocument, id).length > 0) {
      if (ahead > 0) draft.nodes[id]!.ahead = ahead
      else delete draft.nodes[id]!.ahead
    }
}

/** Space between two inputs that are drawn below each other. */
const GAP = 40

/** Draws a node for each group, the first at the end of the drawing, the others below it. */
function drawn(draft: DocumentDraft, type: 'input' | 'output', groups: readonly (readonly ColumnFacts[])[]): [string, readonly ColumnFacts[]][] {
  const { x, y } = placeOfEnd(draft as GraphDocument, type)
  const step = boxOf(registry.get(type)).height + GAP
  return groups.map((group, k) => [addNodeForColumn(draft, type, group[0]!, { x, y: y + k * step }), group])
}

/**
 * Assigns columns to inputs or outputs: each group to a node of its own if there are as many nodes, or none yet;
 * otherwise one column to each if there are as many nodes as columns, or all to the first. If they are already assigned,
 * changes nothing.
 */
function tie(draft: DocumentDraft, type: 'input' | 'output', all: readonly ColumnFacts[], parts: readonly (readonly ColumnFacts[])[]): void {
  const document = draft as GraphDocument
  const ids = signalIds(document, registry)[type === 'input' ? 'inputs' : 'outputs']
  const groups = parts.filter((group) => group.length > 0)
  const columns = all.filter((column) => groups.some((group) => group.includes(column)))
  const wanted = columns.map(({ name }) => name)
  const tied = ids.flatMap((id) => columnsOf(document, id))
  if (wanted.length === 0 || (wanted.length === new Set(tied).size && wanted.every((name) => tied.includes(name)))) return
  const shares: [string, readonly ColumnFacts[]][] =
    ids.length === 0
      ? drawn(draft, type, groups)
      : ids.length === columns.length
        ? ids.map((id, i) => [id, [columns[i]!]])
        : ids.length === groups.length
          ? ids.map((id, i) => [id, groups[i]!])
          : [[ids[0]!, columns]]
  for (const [id, share] of shares) {
    setColumns(
      draft,
      id,
      share.map(({ name }) => name),
    )
    if (share.every(({ kind }) => kind === 'text')) setOneHot(draft, id)
  }
}
