import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { askForData } from '../../workspace/offer'
import { Button } from '../../controls/Button'
import { documentStore } from '../../editing/store'
import { Empty } from '../Empty'
import { ColumnView } from './ColumnView'
import { DataTable } from './DataTable'
import { LivePanel } from './LivePanel'
import { ROW, firstRow } from './rows'
import { SplitBar } from './SplitBar'
import { usePreview } from './usePreview'

const HEAD = 44

/** The document's data: its table, or rows as they come. */
export function DataPanel() {
  const { t } = useTranslation()
  const [live, showLive] = useState(false)
  return (
    <div className="panel-data-views">
      <div className="data-views" role="group" aria-label={t('panels.live.views')}>
        <button type="button" className="panel-toggle" aria-pressed={!live} onClick={() => showLive(false)}>
          {t('panels.live.table')}
        </button>
        <button type="button" className="panel-toggle" aria-pressed={live} onClick={() => showLive(true)}>
          {t('panels.live.title')}
        </button>
      </div>
      {live ? <LivePanel /> : <DocumentTable />}
    </div>
  )
}

/** The table of the document: rows, columns and split. */
function DocumentTable() {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const [scrolled, scroll] = useState(0)
  const [height, measure] = useState(240)
  const [chosen, choose] = useState<string | null>(null)
  const visible = Math.max(1, Math.floor((height - HEAD) / ROW))
  const [known, know] = useState(0)
  const first = firstRow(scrolled, known, visible)
  const kind = useStore(documentStore, (state) => state.document.data?.kind)
  const message = usePreview({ first, visible, course: chosen })
  if (message && message.rows !== known) know(message.rows)
  const names = message?.columns
  const column = names?.find((c) => c.name === chosen) ?? names?.find((c) => c.nodes.length > 0) ?? names?.[0]
  if (column && column.name !== chosen) choose(column.name)
  const some = names !== undefined && names.length > 0
  useEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const observer = new ResizeObserver(() => measure(element.clientHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [some])
  if (!message || !some)
    return (
      <Empty text={t('panels.data.empty')}>
        <Button onClick={() => void askForData()}>{t('shell.command.choose-data')}</Button>
      </Empty>
    )
  return (
    <div className="panel-data">
      <div
        className="data-scroll"
        ref={scroller}
        tabIndex={0}
        role="group"
        aria-label={t('panels.data.rows')}
        onScroll={(event) => scroll(event.currentTarget.scrollTop)}
      >
        <DataTable message={message} first={first} visible={visible} chosen={column?.name} tied={kind !== 'inline'} onChoose={choose} />
      </div>
      <div className="data-side">
        <SplitBar split={message.split} />
        {column && <ColumnView column={column} message={message} />}
      </div>
    </div>
  )
}
