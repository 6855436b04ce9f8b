import './welcome.css'
import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { documentStore } from '../../editing/store'
import { useCanvas } from '../../graph'
import { isMoving } from '../../controls/pace'
import { engineStore, type EngineState } from '../../workspace/engine'
import { useSettings } from '../../workspace/settings'
import { useTour } from '../../tour/tour'

/** The target of each callout, and on which side of it the callout is. */
const CALLOUTS = [
  { name: 'wire', target: '.react-flow__node-unfold:not([data-out]) .port[data-side="from"]', side: 'below' },
  { name: 'watch', target: '.panels-bar [data-panel]:last-of-type', side: 'line' },
  { name: 'gallery', target: '.shell-gallery h2', side: 'right' },
] as const

interface PlacedCallout {
  readonly name: (typeof CALLOUTS)[number]['name']
  /** `line`: to the right, on the same line; `above`: if there is no space for that. */
  readonly side: 'below' | 'right' | 'line' | 'above'
  readonly x: number
  readonly y: number
  /** How far it is moved left of its arrow. */
  readonly shift: number
  /** Length of the arrow, past anything that must stay readable. */
  readonly reach: number
  /** Largest width, if something is beside it. */
  readonly room?: number
}

/** Largest size of a callout in pixels, with its close button and edges. */
const SIZE = { width: 224, height: 72, line: 40, edges: 44, arrow: 12 }
/** Elements of the canvas, and below it, that callouts must not cover. */
const READ = '.react-flow__node, .graph-toolbar, .graph-legend, .shell-views-row, .time-bar, .panels'

/** Milliseconds between updates of their positions. */
const FOLLOW = 250

const pen = new OffscreenCanvas(1, 1).getContext('2d')
function widthOf(text: string): number {
  if (!pen) return Infinity
  pen.font = `12px ${getComputedStyle(document.body).fontFamily}`
  return pen.measureText(text).width + SIZE.edges
}

const overlap = (a: DOMRect, b: DOMRect): boolean => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top
const coversRead = (box: DOMRect): boolean => [...document.querySelectorAll(READ)].some((element) => overlap(element.getBoundingClientRect(), box))
/** Whether a box covers the switches above the canvas. */
const coversViews = (box: DOMRect): boolean =>
  [...document.querySelectorAll('.shell-views-row > *')].some((element) => overlap(element.getBoundingClientRect(), box))

/** How far a box must move down to cover none of those elements; undefined if that is impossible. */
function below(left: number, top: number, floor: number): number | undefined {
  const shapes = [...document.querySelectorAll(READ)].map((element) => element.getBoundingClientRect())
  let at = top
  for (let i = 0; i < shapes.length; i++) {
    const hit = shapes.find((box) => box.left < left + SIZE.width && box.right > left && box.top < at + SIZE.height && box.bottom > at)
    if (!hit) return at + SIZE.height <= floor ? at - top : undefined
    at = hit.bottom + 8
  }
  return undefined
}

/** The greatest box of a callout on the canvas. */
function boxOf({ side, x, y, shift, reach }: PlacedCallout): DOMRect {
  const top = side === 'below' ? y + reach : side === 'above' ? y - SIZE.height - SIZE.arrow : y - SIZE.line / 2
  return new DOMRect(x - shift - 24, top, SIZE.width, SIZE.height + SIZE.arrow)
}

/** Leaves out the hint at a port where it has no room beside the one about the panels. */
function apart(found: readonly PlacedCallout[]): readonly PlacedCallout[] {
  const watch = found.find(({ name, side }) => name === 'watch' && side === 'above')
  return watch ? found.filter((one) => one.name !== 'wire' || !overlap(boxOf(one), boxOf(watch))) : found
}

/** The positions of the callouts; leaves out those whose target is not visible. */
function places(words: (name: PlacedCallout['name']) => string): readonly PlacedCallout[] {
  const graph = document.querySelector<HTMLElement>('.graph')
  const canvas = graph?.getBoundingClientRect()
  const edge = canvas?.right ?? innerWidth
  return CALLOUTS.flatMap(({ name, target, side }): PlacedCallout[] => {
    // Users of large networks need no hint, and measuring hundreds of nodes takes long.
    if (name === 'wire' && graph?.dataset.large !== undefined) return []
    // Of several targets, the rightmost one: the canvas is free there.
    const boxes = [...document.querySelectorAll(target)].map((element) => element.getBoundingClientRect())
    const box = boxes.sort((a, b) => b.right - a.right)[0]
    if (!box || box.width === 0 || box.bottom < 0 || box.top > innerHeight - 24 || box.left > innerWidth - 24) return []
    const place = { name, side, x: box.left + box.width / 2, y: box.top + box.height / 2, shift: 0, reach: 0 }
    if (side === 'right') {
      const x = box.left + Math.min(box.width, 120)
      const beside = new DOMRect(x + SIZE.arrow, place.y - SIZE.line / 2, widthOf(words(name)), SIZE.line)
      const above = { ...place, side: 'above', x: box.left + 36, y: box.top } as const
      return [coversRead(beside) ? { ...above, ...(canvas ? { room: canvas.left - box.left - 20 } : {}) } : { ...place, x }]
    }
    // Move a callout left if it would leave the canvas, but not its arrow.
    const shift = Math.max(0, place.x + SIZE.width - edge)
    if (side === 'below') {
      const reach = below(place.x - shift - 24, box.bottom + SIZE.arrow, canvas?.bottom ?? innerHeight)
      return reach === undefined ? [] : [{ ...place, y: box.bottom, shift, reach }]
    }
    if (box.right + SIZE.arrow + widthOf(words(name)) < edge) return [{ ...place, x: box.right }]
    // Right of the legend, which is in the corner of the canvas.
    const legend = document.querySelector('.graph-legend')?.getBoundingClientRect()
    const bar = document.querySelector('.time-bar')?.getBoundingClientRect()
    const above = { ...place, side: 'above', x: Math.max(place.x, (legend?.right ?? 0) + 32), y: Math.min(box.top, bar?.top ?? box.top), shift } as const
    return boxOf(above).top < (canvas?.top ?? 0) || coversViews(boxOf(above)) ? [] : [above]
  })
}

const putAway = (): void => {
  useSettings.setState({ hinted: true })
}
export const showCallouts = (): void => {
  useSettings.setState({ hinted: false, view: 'network' })
}

/**
 * Three hints on the first start. They let clicks through, and disappear for good on Escape, on their close button or
 * on the first edit.
 */
export function Callouts() {
  const shown = useSettings((state) => !state.hinted && state.view === 'network')
  return shown ? <Shown /> : null
}

/** Text key of the hint about panels, which depends on the run; undefined if there is nothing to watch. */
function watchKey({ status, update }: EngineState['state']): string | undefined {
  if (status === 'empty' || status === 'blocked' || status === 'failed') return undefined
  if (status === 'running') return 'welcome.watch'
  return update > 0 ? 'welcome.watched' : 'welcome.watch-ready'
}

function Shown() {
  const { t } = useTranslation()
  const watching = useStore(engineStore, ({ state }) => watchKey(state))
  const [at, setAt] = useState<readonly PlacedCallout[]>([])
  useEffect(() => {
    const follow = (): void =>
      setAt((old) => {
        if (isMoving()) return old
        const key = watchKey(engineStore.getState().state)
        const next = apart(
          places((name) => t(name === 'watch' ? (key ?? 'welcome.watch') : `welcome.${name}`)).filter(({ name }) => name !== 'watch' || key !== undefined),
        )
        return JSON.stringify(next) === JSON.stringify(old) ? old : next
      })
    follow()
    const timer = setInterval(follow, FOLLOW)
    const stops = [
      // Any edit, wire, menu or tour shows that the user needs no hint.
      documentStore.subscribe((state, old) => {
        if (state.document !== old.document && state.past.length > 0) putAway()
      }),
      useCanvas.subscribe((state) => {
        if (state.connecting ?? state.add ?? state.menu) putAway()
      }),
      useTour.subscribe(({ at: step }) => {
        if (step !== undefined) putAway()
      }),
    ]
    const press = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') putAway()
    }
    window.addEventListener('keydown', press, true)
    return () => {
      clearInterval(timer)
      for (const stop of stops) stop()
      window.removeEventListener('keydown', press, true)
    }
  }, [t])
  return (
    <aside className="callouts" aria-label={t('welcome.title')}>
      {at.map(({ name, side, x, y, shift, reach, room }) => (
        <div
          key={name}
          className={`callout ${side}`}
          style={
            {
              left: x - shift,
              top: y + reach,
              '--shift': `${shift}px`,
              '--reach': `${reach}px`,
              ...(room === undefined ? {} : { maxWidth: room, boxSizing: 'border-box' }),
            } as React.CSSProperties
          }
        >
          <p>{t(name === 'watch' ? (watching ?? 'welcome.watch') : `welcome.${name}`)}</p>
          <button type="button" aria-label={t('welcome.dismiss')} title={t('welcome.dismiss')} onClick={putAway}>
            <X size={13} aria-hidden />
          </button>
        </div>
      ))}
    </aside>
  )
}
