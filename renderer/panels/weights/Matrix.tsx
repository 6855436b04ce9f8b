import './weights.css'
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { EdgeSpec } from '../../../engine/document/types'
import type { ParameterView } from '../../../engine/run/streams'
import { cancelWriting, endWriting, writeWeights } from '../../workspace/engine'
import { packedColour } from '../../graph/live/scale'
import { compact, figure, shapeText } from '../../languages/numbers'
import { usePlotTheme } from '../plot/theme'
import { at, entriesIn, fits, isEntry, moved, sides, within, type Cell, type Grid } from './cells'
import { frozenIn, outlineOf } from './frozen'
import { changeOf, useHand } from './hand'
import { Trace } from './Trace'
import { Painting } from './painting'

export type ParameterValues = NonNullable<ParameterView['found']>

/** Largest size of a cell, if all fit. */
const LARGEST = 22
/** Space for the traces of a row and a column, in pixels. */
const TRACE = { row: 30, column: 44 }
/** Space around the cells for the focus ring. */
const PADDING = 3

/** Pixels per cell such that all fit; a whole number if possible. */
function cellSize(width: number, height: number, rows: number, columns: number): number {
  const size = Math.min(LARGEST, width / columns, height / rows)
  return size >= 1 ? Math.floor(size) : size
}

/** The matrix as displayed; a vector becomes one row. */
export const gridOf = ({ shape, rows, columns, mask }: ParameterValues): Grid => (shape.length < 2 ? { rows: 1, columns: rows, mask } : { rows, columns, mask })

interface MatrixProps {
  readonly found: ParameterValues
  /** Why the weights cannot be edited at present. */
  readonly reason: string | undefined
  /** Describes a cell. */
  readonly nameOf: (cell: Cell) => string
  /** Runs of frozen weights, if single ones can be frozen. */
  readonly frozen: EdgeSpec['frozen']
  /** Freezes or unfreezes weights, by flat indices; undefined if single weights cannot be frozen. */
  readonly freeze: ((indices: Iterable<number>, on: boolean) => void) | undefined
  /** Changes the selected weights. */
  readonly apply: (change: ReturnType<typeof changeOf>) => void
}

/** Of the matrix on screen, because a stroke outlives the render in which it began. */
const onScreen: { freeze: MatrixProps['freeze'] } = { freeze: undefined }

function newPainting(): Painting {
  /** What a stroke freezes or unfreezes at its end, as one step. */
  let stroke: number[] = []
  const freezing = (): boolean => ['freeze', 'unfreeze'].includes(useHand.getState().operation)
  return new Painting(
    {
      write(name, indices, change) {
        if (freezing()) stroke.push(...indices)
        else return writeWeights(name, indices, change)
      },
      end() {
        if (!freezing()) return endWriting()
        onScreen.freeze?.(stroke, useHand.getState().operation === 'freeze')
        stroke = []
      },
      cancel() {
        stroke = []
        return cancelWriting()
      },
    },
    () => {
      const hand = useHand.getState()
      return { size: hand.size, change: changeOf(hand.operation, hand) }
    },
  )
}

/** Focuses the field for the value of the selected cells. */
const typeValue = (): void => {
  const field = document.querySelector<HTMLInputElement>('.weights-value input')
  field?.focus()
  field?.select()
}

/**
 * Weights as a matrix in the colour scale: one row per target unit, one column per source unit. Cells can be selected
 * and edited with the keyboard, or painted.
 */
export function Matrix({ found, reason, nameOf, frozen, freeze, apply }: MatrixProps) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const hatch = useId()
  const host = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [room, measure] = useState({ width: 200, height: 120 })
  const [pointed, point] = useState<Cell>()
  const { tool, size: brush, zoom, name, range: chosen } = useHand()
  const grid = useMemo(() => gridOf(found), [found])
  const { rows, columns } = grid
  const {
    values,
    histogram: { reach },
  } = found
  const range = name === found.name && chosen && fits(chosen, grid) ? chosen : undefined
  const head = range?.head
  const size = zoom ?? cellSize(room.width - (rows > 1 ? TRACE.column : 0), room.height - TRACE.row, rows, columns)

  const paint = useMemo(
    () => (): void => {
      const element = canvas.current
      const context = element?.getContext('2d')
      if (!element || !context) return
      if (element.width !== columns) element.width = columns
      if (element.height !== rows) element.height = rows
      const image = context.createImageData(columns, rows)
      const pixels = new Uint32Array(image.data.buffer)
      // Missing entries of a sparse matrix are transparent.
      for (let i = 0; i < pixels.length; i++) pixels[i] = grid.mask?.[i] === 0 ? 0 : packedColour(values[i]! / reach)
      context.putImageData(image, 0, 0)
    },
    [values, rows, columns, reach, grid],
  )
  useEffect(paint, [paint, theme])
  useEffect(() => {
    onScreen.freeze = freeze
  }, [freeze])
  const [painting] = useState(newPainting)
  const held = useMemo(() => frozenIn(frozen, grid), [frozen, grid])
  useLayoutEffect(() => painting.look({ name: found.name, values: found.values, grid, draw: paint }), [painting, found, grid, paint])

  useEffect(() => {
    const element = host.current
    if (!element) return undefined
    const observer = new ResizeObserver(() => measure({ width: element.clientWidth - 2 * PADDING, height: element.clientHeight - 2 * PADDING }))
    observer.observe(element)
    // Not a React listener: those are passive and cannot prevent the page from zooming.
    const wheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      zoomBy(event.deltaY < 0 ? 1.25 : 0.8)
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => {
      observer.disconnect()
      element.removeEventListener('wheel', wheel)
    }
  }, [])
  // Keeps the cell with the keyboard focus visible.
  useEffect(() => {
    const element = host.current
    if (!element || !head) return
    const keep = (start: number, length: number, first: number, room: number): number =>
      start < first ? start : start + length > first + room ? start + length - room : first
    element.scrollLeft = keep(head.column * size, size, element.scrollLeft, element.clientWidth - TRACE.column)
    element.scrollTop = keep(head.row * size, size, element.scrollTop, element.clientHeight - TRACE.row)
  }, [head, size])

  const select = (cell: Cell, more = false): void =>
    useHand.setState({ name: found.name, range: more && range ? { anchor: range.anchor, head: cell } : at(cell) })
  const cellAt = (event: PointerEvent): Cell | undefined => {
    const box = canvas.current!.getBoundingClientRect()
    const cell = { column: Math.floor(((event.clientX - box.left) / box.width) * columns), row: Math.floor(((event.clientY - box.top) / box.height) * rows) }
    return cell.row >= 0 && cell.row < rows && cell.column >= 0 && cell.column < columns ? cell : undefined
  }
  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>): void => {
    const cell = event.button === 0 ? cellAt(event) : undefined
    if (!cell) return
    // Commit pending input first, since it belongs to the cells selected before.
    if (document.activeElement instanceof HTMLElement && document.activeElement.closest('.weights-tools')) document.activeElement.blur()
    event.currentTarget.setPointerCapture(event.pointerId)
    if (tool === 'paint' && reason === undefined) {
      select(cell)
      painting.enter(cell)
    } else select(cell, event.shiftKey)
  }
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>): void => {
    const cell = cellAt(event)
    point(cell)
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    if (painting.going) {
      if (cell) painting.move(cell)
    } else if (range && cell) select(cell, true)
  }

  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.nativeEvent.isComposing) return
    const far = event.ctrlKey || event.metaKey
    const from = head ?? { row: 0, column: 0 }
    const next = moved(from, event.key, far, grid)
    const taken = (act: () => void): void => {
      event.preventDefault()
      event.stopPropagation()
      act()
    }
    if (event.key === 'Escape' && painting.going) return taken(() => painting.cancel())
    if (event.altKey) return
    if (next) return taken(() => select(head ? next : from, event.shiftKey))
    if (far && event.key.toLowerCase() === 'a')
      return taken(() => useHand.setState({ name: found.name, range: { anchor: { row: 0, column: 0 }, head: within({ row: rows, column: columns }, grid) } }))
    if (!range) return
    if (event.key === 'Escape' && range.anchor !== range.head) return taken(() => select(range.head))
    if (!far && event.key.toLowerCase() === 'f' && freeze) {
      const chosen = entriesIn(range, grid)
      return taken(() => freeze(chosen, !chosen.every((index) => held.has(index))))
    }
    if (far || reason !== undefined) return
    if (event.key === 'Enter' || event.key === 'F2') return taken(typeValue)
    if (event.key === 'Delete' || event.key === 'Backspace') return taken(() => apply(changeOf('zero', useHand.getState())))
    if (/^[-+0-9.(−０-９]$/.test(event.key)) {
      // The typed character goes into the field, which has the focus by then.
      event.stopPropagation()
      typeValue()
    }
  }

  const shown = pointed ?? head
  const traced = useMemo(
    () =>
      shown && {
        row: Array.from({ length: columns }, (_, i) => values[shown.row * columns + i]!),
        column: Array.from({ length: rows }, (_, i) => values[i * columns + shown.column]!),
      },
    [shown, values, rows, columns],
  )
  const box = range && sides(range)
  const least = (pixels: number): number => Math.max(3, pixels)
  const paintable = tool === 'paint' && reason === undefined
  const offset = Math.floor((brush - 1) / 2)
  const id = head && `cell-${head.row}-${head.column}`
  return (
    <section className="weights-matrix" aria-label={t('panels.weights.matrix')}>
      <div className="weights-host" ref={host}>
        <div
          className={`weights-sheet ${paintable ? 'painting' : ''}`}
          role="grid"
          tabIndex={0}
          aria-label={`${found.name} ${shapeText(found.shape)}`}
          aria-multiselectable
          aria-readonly={reason !== undefined}
          aria-rowcount={rows}
          aria-colcount={columns}
          aria-activedescendant={id}
          onKeyDown={press}
          onFocus={(event) => {
            if (!range && event.target === event.currentTarget && event.currentTarget.matches(':focus-visible')) select({ row: 0, column: 0 })
          }}
          onBlur={() => void endWriting()}
        >
          <div className="weights-cells" style={{ width: columns * size, height: rows * size }}>
            <canvas
              ref={canvas}
              aria-hidden
              onPointerDown={onPointerDown}
              onPointerMove={onPointerMove}
              onPointerUp={() => painting.finish()}
              onPointerCancel={() => painting.cancel()}
              onPointerLeave={() => point(undefined)}
              onDoubleClick={() => reason === undefined && tool === 'select' && typeValue()}
            />
            {frozen && (
              <svg className="weights-frozen" aria-hidden>
                <defs>
                  <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse">
                    <path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" />
                  </pattern>
                </defs>
                <path d={outlineOf(frozen, size)} fill={`url(#${hatch})`} />
              </svg>
            )}
            {shown && <i className="weights-cross" style={{ top: shown.row * size, height: least(size), left: 0, right: 0 }} />}
            {shown && <i className="weights-cross" style={{ left: shown.column * size, width: least(size), top: 0, bottom: 0 }} />}
            {box && (
              <i
                className="weights-selected"
                style={{
                  top: box.top * size,
                  left: box.left * size,
                  width: least((box.right - box.left + 1) * size),
                  height: least((box.bottom - box.top + 1) * size),
                }}
              />
            )}
            {paintable && pointed && (
              <i
                className="weights-brush"
                style={{
                  top: (pointed.row - offset) * size,
                  left: (pointed.column - offset) * size,
                  width: least(brush * size),
                  height: least(Math.min(brush, rows) * size),
                }}
              />
            )}
          </div>
          {traced && rows > 1 && <Trace values={traced.column} reach={reach} length={rows * size} upright />}
          {traced && columns > 1 && <Trace values={traced.row} reach={reach} length={columns * size} upright={false} />}
          {head && (
            <div className="visually-hidden" role="row" aria-rowindex={head.row + 1}>
              <span key={id} id={id} role="gridcell" aria-colindex={head.column + 1} aria-selected>
                {isEntry(head, grid)
                  ? t(held.has(head.row * columns + head.column) ? 'panels.weights.cell.frozen' : 'panels.weights.cell', {
                      place: nameOf(head),
                      value: compact(values[head.row * columns + head.column]!),
                    })
                  : t('panels.weights.cell.none', { place: nameOf(head) })}
              </span>
            </div>
          )}
        </div>
      </div>
      <div className={`weights-legend ${pointed ? 'pointing' : ''}`} role="group" aria-label={t('panels.weights.legend')}>
        <span className="figure">{compact(-reach)}</span>
        <i />
        <span className="figure">0</span>
        <i className="positive" />
        <span className="figure">{compact(reach)}</span>
        <span className="weights-entry">
          {pointed && (rows > 1 ? `${pointed.row * found.stride + 1} ← ${pointed.column * found.stride + 1}` : pointed.column * found.stride + 1)}
          <span className="figure">
            {pointed ? (isEntry(pointed, grid) ? figure(values[pointed.row * columns + pointed.column]) : t('panels.weights.none')) : ''}
          </span>
        </span>
      </div>
    </section>
  )
}

/** Changes the zoom, starting from the current size of cells. */
export function zoomBy(factor: number): void {
  const sheet = document.querySelector('.weights-cells canvas')
  if (!(sheet instanceof HTMLCanvasElement)) return
  const now = useHand.getState().zoom ?? sheet.getBoundingClientRect().width / sheet.width
  const next = now * factor
  useHand.setState({ zoom: Math.min(48, Math.max(0.25, next >= 2 ? Math.round(next) : next)) })
}
