import i18next from 'i18next'
import { create } from 'zustand'
import type { TourStepSpec } from '../../engine/document/types'
import { addStep, tourOf, type TourStep } from '../document/tour'
import { documentStore, edit, endGesture } from '../editing/store'
import { canvasActions } from '../graph'
import { panelNames, showPanel } from '../panels'
import { chooseMoment } from '../workspace/engine'
import { setShown, useSettings, views } from '../workspace/settings'

interface TourState {
  readonly at: number | undefined
  readonly writing: boolean
  /** A tour of the program, instead of the document's own. */
  readonly own: readonly OwnStep[] | undefined
}

/** A step of the program's own tours; `ends` points at the inputs and outputs of the document that is open then. */
type OwnStep = TourStep & { readonly ends?: boolean }

const none: TourState = { at: undefined, writing: false, own: undefined }

/** The current step of the tour, and whether it is being edited. */
export const useTour = create<TourState>(() => none)

const steps = (): readonly OwnStep[] => useTour.getState().own ?? tourOf(documentStore.getState().document)

export const noTour = (): string | undefined => (tourOf(documentStore.getState().document).length > 0 ? undefined : 'tour.reason.none')

/** Commands that a step may offer as a button. */
export const TOUR_ACTIONS = ['toggle-play', 'step', 'reset', 'fit', 'choose-data'] as const
export type TourAction = (typeof TOUR_ACTIONS)[number]
export const panelOf = ({ panel }: TourStep) => panelNames.find((name) => name === panel)
export const actionOf = ({ action }: TourStep) => TOUR_ACTIONS.find((name) => name === action)

/** Width of the card on the canvas. */
const CARD = 360

/** Shows the target of a step. */
function present(step: TourStep): void {
  const view = views.find((name) => name === step.view) ?? (step.nodes.length + step.edges.length > 0 ? 'network' : undefined)
  if (view !== undefined) useSettings.setState({ view })
  const panel = panelOf(step)
  if (panel !== undefined) {
    setShown('bottom', true)
    showPanel(panel)
  }
  const { moment } = step
  if (moment) chooseMoment(() => ({ ...moment, held: true, playing: false }))
  canvasActions.present(step.nodes, step.edges, CARD)
}

/** Goes to a step and shows its target. */
export function goTo(at: number): void {
  const step = steps()[at]
  if (!step) return
  useTour.setState({ at })
  present(step.ends ? { ...step, nodes: inputsAndOutputs() } : step)
}

const inputsAndOutputs = (): string[] =>
  Object.entries(documentStore.getState().document.nodes).flatMap(([id, { type }]) => (type === 'input' || type === 'output' ? [id] : []))

export function startTour(): void {
  useTour.setState(none)
  goTo(0)
}

/** The steps on forecasting one's own series: the target and action of each. */
const FORECAST: readonly Partial<Pick<TourStep, 'panel' | 'action'>>[] = [
  { panel: 'data', action: 'choose-data' },
  {},
  { panel: 'data' },
  { panel: 'run', action: 'toggle-play' },
  { panel: 'forecast' },
  { panel: 'forecast' },
]

/** Starts the tour on forecasting one's own series, over whatever document is open. */
export function startForecastTour(): void {
  const words = (key: string) => Object.fromEntries(['en', 'ja'].map((lng) => [lng, i18next.t(key, { lng })]))
  const own = FORECAST.map(
    ({ panel, action }, i): OwnStep => ({
      title: words(`tour.forecast.${i + 1}.title`),
      text: words(`tour.forecast.${i + 1}.text`),
      nodes: [],
      edges: [],
      panel,
      view: i === 1 ? 'network' : undefined,
      ends: i === 1,
      action,
    }),
  )
  useTour.setState({ ...none, own })
  goTo(0)
}

/** Ends the tour and focuses the canvas. */
export function endTour(): void {
  endGesture()
  useTour.setState(none)
  window.document.querySelector<HTMLElement>('.graph')?.focus()
}

/** The selection as the target of a step. */
export function selectedTarget(): Pick<TourStepSpec, 'nodes' | 'edges'> {
  const { nodes, edges } = documentStore.getState().selection
  return { ...(nodes.length > 0 ? { nodes: [...nodes] } : {}), ...(edges.length > 0 ? { edges: [...edges] } : {}) }
}

/** Adds a step about the selection, after the current one or at the end, and edits it. */
export function recordStep(): void {
  const { at } = useTour.getState()
  const target = selectedTarget()
  const added = edit('tour.edit.add', (draft) => addStep(draft, at ?? Infinity, target))
  if (added !== undefined) useTour.setState({ at: added, writing: true, own: undefined })
}

/** Edits the tour; adds a first step if there is none. */
export function writeTour(): void {
  if (steps().length === 0) recordStep()
  else {
    useTour.setState({ writing: true, own: undefined })
    goTo(useTour.getState().at ?? 0)
  }
}
