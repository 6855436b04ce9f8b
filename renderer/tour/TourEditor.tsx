import { ArrowLeft, ArrowRight, ChevronLeft, ChevronRight, Crosshair, Plus, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { limits } from '../../engine/document/limits'
import type { TourStepSpec } from '../../engine/document/types'
import { Button } from '../controls/Button'
import { IconButton } from '../controls/IconButton'
import { Row } from '../controls/Row'
import { Select } from '../controls/Select'
import { TextField } from '../controls/TextField'
import { labelOf } from '../document/selectors'
import { documentStore, edit, endGesture, undo } from '../editing/store'
import { moveStep, removeStep, setStep, withWords, wordsIn, type TourStep } from '../document/tour'
import { panelNames } from '../panels'
import { languageNames, type Language } from '../languages'
import { views } from '../workspace/settings'
import { goTo, recordStep, selectedTarget, TOUR_ACTIONS, useTour } from './tour'

interface EditorProps {
  readonly step: TourStep
  readonly at: number
  readonly count: number
}

/** Edits a step of the tour: its text in the window's language, what it points at, and what it offers. */
export function TourEditor({ step, at, count }: EditorProps) {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const some = useStore(documentStore, ({ selection }) => selection.nodes.length + selection.edges.length > 0)
  const language = i18n.language as Language
  const set = (change: Partial<Record<keyof TourStepSpec, unknown>>, merge?: string): void =>
    edit('tour.edit.step', (draft) => setStep(draft, at, change), merge === undefined ? undefined : { merge })
  const end = (reverted: boolean): void => {
    if (reverted) undo()
    endGesture()
  }
  const target = [
    ...step.nodes.filter((id) => Object.hasOwn(document.nodes, id)).map((id) => labelOf(document, id)),
    ...step.edges.filter((id) => Object.hasOwn(document.edges, id)),
  ]
  /** A row that chooses what the step opens or offers; `name` says what a choice is called. */
  const offer = (part: 'view' | 'panel' | 'action', values: readonly string[], name: (value: string) => string) => (
    <Row label={t(`tour.${part}`)}>
      {(id) => (
        <Select
          id={id}
          value={step[part] ?? ''}
          choices={[{ value: '', label: t('tour.none') }, ...values.map((value) => ({ value, label: name(value) }))]}
          onChange={(value) => set({ [part]: value || undefined })}
        />
      )}
    </Row>
  )
  const remove = (): void => {
    edit('tour.edit.remove', (draft) => removeStep(draft, at))
    if (count > 1) goTo(Math.max(0, at - 1))
  }
  const move = (by: 1 | -1): void => {
    edit('tour.edit.move', (draft) => moveStep(draft, at, at + by))
    useTour.setState({ at: at + by })
  }
  return (
    <>
      <div className="tour-body" key={at}>
        <h2 id="tour-title" className="visually-hidden">
          {t('tour.step', { at: at + 1 })}
        </h2>
        <TextField
          label={t('tour.title-in', { language: languageNames[language] })}
          placeholder={t('tour.title')}
          value={wordsIn(step.title, language)}
          live
          autoFocus
          onChange={(text) => set({ title: withWords(step.title, language, text) }, 'tour title')}
          onEnd={end}
        />
        <TextField
          label={t('tour.text-in', { language: languageNames[language] })}
          placeholder={t('tour.text')}
          value={wordsIn(step.text, language)}
          live
          lines={7}
          onChange={(text) => set({ text: withWords(step.text, language, text) }, 'tour text')}
          onEnd={end}
        />
        <div className="tour-target">
          <span>{t('tour.target')}</span>
          <b>{target.length > 0 ? target.join(', ') : t('tour.target.whole')}</b>
          <IconButton
            label={some ? t('tour.target.take') : t('tour.target.clear')}
            onClick={() => set(some ? { nodes: undefined, edges: undefined, ...selectedTarget() } : { nodes: undefined, edges: undefined })}
          >
            <Crosshair size={14} />
          </IconButton>
        </div>
        {offer('view', views, (view) => t(`shell.view.${view}`))}
        {offer('panel', panelNames, (panel) => t(`panels.tab.${panel}`))}
        {offer('action', TOUR_ACTIONS, (action) => t(`shell.command.${action}`))}
      </div>
      <footer>
        <IconButton label={t('tour.back')} reason={at === 0 ? t('tour.reason.first') : undefined} onClick={() => goTo(at - 1)}>
          <ChevronLeft size={16} />
        </IconButton>
        <IconButton label={t('tour.next')} reason={at === count - 1 ? t('tour.reason.last') : undefined} onClick={() => goTo(at + 1)}>
          <ChevronRight size={16} />
        </IconButton>
        <i className="divider" />
        <IconButton label={t('tour.earlier')} reason={at === 0 ? t('tour.reason.first') : undefined} onClick={() => move(-1)}>
          <ArrowLeft size={15} />
        </IconButton>
        <IconButton label={t('tour.later')} reason={at === count - 1 ? t('tour.reason.last') : undefined} onClick={() => move(1)}>
          <ArrowRight size={15} />
        </IconButton>
        <IconButton label={t('tour.add')} reason={count >= limits.tourSteps ? t('tour.reason.full') : undefined} onClick={recordStep}>
          <Plus size={16} />
        </IconButton>
        <IconButton label={t('tour.remove')} onClick={remove}>
          <Trash2 size={14} />
        </IconButton>
        <Button
          look="primary"
          onClick={() => {
            endGesture()
            useTour.setState({ writing: false })
          }}
        >
          {t('tour.read')}
        </Button>
      </footer>
    </>
  )
}
