import { Trash2 } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { limits } from '../../../engine/document/limits'
import { noMark, type Mark } from '../../../engine/sweep/row'
import { Button } from '../../controls/Button'
import { IconButton } from '../../controls/IconButton'
import { libraryOf, markRuns } from '../../workspace/keptRuns'
import { addTo } from '../../workspace/sweeps'
import { shownTab } from '../../workspace/tabs'
import type { Item } from './items'
import { titleOf, whyText } from './names'
import { compareDrawing, takeFrom } from './repeat'

/** Name, tags and note of one run, and its buttons. */
export function RunCard({ item, onDelete }: { readonly item: Item; readonly onDelete: () => void }) {
  const { t } = useTranslation()
  const { source, number, row } = item
  const mark = row.mark ?? noMark
  // A sweep of another folder can be continued only where it was made.
  const sweep = source.startsWith('sweep-') ? libraryOf(shownTab().id).sources?.find(({ name }) => name === source) : undefined
  const change = (part: Partial<Mark>): void => void markRuns(source, [number], (now) => ({ ...now, ...part }))
  const tags = (text: string): readonly string[] =>
    [...new Set(text.split(/[\s,、]+/).filter(Boolean))].map((tag) => tag.slice(0, limits.id)).slice(0, limits.runTags)
  const why = whyText(row, t)
  const trained = row.epochs > 0 && row.state !== 'running'
  return (
    <section className="runs-card" aria-label={t('runs.card', { name: titleOf(item, t) })}>
      <header>
        <b>{titleOf(item, t)}</b>
        <IconButton label={t('runs.delete')} onClick={onDelete}>
          <Trash2 size={13} aria-hidden />
        </IconButton>
      </header>
      {why !== undefined && <p>{why}</p>}
      {row.problem !== undefined && <p className="failed">{row.problem}</p>}
      <Line key={`name ${item.key}`} label={t('runs.head.name')} value={mark.name} longest={limits.name} onChange={(name) => change({ name })} />
      <Line
        key={`tags ${item.key}`}
        label={t('runs.head.tags')}
        value={mark.tags.join(' ')}
        longest={limits.name}
        onChange={(text) => change({ tags: tags(text) })}
      />
      <Line key={`note ${item.key}`} label={t('runs.head.note')} value={mark.note} longest={limits.noteText} many onChange={(note) => change({ note })} />
      <div className="runs-buttons">
        <Button onClick={() => void compareDrawing(item, titleOf(item, t))} title={t('runs.compare.help')}>
          {t('runs.compare')}
        </Button>
        {trained && (
          <Button onClick={() => void takeFrom(item, 'trained')} title={t('runs.take.help')}>
            {t('runs.take.last')}
          </Button>
        )}
        {trained && row.best !== undefined && (
          <Button onClick={() => void takeFrom(item, 'best')} title={t('runs.take.help')}>
            {t('runs.take.best', { epoch: row.best })}
          </Button>
        )}
        {sweep?.plan && (
          <Button onClick={() => addTo(sweep)} title={t('sweep.add.help')}>
            {t('sweep.add')}
          </Button>
        )}
      </div>
    </section>
  )
}

interface LineProps {
  readonly label: string
  readonly value: string
  readonly longest: number
  readonly many?: boolean
  readonly onChange: (value: string) => void
}

/** A text field that is stored when it loses the focus. */
function Line({ label, value, longest, many = false, onChange }: LineProps) {
  const id = useId()
  const [draft, setDraft] = useState<string>()
  const props = {
    id,
    value: draft ?? value,
    maxLength: longest,
    onChange: (event: { readonly target: { readonly value: string } }) => setDraft(event.target.value),
    onBlur: () => {
      if (draft !== undefined && draft !== value) onChange(draft)
      setDraft(undefined)
    },
  }
  return (
    <label htmlFor={id}>
      <span>{label}</span>
      {many ? (
        <textarea {...props} rows={2} />
      ) : (
        <input
          {...props}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) event.currentTarget.blur()
          }}
        />
      )}
    </label>
  )
}
