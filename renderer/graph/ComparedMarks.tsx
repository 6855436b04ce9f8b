import './compared.css'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { GraphDocument } from '../../engine/document/types'
import { labelOf } from '../document/selectors'
import type { Rectangle } from '../drawing/geometry'
import type { Scene } from '../drawing/model'
import { documentStore } from '../editing/store'
import { compare, useCanvas } from './canvasStore'
import { countMarks, ghostNodes, ghostWires, marksOf, type Mark, type Marks } from './comparing'
import { OnDrawing } from './OnDrawing'

/** Size of a missing node, and margin around an existing one, in units of the drawing. */
const GHOST = { width: 104, height: 52 }
const AIR = 5
const SIGNS = { added: '+', removed: '−', changed: '≠' } as const

const useMarks = (other: GraphDocument): Marks =>
  marksOf(
    other,
    useStore(documentStore, (state) => state.document),
  )

/** Marks on the drawing what has changed since another document. */
export function ComparedMarks({ scene }: { readonly scene: Scene }) {
  const compared = useCanvas((state) => state.compared)
  return compared && <Painted scene={scene} other={compared.document} />
}

function Painted({ scene, other }: { readonly scene: Scene; readonly other: GraphDocument }) {
  const marks = useMarks(other)
  const boxes = new Map<string, Rectangle>()
  for (const { id, position, width = 0, height = 0 } of scene.nodes) boxes.set(id, { ...position, width, height })
  const ghosts = ghostNodes(other, marks).filter(({ id }) => !boxes.has(id))
  for (const { id, at } of ghosts) boxes.set(id, { ...at, ...GHOST })
  const lines = ghostWires(other, marks).flatMap(({ id, from, to }) => {
    const [a, b] = [boxes.get(from), boxes.get(to)]
    return a && b ? [{ id, a, b }] : []
  })
  return (
    <OnDrawing>
      <svg className="compared" aria-hidden>
        {lines.map(({ id, a, b }) => (
          <line key={id} className="removed" x1={a.x + a.width / 2} y1={a.y + a.height / 2} x2={b.x + b.width / 2} y2={b.y + b.height / 2} />
        ))}
        {scene.edges.map(({ id, data }) => {
          const mark = marks.edges.get(id)
          return mark && data && <path key={id} className={mark} d={data.route.path} />
        })}
        {ghosts.map(({ id, at }) => (
          <g key={id}>
            <rect className="removed ghost" x={at.x} y={at.y} {...GHOST} rx={8} />
            <text className="name" x={at.x + GHOST.width / 2} y={at.y + GHOST.height / 2}>
              {labelOf(other, id).slice(0, 16)}
            </text>
          </g>
        ))}
        {[...marks.nodes].map(([id, mark]) => {
          const box = boxes.get(id)
          if (!box) return null
          return (
            <g key={id} className={mark}>
              {mark !== 'removed' && <rect x={box.x - AIR} y={box.y - AIR} width={box.width + 2 * AIR} height={box.height + 2 * AIR} rx={11} />}
              <circle cx={box.x} cy={box.y} r={9} />
              <text x={box.x} y={box.y}>
                {SIGNS[mark]}
              </text>
            </g>
          )
        })}
      </svg>
    </OnDrawing>
  )
}

/** Names the other document, and explains the marks. */
export function ComparedLegend() {
  const compared = useCanvas((state) => state.compared)
  return compared && <Legend name={compared.name} other={compared.document} />
}

function Legend({ name, other }: { readonly name: string; readonly other: GraphDocument }) {
  const { t } = useTranslation()
  const marks = useMarks(other)
  const kinds = (Object.keys(SIGNS) as Mark[]).map((mark) => ({ mark, count: countMarks(marks, mark) })).filter(({ count }) => count > 0)
  return (
    <div className="graph-marked compared-legend nokey" data-over-canvas role="status">
      <b title={name}>{t('canvas.compared', { name })}</b>
      {kinds.map(({ mark, count }) => (
        <span key={mark} className={mark}>
          <i aria-hidden>{SIGNS[mark]}</i>
          {t(`canvas.compared.${mark}`, { count })}
        </span>
      ))}
      {kinds.length === 0 && <span>{t('canvas.compared.same')}</span>}
      {marks.settings > 0 && <span>{t('canvas.compared.settings', { count: marks.settings })}</span>}
      <button type="button" className="plain" aria-label={t('canvas.compared.leave')} title={t('canvas.compared.leave')} onClick={() => compare()}>
        ×
      </button>
    </div>
  )
}
