import { Pin } from 'lucide-react'
import { createContext, useContext, type HTMLAttributes } from 'react'
import { useTranslation } from 'react-i18next'
import { Menu, type MenuEntry } from '../../controls/Menu'
import { isFull, pin, pinnedHere, showIn, stand, unpin, type Pinned, type Standing, type Subject } from '../../workspace/pinned'
import { setShown } from '../../workspace/settings'
import { PlotView } from '../plot/view'
import { showPanel } from '../panelsStore'
import { fits, overlaid, partsOf } from './overlay'

/** The pinned plot that contains a component, if any. */
export const PinnedContext = createContext<Pinned | undefined>(undefined)
export const usePinnedHere = (): Pinned | undefined => useContext(PinnedContext)

const standings: readonly Standing[] = ['panel', 'canvas', 'window']

/** MIME type of a plot that is dragged onto another; its data are the plot's id. */
const DRAGGED = 'application/x-unfold-plot'

/** Moves the lines of one plot into another of the same axis, and removes it. */
function merge(from: string, into: Pinned): void {
  const dragged = pinnedHere().find(({ id }) => id === from)
  const [lines, more] = [partsOf(into.subject), dragged && partsOf(dragged.subject)]
  if (!dragged || dragged.id === into.id || !lines || !more || !fits(lines[0], more[0])) return
  show(into, overlaid([...lines, ...more]))
  unpin(dragged.id)
}

/** Shows other lines in a pinned plot, with its threshold. */
export function show({ id, subject }: Pinned, next: Subject): void {
  viewOf({ subject: next }).level = viewOf({ subject }).level
  showIn(id, next)
}

/** Handlers that make the title of a pinned plot draggable; none for other plots. */
export function useDrag(): HTMLAttributes<HTMLElement> {
  const { t } = useTranslation()
  const here = usePinnedHere()
  if (!here || !partsOf(here.subject)) return {}
  return { draggable: true, title: t('pinned.drag'), onDragStart: ({ dataTransfer }) => dataTransfer.setData(DRAGGED, here.id) }
}

/** Handlers that let a pinned plot receive the lines of another one. */
export function useDrop(): HTMLAttributes<HTMLElement> {
  const here = usePinnedHere()
  if (!here) return {}
  return {
    onDragOver: (event) => {
      if (!event.dataTransfer.types.includes(DRAGGED)) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'move'
    },
    onDrop: (event) => {
      event.preventDefault()
      merge(event.dataTransfer.getData(DRAGGED), here)
    },
  }
}

/** Views of pinned plots: zoom, hidden lines and threshold stay wherever the plot is moved. */
const views = new WeakMap<Subject, PlotView>()

/** The view of a pinned plot. */
export function viewOf({ subject }: Pick<Pinned, 'subject'>): PlotView {
  const view = views.get(subject) ?? new PlotView()
  views.set(subject, view)
  return view
}

/** Menu entries that pin a plot, with its threshold and hidden lines, or move it if it is pinned. */
export function useStandings(subject: Subject | undefined, view?: PlotView): () => MenuEntry[] {
  const { t } = useTranslation()
  const here = usePinnedHere()
  return () => {
    if (!here && !subject) return []
    const reason = !here && isFull() ? t('pinned.full') : undefined
    const places = standings
      .filter((to) => to !== here?.standing)
      .map(
        (to): MenuEntry => ({
          id: `pin-${to}`,
          label: t(`pinned.to.${to}`),
          reason,
          run: () => {
            if (here) stand(here.id, to)
            else if (subject && pin(subject, to) && view) viewOf({ subject }).like(view)
            if (to !== 'panel') return
            showPanel('plots')
            setShown('bottom', true)
          },
        }),
      )
    return here ? [...places, { id: 'unpin', label: t('pinned.unpin'), run: () => unpin(here.id) }] : places
  }
}

/** A button that pins the plot beside it. */
export function PinMenu({ subject, title }: { readonly subject: Subject; readonly title: string }) {
  const { t } = useTranslation()
  const items = useStandings(subject)
  return <Menu label={t('pinned.pin', { title })} className="control-icon plot-act" align="end" button={<Pin size={13} />} items={items} />
}
