import './outline.css'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { moveNode } from '../editing/order'
import { documentStore, edit, select } from '../editing/store'
import { canvasActions } from '../graph'
import { toggleAblation } from '../graph/ablation'
import type { WireRequest } from './choices'
import { OutlineBar } from './OutlineBar'
import { RowView } from './RowView'
import { activeRow, isSelected, outlineRows, selectionOf, type OutlineRow } from './rows'
import { WireDialog } from './WireDialog'

const ROW = 28
/** Lines drawn beyond what is in sight. */
const AROUND = 8
/** Up to this many nodes show their wires from the start. */
const OPEN = 60

/** The network as a list, an editor like the canvas: all of it is done with the keys alone. */
export function Outline({ onWriteNote }: { readonly onWriteNote: (id: string) => void }) {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const selection = useStore(documentStore, (state) => state.selection)
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set())
  const [query, setQuery] = useState('')
  const [key, setKey] = useState<string>()
  const [renaming, setRenaming] = useState<string>()
  const [wiring, setWiring] = useState<WireRequest>()
  const scroller = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState({ top: 0, height: 600 })
  const closedAtFirst = Object.keys(document.nodes).length > OPEN
  const rows = useMemo(
    () => outlineRows(document, (id) => turned.has(id) !== closedAtFirst, query.toLowerCase().split(/\s+/).filter(Boolean)),
    [document, turned, closedAtFirst, query],
  )
  const active = activeRow(rows, key, selection)
  const row = rows[active]

  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const measure = (): void => setSeen({ top: element.scrollTop, height: element.clientHeight })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [])
  useEffect(() => {
    const element = scroller.current
    if (!element || active < 0) return
    const top = active * ROW
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + 2 * ROW > element.scrollTop + element.clientHeight) element.scrollTop = top + 2 * ROW - element.clientHeight
  }, [active])
  useEffect(() => scroller.current?.focus(), [])

  const go = (to: number, add = false): void => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, to))]
    if (!next) return
    setKey(next.key)
    const own = selectionOf(next)
    select(!add ? own : {
      nodes: [...new Set([...selection.nodes, ...own.nodes])], edges: [...new Set([...selection.edges, ...own.edges])],
      notes: [...new Set([...(selection.notes ?? []), ...(own.notes ?? [])])],
    })
  }
  const toggle = (id: string): void => setTurned((old) => new Set(old.has(id) ? [...old].filter((other) => other !== id) : [...old, id]))
  const turn = (open: boolean): void => {
    if (row?.kind === 'node' && row.wires > 0 && row.open !== open) toggle(row.id)
    else if (row?.kind === 'node' && open && row.wires > 0) go(active + 1)
    else if (row?.kind === 'wire' && !open) go(rows.findIndex((other) => other.kind === 'node' && other.id === row.node))
  }
  const enter = (): void => {
    if (row?.kind === 'node') setRenaming(row.key)
    else if (row?.kind === 'note') onWriteNote(row.id)
    else if (row) {
      // To the node at the other end.
      const far = row.way === 'out' ? row.wire.to.node : row.wire.from.node
      go(rows.findIndex((other) => other.kind === 'node' && other.id === far))
    }
  }
  const wire = (side: 'from' | 'to'): void => {
    if (row?.kind === 'node') setWiring({ node: row.id, side })
    // A wire is plugged elsewhere with its other end where it is.
    else if (row?.kind === 'wire') setWiring({ node: row.wire[side].node, port: row.wire[side].port, side, edge: row.wire.id })
  }
  const move = (by: 1 | -1): void => {
    if (row?.kind === 'node') edit('outline.edit.move', (draft) => moveNode(draft, row.id, by))
  }
  const remove = (): void => {
    // What stands next has the focus then.
    const next = rows.slice(active + 1).find((other) => !isSelected(other, selection) && (row?.kind !== 'node' || other.kind !== 'wire'))
      ?? rows.slice(0, active).findLast((other) => !isSelected(other, selection))
    canvasActions.remove()
    if (next) {
      setKey(next.key)
      select(selectionOf(next))
    }
  }
  const page = Math.max(1, Math.floor(seen.height / ROW) - 1)
  const moves: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    ArrowDown: (event) => go(active + 1, event.shiftKey), ArrowUp: (event) => go(active - 1, event.shiftKey), ArrowRight: () => turn(true), ArrowLeft: () => turn(false),
    Home: () => go(0), End: () => go(rows.length - 1), PageDown: () => go(active + page), PageUp: () => go(active - page),
    Enter: enter, F2: () => row && row.kind !== 'note' && setRenaming(row.key), Delete: remove, Backspace: remove, w: () => wire('from'), W: () => wire('to'), m: () => toggleAblation('muted'), M: () => toggleAblation('muted'),
    Escape: () => select({ nodes: [], edges: [] }),
  }
  const withControl: Readonly<Record<string, () => void>> = {
    a: canvasActions.selectAll, d: canvasActions.duplicate, c: canvasActions.copy, x: canvasActions.cut, v: () => void canvasActions.paste(), m: () => toggleAblation('muted'), b: () => toggleAblation('bypassed'), Delete: canvasActions.removeAndReconnect,
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== scroller.current || event.nativeEvent.isComposing) return
    const ctrl = event.ctrlKey || event.metaKey
    const act = event.altKey && !ctrl ? ({ ArrowUp: () => move(-1), ArrowDown: () => move(1) } as Record<string, () => void>)[event.key]
      : ctrl && !event.shiftKey ? withControl[event.key] : ctrl ? undefined : moves[event.key]
    if (!act) return
    act(event)
    event.preventDefault()
  }
  const onClick = (event: MouseEvent, at: number): void => {
    go(at, event.shiftKey || event.ctrlKey || event.metaKey)
    scroller.current?.focus()
  }
  const first = Math.max(0, Math.floor(seen.top / ROW) - AROUND)
  const drawn = rows.slice(first, Math.ceil((seen.top + seen.height) / ROW) + AROUND)
  // The line with the focus is there for assistive technology even where it is scrolled away.
  const shown: readonly (readonly [OutlineRow, number])[] = drawn.map((one, i) => [one, first + i])
  const all = row && !drawn.includes(row) ? [...shown, [row, active] as const] : shown
  return (
    <div className="outline">
      <OutlineBar row={row} query={query} onQuery={setQuery} onWire={wire} onMove={move} onRename={() => row && setRenaming(row.key)} onRemove={remove} />
      <div
        ref={scroller} className="outline-grid" role="treegrid" tabIndex={0} aria-label={t('outline.title')} aria-multiselectable aria-rowcount={rows.length + 1}
        aria-activedescendant={row && `outline-row-${active}`} aria-describedby="outline-help" onKeyDown={onKeyDown}
      >
        <div className="outline-row outline-head" role="row" aria-rowindex={1}>
          {(['name', 'type', 'size', 'wires'] as const).map((column) => <span key={column} role="columnheader">{t(`outline.column.${column}`)}</span>)}
        </div>
        <div className="outline-rows" role="rowgroup" style={{ height: rows.length * ROW }}>
          {all.map(([one, at]) => (
            <RowView
              key={one.key} row={one} at={at} top={at * ROW} active={at === active} selected={isSelected(one, selection)} renaming={renaming === one.key}
              onClick={(event) => onClick(event, at)} onToggle={toggle} onOpen={enter}
              onRenamed={() => {
                setRenaming(undefined)
                scroller.current?.focus()
              }}
            />
          ))}
        </div>
        {rows.length === 0 && <p className="outline-none">{t(query === '' ? 'outline.empty' : 'shell.nothing-found')}</p>}
      </div>
      <p id="outline-help" className="outline-help">{t('outline.help')}</p>
      {wiring && (
        <WireDialog
          request={wiring}
          onClose={() => {
            setWiring(undefined)
            requestAnimationFrame(() => scroller.current?.focus())
          }}
        />
      )}
    </div>
  )
}
