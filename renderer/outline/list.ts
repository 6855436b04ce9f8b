import { create } from 'zustand'
import { moveNode } from '../editing/order'
import { documentStore, edit, select } from '../editing/store'
import { canvasActions } from '../graph'
import type { Command } from '../keys/commands'
import type { WireRequest } from './choices'
import { activeRow, isSelected, outlineRows, selectionOf, type OutlineRow } from './rows'

/** Up to this many nodes, all show their wires initially. */
const OPEN = 60

interface List {
  /** Nodes that the user has expanded or collapsed, contrary to the initial state. */
  readonly turned: ReadonlySet<string>
  readonly query: string
  /** The row that last had the focus. */
  readonly key: string | undefined
  /** The row whose name is being edited. */
  readonly renaming: string | undefined
  /** The wire that is being added or reconnected. */
  readonly wiring: WireRequest | undefined
  /** Whether the list is on screen. */
  readonly shown: boolean
}

const fresh: List = { turned: new Set(), query: '', key: undefined, renaming: undefined, wiring: undefined, shown: false }
/** The state of the list. */
export const useList = create<List>(() => fresh)
export const openList = (): void => useList.setState({ ...fresh, shown: true })
export const closeList = (): void => useList.setState(fresh)

interface Lines {
  readonly rows: readonly OutlineRow[]
  /** Index of the focused row; −1 if there is none. */
  readonly active: number
  readonly row: OutlineRow | undefined
}

let last: { readonly of: readonly unknown[]; readonly rows: readonly OutlineRow[] } = { of: [], rows: [] }
/** The rows, and the focused one, for the current state. */
export function linesNow(): Lines {
  const { document, selection } = documentStore.getState()
  const { turned, query, key } = useList.getState()
  const of = [document, turned, query]
  if (of.some((one, i) => one !== last.of[i])) {
    const closedAtFirst = Object.keys(document.nodes).length > OPEN
    last = { of, rows: outlineRows(document, (id) => turned.has(id) !== closedAtFirst, query.toLowerCase().split(/\s+/).filter(Boolean)) }
  }
  const { rows } = last
  const active = activeRow(rows, key, selection)
  return { rows, active, row: rows[active] }
}

/** Focuses a row and selects what it represents, or adds that to the selection. */
export function goToRow(to: number, add = false): void {
  const { rows } = linesNow()
  const next = rows[Math.max(0, Math.min(rows.length - 1, to))]
  if (!next) return
  useList.setState({ key: next.key })
  const own = selectionOf(next)
  const { selection } = documentStore.getState()
  select(
    !add
      ? own
      : {
          nodes: [...new Set([...selection.nodes, ...own.nodes])],
          edges: [...new Set([...selection.edges, ...own.edges])],
          notes: [...new Set([...(selection.notes ?? []), ...(own.notes ?? [])])],
        },
  )
}

export const toggleRow = (id: string): void =>
  useList.setState(({ turned }) => ({ turned: new Set(turned.has(id) ? [...turned].filter((other) => other !== id) : [...turned, id]) }))

export function renameRow(): void {
  useList.setState({ renaming: linesNow().row?.key })
}

/** Deletes the selection; the next row gets the focus. */
export function removeRow(): void {
  const { rows, active, row } = linesNow()
  const { selection } = documentStore.getState()
  const next =
    rows.slice(active + 1).find((other) => !isSelected(other, selection) && (row?.kind !== 'node' || other.kind !== 'wire'))
    ?? rows.slice(0, active).findLast((other) => !isSelected(other, selection))
  canvasActions.remove()
  if (next) {
    useList.setState({ key: next.key })
    select(selectionOf(next))
  }
}

function wireRow(side: 'from' | 'to'): void {
  const { row } = linesNow()
  if (row?.kind === 'node') useList.setState({ wiring: { node: row.id, side } })
  // On the row of a wire, reconnects one end and keeps the other.
  else if (row?.kind === 'wire') useList.setState({ wiring: { node: row.wire[side].node, port: row.wire[side].port, side, edge: row.wire.id } })
}

function moveRow(by: 1 | -1): void {
  const { row } = linesNow()
  if (row?.kind === 'node') edit('outline.edit.move', (draft) => moveNode(draft, row.id, by))
}

const noRow = (): string | undefined => (!useList.getState().shown ? 'outline.reason.elsewhere' : linesNow().row ? undefined : 'shell.reason.nothing-selected')
/** Why the focused row cannot be renamed or wired. */
export const noRowName = (): string | undefined => noRow() ?? (linesNow().row?.kind === 'note' ? 'outline.reason.note' : undefined)
const noNodeRow = (): string | undefined => noRow() ?? (linesNow().row?.kind === 'node' ? undefined : 'shell.reason.no-node-selected')

/** Commands of the list view only. */
export const listCommands: readonly Command[] = [
  { id: 'list-wire', group: 'draw', keys: ['W'], owner: 'list', reason: noRowName, run: () => wireRow('from') },
  { id: 'list-wire-back', group: 'draw', keys: ['Shift+W'], owner: 'list', reason: noRowName, run: () => wireRow('to') },
  { id: 'list-up', group: 'draw', keys: ['Alt+ArrowUp'], owner: 'list', repeats: true, reason: noNodeRow, run: () => moveRow(-1) },
  { id: 'list-down', group: 'draw', keys: ['Alt+ArrowDown'], owner: 'list', repeats: true, reason: noNodeRow, run: () => moveRow(1) },
]
