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

/** What each callout points at, and on which side of it it stands. */
const CALLOUTS = [
  { name: 'wire', target: '.react-flow__node-unfold:not([data-out]) .port[data-side="from"]', side: 'below' },
  { name: 'watch', target: '.panels-bar [data-panel]:last-of-type', side: 'line' },
  { name: 'gallery', target: '.shell-gallery h2', side: 'right' },
] as const

interface Place {
  readonly name: (typeof CALLOUTS)[number]['name']
  /** `line`: right of what it points at, on one line; `above`: where that has no room. */
  readonly side: 'below' | 'right' | 'line' | 'above'
  readonly x: number
  readonly y: number
  /** How far it stands left of where its arrow wants it. */
  readonly shift: number
  /** From what it points at to itself, past what is to be read. */
  readonly reach: number
}

/** What a callout may take at most, in pixels; its sign that puts it away and its edges. */
const SIZE = { width: 224, height: 72, edges: 44, arrow: 12 }
/** On the canvas, what must stay in sight. */
const READ = '.react-flow__node, .graph-toolbar, .graph-legend, .shell-views-row'

/** How often the callouts follow what they point at, in milliseconds. */
const FOLLOW = 250

const pen = new OffscreenCanvas(1, 1).getContext('2d')
function widthOf(text: string): number {
  if (!pen) return Infinity
  pen.font = `12px ${getComputedStyle(document.body).fontFamily}`
  return pen.measureText(text).width + SIZE.edges
}

/** How far down a box of that place has to go to cover nothing that is read; 0 where there is no such place. */
function below(left: number, top: number, floor: number): number {
  const shapes = [...document.querySelectorAll(READ)].map((element) => element.getBoundingClientRect())
  let at = top
  for (let i = 0; i < shapes.length; i++) {
    const hit = shapes.find((box) => box.left < left + SIZE.width && box.right > left && box.top < at + SIZE.height && box.bottom > at)
    if (!hit) return at + SIZE.height <= floor ? at - top : 0
    at = hit.bottom + 8
  }
  return 0
}

/** Where the callouts stand now; one whose target is not in sight is left out. */
function places(words: (name: Place['name']) => string): readonly Place[] {
  const graph = document.querySelector<HTMLElement>('.graph')
  const canvas = graph?.getBoundingClientRect()
  const edge = canvas?.right ?? innerWidth
  return CALLOUTS.flatMap(({ name, target, side }): Place[] => {
    // Whoever draws hundreds of nodes needs no hint how, and asking all of them where they stand takes long.
    if (name === 'wire' && graph?.dataset.large !== undefined) return []
    // Of several the one farthest right: there the canvas is free.
    const boxes = [...document.querySelectorAll(target)].map((element) => element.getBoundingClientRect())
    const box = boxes.sort((a, b) => b.right - a.right)[0]
    if (!box || box.width === 0 || box.bottom < 0 || box.top > innerHeight - 24 || box.left > innerWidth - 24) return []
    const place = { name, side, x: box.left + box.width / 2, y: box.top + box.height / 2, shift: 0, reach: 0 }
    if (side === 'right') return [{ ...place, x: box.left + Math.min(box.width, 120) }]
    // What would run out of the canvas stands farther left, its arrow where it was.
    const shift = Math.max(0, place.x + SIZE.width - edge)
    if (side === 'below')
      return [{ ...place, y: box.bottom, shift, reach: below(place.x - shift - 24, box.bottom + SIZE.arrow, canvas?.bottom ?? innerHeight) }]
    if (box.right + SIZE.arrow + widthOf(words(name)) < edge) return [{ ...place, x: box.right }]
    // Past the legend, in the corner of the canvas.
    const legend = document.querySelector('.graph-legend')?.getBoundingClientRect()
    return [{ ...place, side: 'above', x: Math.max(place.x, (legend?.right ?? 0) + 32), y: box.top, shift }]
  })
}

const putAway = (): void => {
  useSettings.setState({ hinted: true })
}
export const showCallouts = (): void => {
  useSettings.setState({ hinted: false, view: 'network' })
}

/** Three hints on the first start. They let every press through, and go for good with Escape, their cross or the first edit. */
export function Callouts() {
  const shown = useSettings((state) => !state.hinted && state.view === 'network')
  return shown ? <Shown /> : null
}

/** What the hint at the panels says of the run now, as a key of the language files; undefined where there is nothing to watch. */
function watchKey({ status, update }: EngineState['state']): string | undefined {
  if (status === 'empty' || status === 'blocked') return undefined
  if (status === 'running') return 'welcome.watch'
  return update > 0 ? 'welcome.watched' : 'welcome.watch-ready'
}

function Shown() {
  const { t } = useTranslation()
  const watching = useStore(engineStore, ({ state }) => watchKey(state))
  const [at, setAt] = useState<readonly Place[]>([])
  useEffect(() => {
    const follow = (): void =>
      setAt((old) => {
        if (isMoving()) return old
        const key = watchKey(engineStore.getState().state)
        const next = places((name) => t(name === 'watch' ? (key ?? 'welcome.watch') : `welcome.${name}`)).filter(
          ({ name }) => name !== 'watch' || key !== undefined,
        )
        return JSON.stringify(next) === JSON.stringify(old) ? old : next
      })
    follow()
    const timer = setInterval(follow, FOLLOW)
    const stops = [
      // Whoever edits, draws, opens a menu or takes a tour needs no hint.
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
      {at.map(({ name, side, x, y, shift, reach }) => (
        <div
          key={name}
          className={`callout ${side}`}
          style={{ left: x - shift, top: y + reach, '--shift': `${shift}px`, '--reach': `${reach}px` } as React.CSSProperties}
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
