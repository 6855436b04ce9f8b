import './tour.css'
import { ChevronLeft, ChevronRight, Pencil, Route, X } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { Button } from '../controls/Button'
import { IconButton } from '../controls/IconButton'
import { Markdown } from '../controls/Markdown'
import { documentStore } from '../editing/store'
import { tourOf, wordsIn, type TourStep } from '../document/tour'
import { useCanvas } from '../graph'
import { useDialogs } from '../workspace/dialogStore'
import { engineStore, runAgain } from '../workspace/engine'
import { useCommands } from '../keys/useCommands'
import { actionOf, endTour, goTo, panelOf, startTour, useTour, type TourAction } from './tour'
import { TourEditor } from './TourEditor'

/** Offers the document's tour, beside the views. */
export function TourOffer() {
  const { t } = useTranslation()
  const count = useStore(documentStore, (state) => tourOf(state.document).length)
  const on = useTour((state) => state.at !== undefined && state.own === undefined)
  if (count === 0) return null
  return (
    <button type="button" className="tour-offer" aria-pressed={on} title={t('tour.offer.title', { count })} onClick={on ? endTour : startTour}>
      <Route size={14} aria-hidden />
      {t('tour.offer')}
      <span className="number" aria-hidden>
        {count}
      </span>
    </button>
  )
}

/** The current step of the tour, over the canvas, which stays usable. */
export function TourCard() {
  const written = useStore(documentStore, (state) => tourOf(state.document))
  const opened = useStore(documentStore, (state) => state.opened)
  const { at, writing, own } = useTour()
  const steps = own ?? written
  // Ends the tour when another document is shown.
  useEffect(() => () => useTour.setState({ at: undefined, writing: false, own: undefined }), [opened])
  const step = at === undefined ? undefined : (steps[at] ?? steps.at(-1))
  useEffect(() => {
    if (at !== undefined && at >= steps.length) useTour.setState({ at: steps.length > 0 ? steps.length - 1 : undefined })
  }, [at, steps])
  const panel = step && panelOf(step)
  useEffect(() => {
    const side = document.querySelector('.shell-side.bottom')
    side?.classList.toggle('toured', panel !== undefined)
    return () => side?.classList.remove('toured')
  }, [panel])
  if (at === undefined || !step) return null
  return <Card key={writing ? 'writing' : at} step={step} at={Math.min(at, steps.length - 1)} count={steps.length} writing={writing} />
}

/** The action that a step offers. After training has ended, Play starts it again. */
function Proposal({ action }: { readonly action: TourAction }) {
  const { t } = useTranslation()
  const status = useStore(engineStore, ({ state }) => state.status)
  const item = useCommands()(action)
  if (action === 'toggle-play' && status === 'running') return <p className="tour-running">{t('tour.is-running')}</p>
  if (action === 'toggle-play' && status === 'done') return <Button onClick={() => void runAgain(() => undefined)}>{t('tour.start-anew')}</Button>
  return (
    <Button onClick={item.run}>
      {item.label} <kbd>{item.hint}</kbd>
    </Button>
  )
}

interface CardProps {
  readonly step: TourStep
  readonly at: number
  readonly count: number
  readonly writing: boolean
}

function Card({ step, at, count, writing }: CardProps) {
  const { t, i18n } = useTranslation()
  const card = useRef<HTMLElement>(null)
  const action = actionOf(step)
  const last = at === count - 1
  const own = useTour((state) => state.own !== undefined)
  useEffect(() => (writing ? card.current?.querySelector('input') : card.current)?.focus(), [writing])
  // Escape ends the tour wherever the focus is, unless something else must close first.
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent): void => {
      const { add, menu, explained, renaming } = useCanvas.getState()
      const other = add ?? menu ?? explained ?? renaming ?? useDialogs.getState().request
      const field = event.target instanceof Element && event.target.closest('input, textarea, select')
      if (event.key !== 'Escape' || event.isComposing || other !== undefined || field) return
      event.preventDefault()
      event.stopPropagation()
      endTour()
    }
    window.addEventListener('keydown', press, true)
    return () => window.removeEventListener('keydown', press, true)
  }, [])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== card.current && event.target instanceof Element && event.target.closest('input, textarea, select')) return
    if (event.key === 'ArrowRight' || (event.key === 'Enter' && event.target === card.current)) goTo(at + 1)
    else if (event.key === 'ArrowLeft') goTo(at - 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <section
      ref={card}
      className={`tour-card ${writing ? 'writing' : ''}`}
      role="dialog"
      aria-labelledby="tour-title"
      aria-describedby={writing ? undefined : 'tour-text'}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <header>
        <span className="number">{t('tour.place', { at: at + 1, count })}</span>
        {!writing && !own && (
          <IconButton label={t('shell.command.tour-write')} onClick={() => useTour.setState({ writing: true })}>
            <Pencil size={13} />
          </IconButton>
        )}
        <IconButton label={t('tour.end')} keys="Esc" onClick={endTour}>
          <X size={15} />
        </IconButton>
      </header>
      {writing ? (
        <TourEditor step={step} at={at} count={count} />
      ) : (
        <>
          <div className="tour-body">
            <h2 id="tour-title">{wordsIn(step.title, i18n.language) || t('tour.step', { at: at + 1 })}</h2>
            <div id="tour-text">
              <Markdown text={wordsIn(step.text, i18n.language)} />
            </div>
          </div>
          {action && (
            <div className="tour-action">
              <Proposal action={action} />
            </div>
          )}
          <footer className="reading">
            <progress value={at + 1} max={count} aria-label={t('tour.place', { at: at + 1, count })} />
            <IconButton label={t('tour.back')} keys="←" reason={at === 0 ? t('tour.reason.first') : undefined} onClick={() => goTo(at - 1)}>
              <ChevronLeft size={16} />
            </IconButton>
            <Button look="primary" onClick={() => (last ? endTour() : goTo(at + 1))}>
              {t(last ? 'tour.done' : 'tour.next')} {!last && <ChevronRight size={14} aria-hidden />}
            </Button>
          </footer>
        </>
      )}
    </section>
  )
}
