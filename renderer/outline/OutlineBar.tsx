import { ArrowDown, ArrowUp, Pencil, Plus, Spline, Trash2, VolumeOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { registry } from '../../nodes'
import { Menu } from '../controls/Menu'
import { SearchField } from '../controls/SearchField'
import { canvasActions } from '../graph'
import { CommandButton } from '../keys/useCommands'
import { languageOf, nodeText } from '../drawing/words'
import { useList } from './list'
import type { OutlineRow } from './rows'

/** What can be done with the focused row, with shortcuts. */
export function OutlineBar({ row, query }: { readonly row: OutlineRow | undefined; readonly query: string }) {
  const { t, i18n } = useTranslation()
  const language = languageOf(i18n.language)
  return (
    <div className="outline-bar" role="toolbar" aria-label={t('outline.title')}>
      <Menu
        className="control-button plain outline-add"
        label={t('outline.add')}
        button={
          <>
            <Plus size={14} aria-hidden /> {t('outline.add')}
          </>
        }
        items={() => registry.types.map(({ type }) => ({ id: type, label: nodeText(language, type)?.name ?? type, run: () => void canvasActions.add(type) }))}
      />
      <CommandButton id="list-wire" label={t(row?.kind === 'wire' ? 'outline.replug' : 'outline.wire')}>
        <Spline size={15} />
      </CommandButton>
      <CommandButton id="rename">
        <Pencil size={14} />
      </CommandButton>
      <CommandButton id="list-up" label={t('outline.up')}>
        <ArrowUp size={15} />
      </CommandButton>
      <CommandButton id="list-down" label={t('outline.down')}>
        <ArrowDown size={15} />
      </CommandButton>
      <CommandButton id="mute">
        <VolumeOff size={14} />
      </CommandButton>
      <CommandButton id="delete">
        <Trash2 size={14} />
      </CommandButton>
      <SearchField label={t('outline.filter')} query={query} onQuery={(text) => useList.setState({ query: text })} />
    </div>
  )
}
