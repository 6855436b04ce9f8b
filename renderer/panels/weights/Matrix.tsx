import { useEffect, useRef, useState, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { ParameterMessage } from '../../../engine/run/protocol'
import { documentStore } from '../../document/store'
import { packedColour } from '../../graph/live/scale'
import { compact, figure } from '../figures'
import { usePlotTheme } from '../plot/theme'

export type Found = NonNullable<ParameterMessage['found']>

/** No cell is drawn larger. */
const LARGEST = 22

/** Pixels a cell, so that all of them fit: whole ones where there is room for whole ones. */
export function cellSize(width: number, height: number, rows: number, columns: number): number {
  const size = Math.min(LARGEST, width / columns, height / rows)
  return size >= 1 ? Math.floor(size) : size
}

/** Weights as a matrix in the colours of signed values: a row for each unit that is fed, a column for each that feeds. */
export function Matrix({ found }: { readonly found: Found }) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const host = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [room, measure] = useState({ width: 200, height: 120 })
  const [read, setRead] = useState<{ readonly row: number; readonly column: number }>()
  const ends = useStore(documentStore, (state) => state.document.edges[found.name])
  // A vector lies.
  const vector = found.shape.length < 2
  const rows = vector ? 1 : found.rows
  const columns = vector ? found.rows : found.columns
  const { values, stride, histogram: { reach } } = found
  useEffect(() => {
    const element = host.current
    if (!element) return undefined
    const observer = new ResizeObserver(() => measure({ width: element.clientWidth, height: element.clientHeight }))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (!element || !context) return
    if (element.width !== columns) element.width = columns
    if (element.height !== rows) element.height = rows
    const image = context.createImageData(columns, rows)
    const pixels = new Uint32Array(image.data.buffer)
    for (let i = 0; i < pixels.length; i++) pixels[i] = packedColour(values[i]! / reach)
    context.putImageData(image, 0, 0)
  }, [values, rows, columns, reach, theme])
  const size = cellSize(room.width, room.height, rows, columns)
  const point = (event: PointerEvent<HTMLCanvasElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns)
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows)
    setRead(row >= 0 && row < rows && column >= 0 && column < columns ? { row, column } : undefined)
  }
  const at = read && read.row < rows && read.column < columns ? read : undefined
  const place = at && (vector
    ? `${found.name} [${at.column * stride + 1}]`
    : `${ends?.to ?? ''} [${at.row * stride + 1}] ← ${ends?.from ?? ''} [${at.column * stride + 1}]`)
  return (
    <section className="weights-matrix" aria-label={t('panels.weights.matrix')}>
      <header className="plot-head">
        <span className="plot-title">{found.name}</span>
        <span className="panel-quiet figure">{found.shape.join(' × ')}</span>
        {stride > 1 && <span className="panel-quiet">{t('panels.weights.thinned', { count: stride })}</span>}
        <span className="weights-entry">
          {at && place}
          <span className="figure">{at ? figure(values[at.row * columns + at.column]) : ''}</span>
        </span>
      </header>
      <div className="weights-host" ref={host}>
        <canvas
          ref={canvas} role="img" aria-label={t('panels.weights.matrix')} style={{ width: columns * size, height: rows * size }}
          onPointerMove={point} onPointerLeave={() => setRead(undefined)}
        />
      </div>
      <div className="weights-legend" aria-label={t('panels.weights.legend')}>
        <span className="figure">{compact(-reach)}</span>
        <i />
        <span className="figure">0</span>
        <i className="positive" />
        <span className="figure">{compact(reach)}</span>
      </div>
    </section>
  )
}
