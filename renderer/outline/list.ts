import { create } from 'zustand'
import { moveNode } from '../editing/order'
import { documentStore, edit, select } from '../editing/store'
import { canvasActions } from '../graph'
import type { Command } from '../keys/commands'
import type { WireRequest } from './choices'
import { activeRow, isSelected, outlineRows, selectionOf, type OutlineRow } from './rows'

/** Up to this many nodes show their wires from the start. */
const OPEN = 60

interface List {
  /** Nodes whose wires are shown where they are not at first, or not where they are. */
  readonly turned: ReadonlySet<string>
  readonly query: string
  /** The line that had the focus last. */
  readonly key: string | undefined
  /** The line whose name is being written. */
  readonly renaming: string | undefined
  /** The wire that is being drawn or plugged elsewhere. */
  readonly wiring: WireRequest | undefined
  /** Whether it is on screen. */
  readonly shown: boolean
}

const fresh: List = { turned: new Set(), query: '', key: undefined, renaming: undefined, wiring: undefined, shown: false }
/** The list of the network as a person has left it. */
export const useList = create<List>(() => fresh)
export const openList = (): void => useList.setState({ ...fresh, shown: true })
export const closeList = (): void => useList.setState(fresh)

interface Lines {
  readonly rows: readonly OutlineRow[]
  /** The one that has the focus; −1 where there is none. */
  readonly active: number
  readonly row: OutlineRow | undefined
}

let last: { readonly of: readonly unknown[]; readonly rows: readonly OutlineRow[] } = { of: [], rows: [] }
/** The lines as they are now. */
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

/** Goes to a line and selects what it stands for, or adds that to the selection. */
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

/** Takes away what is selected; what stands next has the focus then. */
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
  // A wire is plugged elsewhere with its other end where it is.
  else if (row?.kind === 'wire') useList.setState({ wiring: { node: row.wire[side].node, port: row.wire[side].port, side, edge: row.wire.id } })
}

function moveRow(by: 1 | -1): void {
  const { row } = linesNow()
  if (row?.kind === 'node') edit('outline.edit.move', (draft) => moveNode(draft, row.id, by))
}

const noRow = (): string | undefined => (!useList.getState().shown ? 'outline.reason.elsewhere' : linesNow().row ? undefined : 'shell.reason.nothing-selected')
/** Why the line with the focus has no name to change, nor a wire to draw. */
export const noRowName = (): string | undefined => noRow() ?? (linesNow().row?.kind === 'note' ? 'outline.reason.note' : undefined)
const noNodeRow = (): string | undefined => noRow() ?? (linesNow().row?.kind === 'node' ? undefined : 'shell.reason.no-node-selected')

/** Commands of the list alone. */
export const listCommands: readonly Command[] = [
  { id: 'list-wire', group: 'draw', keys: ['W'], owner: 'list', reason: noRowName, run: () => wireRow('from') },
  { id: 'list-wire-back', group: 'draw', keys: ['Shift+W'], owner: 'list', reason: noRowName, run: () => wireRow('to') },
  { id: 'list-up', group: 'draw', keys: ['Alt+ArrowUp'], owner: 'list', repeats: true, reason: noNodeRow, run: () => moveRow(-1) },
  { id: 'list-down', group: 'draw', keys: ['Alt+ArrowDown'], owner: 'list', repeats: true, reason: noNodeRow, run: () => moveRow(1) },
]
