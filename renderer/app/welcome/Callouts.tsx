import './welcome.css'
import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { documentStore } from '../../document/store'
import { useCanvas } from '../../graph'
import { useSettings } from '../settings'
import { useTour } from '../tour/tour'

/** What each callout points at, and on which side of it it stands. */
const CALLOUTS = [
  { name: 'wire', target: '.react-flow__node-unfold .port[data-side="from"]', side: 'below' },
  { name: 'watch', target: '.panels-bar [data-panel]:last-of-type', side: 'right' },
  { name: 'gallery', target: '.shell-gallery h2', side: 'right' },
] as const

type Place = { readonly name: (typeof CALLOUTS)[number]['name']; readonly side: 'below' | 'right'; readonly x: number; readonly y: number; readonly shift: number; readonly room?: number }

/** Room that a callout takes right of what it points at. */
const WIDTH = 224

/** How often the callouts follow what they point at, in milliseconds. */
const FOLLOW = 250

/** Where the callouts stand now; one whose target is not in sight is left out. */
function places(): readonly Place[] {
  return CALLOUTS.flatMap(({ name, target, side }): Place[] => {
    // Of several the one farthest right: there the canvas is free.
    const boxes = [...document.querySelectorAll(target)].map((element) => element.getBoundingClientRect())
    const box = boxes.sort((a, b) => b.right - a.right)[0]
    if (!box || box.width === 0 || box.bottom < 0 || box.top > innerHeight - 24 || box.left > innerWidth - 24) return []
    const edge = document.querySelector('.graph')?.getBoundingClientRect().right ?? innerWidth
    if (side === 'right') {
      const x = box.left + Math.min(box.width, 120)
      return [{ name, side, x, y: box.top + box.height / 2, shift: 0, room: edge - x - 28 }]
    }
    // What would run out of the canvas stands farther left, its arrow where it was.
    const x = box.left + box.width / 2
    return [{ name, side, x, y: box.bottom, shift: Math.max(0, x + WIDTH - edge) }]
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

function Shown() {
  const { t } = useTranslation()
  const [at, setAt] = useState<readonly Place[]>([])
  useEffect(() => {
    const follow = (): void => setAt((old) => {
      const next = places()
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
  }, [])
  return (
    <aside className="callouts" aria-label={t('welcome.title')}>
      {at.map(({ name, side, x, y, shift, room }) => (
        <div key={name} className={`callout ${side}`} style={{ left: x - shift, top: y, maxWidth: room, '--shift': `${shift}px` } as React.CSSProperties}>
          <p>{t(`welcome.${name}`)}</p>
          <button type="button" aria-label={t('welcome.dismiss')} title={t('welcome.dismiss')} onClick={putAway}>
            <X size={13} aria-hidden />
          </button>
        </div>
      ))}
    </aside>
  )
}
