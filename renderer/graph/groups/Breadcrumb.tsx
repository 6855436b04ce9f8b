import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { chainOf, groupsOf } from '../../document/groups'
import { documentStore } from '../../editing/store'
import { wordsOf } from '../../document/translated'
import { useCanvas } from '../canvasStore'
import { languageOf } from '../../drawing/words'
import { leave } from './actions'

/** The path of groups that the user has entered; each part leads back to it. */
export function Breadcrumb() {
  const { t, i18n } = useTranslation()
  const inside = useCanvas((state) => state.inside)
  const document = useStore(documentStore, (state) => state.document)
  const groups = groupsOf(document)
  const chain = chainOf(groups, inside)
    .filter((id) => groups.byId.has(id))
    .reverse()
  if (chain.length === 0) return null
  return (
    <nav className="graph-path nokey" data-over-canvas aria-label={t('groups.path')}>
      <button type="button" onClick={() => leave('')}>
        {wordsOf(document, languageOf(i18n.language)).name ?? t('groups.network')}
      </button>
      {chain.map((id, i) => (
        <span key={id}>
          <i aria-hidden>›</i>
          {i === chain.length - 1 ? (
            <b aria-current="location">{groups.byId.get(id)!.label}</b>
          ) : (
            <button type="button" onClick={() => leave(id)}>
              {groups.byId.get(id)!.label}
            </button>
          )}
        </span>
      ))}
      <kbd title={t('groups.leave')}>Esc</kbd>
    </nav>
  )
}
