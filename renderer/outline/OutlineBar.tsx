import { ArrowDown, ArrowUp, Pencil, Plus, Spline, Trash2, VolumeOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { registry } from '../../nodes'
import { IconButton } from '../controls/IconButton'
import { Menu } from '../controls/Menu'
import { canvasActions } from '../graph'
import { noneAblatable, toggleAblation } from '../graph/ablation'
import { languageOf, nodeText } from '../drawing/words'
import type { OutlineRow } from './rows'

interface BarProps {
  readonly row: OutlineRow | undefined
  readonly query: string
  readonly onQuery: (query: string) => void
  readonly onWire: (side: 'from' | 'to') => void
  readonly onMove: (by: 1 | -1) => void
  readonly onRename: () => void
  readonly onRemove: () => void
}

/** What can be done with the line that has the focus, with its keys. */
export function OutlineBar({ row, query, onQuery, onWire, onMove, onRename, onRemove }: BarProps) {
  const { t, i18n } = useTranslation()
  const language = languageOf(i18n.language)
  const none = row ? undefined : t('shell.reason.nothing-selected')
  const noWire = none ?? (row?.kind === 'note' ? t('outline.reason.note') : undefined)
  const noNode = none ?? (row?.kind !== 'node' ? t('shell.reason.no-node-selected') : undefined)
  return (
    <div className="outline-bar" role="toolbar" aria-label={t('outline.title')}>
      <Menu
        className="control-button plain outline-add" label={t('outline.add')} button={<><Plus size={14} aria-hidden /> {t('outline.add')}</>}
        items={() => registry.types.map(({ type }) => ({ id: type, label: nodeText(language, type)?.name ?? type, run: () => void canvasActions.add(type) }))}
      />
      <IconButton label={t(row?.kind === 'wire' ? 'outline.replug' : 'outline.wire')} keys="W" reason={noWire} onClick={() => onWire('from')}><Spline size={15} /></IconButton>
      <IconButton label={t('shell.command.rename')} keys="F2" reason={noWire} onClick={onRename}><Pencil size={14} /></IconButton>
      <IconButton label={t('outline.up')} keys="Alt+↑" reason={noNode} onClick={() => onMove(-1)}><ArrowUp size={15} /></IconButton>
      <IconButton label={t('outline.down')} keys="Alt+↓" reason={noNode} onClick={() => onMove(1)}><ArrowDown size={15} /></IconButton>
      <IconButton label={t('shell.command.mute')} keys="M" reason={noNode ?? noneAblatable('muted')} onClick={() => toggleAblation('muted')}><VolumeOff size={14} /></IconButton>
      <IconButton label={t('shell.command.delete')} keys="Del" reason={none} onClick={onRemove}><Trash2 size={14} /></IconButton>
      <input type="search" value={query} placeholder={t('outline.filter')} aria-label={t('outline.filter')} spellCheck={false} onChange={(event) => onQuery(event.target.value)} />
    </div>
  )
}
