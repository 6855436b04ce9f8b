import { useStore } from '@xyflow/react'
import { useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore as useZustand } from 'zustand'
import type { Problem, Repair } from '../../engine/base/problem'
import { apply } from '../editing/commands'
import { documentStore, edit } from '../editing/store'
import { explain, useCanvas } from './canvasStore'
import type { Point } from '../drawing/geometry'
import type { Scene } from '../drawing/model'
import { languageOf, problemText, repairPhrase } from '../drawing/words'

const WIDTH = 320
/** Pixels between the card, its wire and the edge of the canvas. */
const AIR = 40

/** Shows the problems of a wire or node beside it, with buttons that apply the repairs. */
export function Explanation({ scene }: { readonly scene: Scene }) {
  const explained = useCanvas((state) => state.explained)
  if (!explained) return null
  const node = explained.kind === 'node' ? scene.nodes.find((n) => n.id === explained.id) : undefined
  const edge = explained.kind === 'edge' ? scene.edges.find((e) => e.id === explained.id) : undefined
  const problems = node?.data.problems ?? edge?.data?.problems ?? []
  if (problems.length === 0) return null
  const place = edge?.data ? edge.data.route.middle : node ? { x: node.position.x + (node.width ?? 0) / 2, y: node.position.y + (node.height ?? 0) } : undefined
  const severity = node?.data.severity ?? edge?.data?.severity ?? 'error'
  const points = edge?.data?.route.points ?? []
  // For a wire that runs above its nodes, put the card above the wire, so that it does not cover the nodes.
  const above = points.length > 0 && place !== undefined && points.every((p) => p.y >= place.y - 1)
  // If there is no room above, put the card below the nodes that the wire joins.
  const ends = edge ? scene.nodes.filter(({ id }) => id === edge.source || id === edge.target).map(({ position, height = 0 }) => position.y + height) : []
  const under = above && ends.length > 0 ? Math.max(...ends) : place?.y
  return place ? <Card id={explained.id} place={place} under={under ?? place.y} problems={problems} severity={severity} above={above} /> : null
}

interface ExplanationCard {
  readonly id: string
  readonly place: Point
  /** Vertical position of the card if it goes below instead of above. */
  readonly under: number
  readonly problems: readonly Problem[]
  readonly severity: 'error' | 'warning'
  readonly above: boolean
}

function Card({ id, place, under: lower, problems, severity, above: wished }: ExplanationCard) {
  const { t, i18n } = useTranslation()
  const document = useZustand(documentStore, (state) => state.document)
  const [x, y, zoom] = useStore((state) => state.transform)
  const width = useStore((state) => state.width)
  const height = useStore((state) => state.height)
  const left = Math.max(8, Math.min(place.x * zoom + x - WIDTH / 2, width - WIDTH - 8))
  const at = place.y * zoom + y + 14
  const under = lower * zoom + y + 14
  const card = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState(190)
  useLayoutEffect(() => setRoom((card.current?.offsetHeight ?? 150) + AIR), [problems, i18n.language])
  const above = wished ? at > room : at > height - room
  const language = languageOf(i18n.language)
  return (
    <div
      ref={card}
      className={`explanation nokey ${severity}`}
      role="alertdialog"
      aria-label={t('canvas.problem')}
      style={{ left, width: WIDTH, ...(above ? { bottom: Math.max(8, height - at + 28) } : { top: Math.min(under, height - room + AIR - 8) }) }}
    >
      <button type="button" className="close" aria-label={t('canvas.close')} onClick={() => explain()}>
        ×
      </button>
      {problems.map((problem, i) => (
        <section key={i}>
          <p>{problemText(language, problem)}</p>
          <div className="repairs">
            {repairsFor(id, problem.repairs).map((repair, k) => {
              const { key, values } = repairPhrase(document, repair)
              return (
                <button
                  key={k}
                  type="button"
                  className={k === 0 ? 'primary' : ''}
                  data-repair={repair.kind}
                  onClick={() => {
                    explain()
                    edit('canvas.edit.repair', (draft) => apply(draft, repair))
                  }}
                >
                  {t(key, values)}
                </button>
              )
            })}
          </div>
        </section>
      ))}
    </div>
  )
}

/** Repairs that name this very edge, if any; otherwise all, without duplicates. At most four. */
function repairsFor(id: string, repairs: readonly Repair[]): readonly Repair[] {
  const own = repairs.filter((repair) => 'edge' in repair && repair.edge === id)
  const distinct = own.length > 0 ? own : repairs
  return distinct.filter((repair, i) => distinct.findIndex((r) => JSON.stringify(r) === JSON.stringify(repair)) === i).slice(0, 4)
}
