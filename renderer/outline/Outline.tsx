import './outline.css'
import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { documentStore } from '../editing/store'
import { useCommands } from '../keys/useCommands'
import { closeList, goToRow, linesNow, openList, renameRow, toggleRow, useList } from './list'
import { OutlineBar } from './OutlineBar'
import { RowView } from './RowView'
import { isSelected, type OutlineRow } from './rows'
import { WireDialog } from './WireDialog'

const ROW = 28
/** Rows to render beyond the visible ones. */
const AROUND = 8

/** The network as a list that can be edited like the canvas, with the keyboard alone. */
export function Outline({ onWriteNote }: { readonly onWriteNote: (id: string) => void }) {
  const { t } = useTranslation()
  useStore(documentStore, (state) => state.document)
  const selection = useStore(documentStore, (state) => state.selection)
  const { query, renaming, wiring } = useList()
  const { rows, active, row } = linesNow()
  const command = useCommands()
  const key = (id: string): string => command(id).hint ?? '–'
  const keys = {
    rename: key('rename'),
    wire: key('list-wire'),
    back: key('list-wire-back'),
    up: key('list-up'),
    down: key('list-down'),
    mute: key('mute'),
    remove: key('delete'),
  }
  const scroller = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState({ top: 0, height: 600 })

  useEffect(() => {
    openList()
    return closeList
  }, [])
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

  const turn = (open: boolean): void => {
    if (row?.kind === 'node' && row.wires > 0 && row.open !== open) toggleRow(row.id)
    else if (row?.kind === 'node' && open && row.wires > 0) goToRow(active + 1)
    else if (row?.kind === 'wire' && !open) goToRow(rows.findIndex((other) => other.kind === 'node' && other.id === row.node))
  }
  const enter = (): void => {
    if (row?.kind === 'node') renameRow()
    else if (row?.kind === 'note') onWriteNote(row.id)
    else if (row) {
      // Go to the node at the other end.
      const far = row.way === 'out' ? row.wire.to.node : row.wire.from.node
      goToRow(rows.findIndex((other) => other.kind === 'node' && other.id === far))
    }
  }
  const page = Math.max(1, Math.floor(seen.height / ROW) - 1)
  const moves: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    ArrowDown: (event) => goToRow(active + 1, event.shiftKey),
    ArrowUp: (event) => goToRow(active - 1, event.shiftKey),
    ArrowRight: () => turn(true),
    ArrowLeft: () => turn(false),
    Home: () => goToRow(0),
    End: () => goToRow(rows.length - 1),
    PageDown: () => goToRow(active + page),
    PageUp: () => goToRow(active - page),
    Enter: enter,
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== scroller.current || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const move = moves[event.key]
    if (!move) return
    move(event)
    event.preventDefault()
  }
  const onClick = (event: MouseEvent, at: number): void => {
    goToRow(at, event.shiftKey || event.ctrlKey || event.metaKey)
    scroller.current?.focus()
  }
  const first = Math.max(0, Math.floor(seen.top / ROW) - AROUND)
  const drawn = rows.slice(first, Math.ceil((seen.top + seen.height) / ROW) + AROUND)
  // Keep the focused row rendered for assistive technology, even if it is scrolled out of sight.
  const shown: readonly (readonly [OutlineRow, number])[] = drawn.map((one, i) => [one, first + i])
  const all = row && !drawn.includes(row) ? [...shown, [row, active] as const] : shown
  return (
    <div className="outline">
      <OutlineBar row={row} query={query} />
      <div
        ref={scroller}
        className="outline-grid"
        role="treegrid"
        tabIndex={0}
        aria-label={t('outline.title')}
        aria-multiselectable
        aria-rowcount={rows.length + 1}
        aria-activedescendant={row && `outline-row-${active}`}
        aria-describedby="outline-help"
        onKeyDown={onKeyDown}
      >
        <div className="outline-row outline-head" role="row" aria-rowindex={1}>
          {(['name', 'type', 'size', 'wires'] as const).map((column) => (
            <span key={column} role="columnheader">
              {t(`outline.column.${column}`)}
            </span>
          ))}
        </div>
        <div className="outline-rows" role="rowgroup" style={{ height: rows.length * ROW }}>
          {all.map(([one, at]) => (
            <RowView
              key={one.key}
              row={one}
              at={at}
              top={at * ROW}
              active={at === active}
              selected={isSelected(one, selection)}
              renaming={renaming === one.key}
              onClick={(event) => onClick(event, at)}
              onToggle={toggleRow}
              onOpen={enter}
              onRenamed={() => {
                useList.setState({ renaming: undefined })
                scroller.current?.focus()
              }}
            />
          ))}
        </div>
        {rows.length === 0 && <p className="outline-none">{t(query === '' ? 'outline.empty' : 'shell.nothing-found')}</p>}
      </div>
      <p id="outline-help" className="outline-help">
        {t('outline.help', keys)}
      </p>
      {wiring && <WireDialog request={wiring} onClose={() => useList.setState({ wiring: undefined })} />}
    </div>
  )
}
