import { FlipHorizontal2, Lock, Maximize, MousePointer2, Paintbrush, ZoomIn, ZoomOut } from 'lucide-react'
import { useMemo, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { EdgeSpec } from '../../../engine/document/types'
import type { WeightChange } from '../../../engine/run/questions'
import { endWriting } from '../../workspace/engine'
import { IconButton } from '../../controls/IconButton'
import { NumberField } from '../../controls/NumberField'
import { Select } from '../../controls/Select'
import { shapeText } from '../../languages/numbers'
import { commonValue, entriesIn, fits, type Cell } from './cells'
import { PinMenu } from '../pinned/pinning'
import { frozenIn } from './frozen'
import { bounds, brushSizes, changeOf, operations, useHand, type Operation } from './hand'
import { gridOf, zoomBy, type ParameterValues } from './Matrix'

interface ToolsProps {
  readonly found: ParameterValues
  readonly reason: string | undefined
  readonly nameOf: (cell: Cell) => string
  /** As in `MatrixProps`. */
  readonly frozen: EdgeSpec['frozen']
  readonly freeze: ((indices: Iterable<number>, on: boolean) => void) | undefined
  /** Changes the selected weights; call `endWriting` to complete the step of history. */
  readonly change: (change: WeightChange) => void
}

/** Largest number of weights to pin together. */
const COURSES = 12

/** Enter and Escape in a field return the focus to the cells. */
function backToCells({ key, currentTarget }: KeyboardEvent<HTMLElement>): void {
  if (key !== 'Enter' && key !== 'Escape') return
  const input = currentTarget.querySelector('input')
  // After the field has applied or reverted its input.
  requestAnimationFrame(() => {
    if (key === 'Escape' || input?.getAttribute('aria-invalid') !== 'true') document.querySelector<HTMLElement>('.weights-sheet')?.focus()
  })
}

/** Tools that edit the selected cells, or paint with a brush. */
export function Tools(tools: ToolsProps) {
  const { found, reason, freeze } = tools
  const { t } = useTranslation()
  const { tool } = useHand()
  return (
    <header className="plot-head weights-tools">
      <span className="plot-title" title={found.name}>
        {found.name}
      </span>
      <span className="panel-quiet figure">{shapeText(found.shape)}</span>
      {found.stride > 1 && <span className="panel-quiet">{t('panels.weights.thinned', { count: found.stride })}</span>}
      <span className="weights-modes" role="group" aria-label={t('panels.weights.tools')}>
        <IconButton label={t('panels.weights.select')} aria-pressed={tool === 'select'} onClick={() => useHand.setState({ tool: 'select' })}>
          <MousePointer2 size={15} />
        </IconButton>
        <IconButton label={t('panels.weights.paint')} reason={reason} aria-pressed={tool === 'paint'} onClick={() => useHand.setState({ tool: 'paint' })}>
          <Paintbrush size={15} />
        </IconButton>
      </span>
      {tool === 'paint' ? <Brush freezes={freeze !== undefined} /> : <Selected {...tools} />}
      <span className="weights-zoom" role="group" aria-label={t('panels.weights.zoom')}>
        <IconButton label={t('panels.weights.zoom.out')} onClick={() => zoomBy(1 / 1.5)}>
          <ZoomOut size={15} />
        </IconButton>
        <IconButton label={t('panels.weights.zoom.fit')} onClick={() => useHand.setState({ zoom: undefined })}>
          <Maximize size={14} />
        </IconButton>
        <IconButton label={t('panels.weights.zoom.in')} onClick={() => zoomBy(1.5)}>
          <ZoomIn size={15} />
        </IconButton>
      </span>
    </header>
  )
}

function Selected({ found, reason, nameOf, change, frozen, freeze }: ToolsProps) {
  const { t } = useTranslation()
  const { name, range: chosen } = useHand()
  const grid = useMemo(() => gridOf(found), [found])
  const range = name === found.name && chosen && fits(chosen, grid) ? chosen : undefined
  const { count, value, entries, held } = useMemo(() => {
    const entries = range ? entriesIn(range, grid) : new Uint32Array()
    const all = frozenIn(frozen, grid)
    return { count: entries.length, value: range && commonValue(range, found.values, grid), entries, held: entries.every((index) => all.has(index)) }
  }, [range, grid, found, frozen])
  if (!range) return <span className="weights-place panel-quiet">{reason ?? t('panels.weights.select-hint')}</span>
  const single = range.anchor.row === range.head.row && range.anchor.column === range.head.column
  const why = reason ?? (count === 0 ? t('panels.weights.reason.none') : undefined)
  const act = (operation: Operation): void => {
    change(changeOf(operation, useHand.getState()))
    void endWriting()
  }
  return (
    <>
      <span className="weights-place" title={single ? nameOf(range.head) : undefined}>
        {single ? nameOf(range.head) : t('panels.weights.selected', { count })}
      </span>
      <span className="weights-value" title={why} onKeyDownCapture={backToCells}>
        <NumberField
          label={t('panels.weights.value')}
          value={count === 0 ? undefined : value === undefined ? undefined : Number(value.toPrecision(7))}
          mixed={count > 0 && value === undefined}
          disabled={why !== undefined}
          placeholder={count === 0 ? t('panels.weights.none') : ''}
          bounds={bounds}
          onChange={(next) => {
            if (next !== undefined) change({ kind: 'set', value: next })
          }}
          onEnd={() => void endWriting()}
        />
      </span>
      <IconButton label={t('panels.weights.operation.zero')} keys="Delete" reason={why} onClick={() => act('zero')}>
        <span className="figure">0</span>
      </IconButton>
      <IconButton label={t('panels.weights.operation.sign')} reason={why} onClick={() => act('sign')}>
        <FlipHorizontal2 size={15} />
      </IconButton>
      <span className="weights-factor" title={why} onKeyDownCapture={backToCells}>
        <NumberField
          label={t('panels.weights.operation.scale')}
          placeholder={t('panels.weights.factor')}
          value={undefined}
          disabled={why !== undefined}
          bounds={bounds}
          onChange={(factor) => {
            if (factor !== undefined) change({ kind: 'scale', factor })
          }}
          onEnd={() => void endWriting()}
        />
      </span>
      <IconButton
        label={t(held && count > 0 ? 'panels.weights.operation.unfreeze' : 'panels.weights.operation.freeze')}
        keys="F"
        reason={freeze === undefined ? t('panels.weights.reason.freeze') : count === 0 ? t('panels.weights.reason.none') : undefined}
        aria-pressed={held && count > 0}
        onClick={() => freeze?.(entries, !held)}
      >
        <Lock size={14} />
      </IconButton>
      {found.trainable && count > 0 && found.stride === 1 && (
        <PinMenu
          subject={{
            kind: 'weights',
            name: found.name,
            entries: [...entries.slice(0, COURSES)],
            names: [...entries.slice(0, COURSES)].map((entry) => `${Math.floor(entry / grid.columns) + 1} ← ${(entry % grid.columns) + 1}`),
          }}
          title={t('pinned.weights', { name: found.name })}
        />
      )}
      {reason !== undefined && <span className="panel-quiet weights-reason">{reason}</span>}
    </>
  )
}

function Brush({ freezes }: { readonly freezes: boolean }) {
  const { t } = useTranslation()
  const { operation, value, factor, size } = useHand()
  return (
    <span className="weights-brush-settings">
      <Select
        label={t('panels.weights.operation')}
        value={operation}
        choices={operations
          .filter((id) => freezes || (id !== 'freeze' && id !== 'unfreeze'))
          .map((id) => ({ value: id, label: t(`panels.weights.operation.${id}`) }))}
        onChange={(id) => useHand.setState({ operation: operations.find((one) => one === id) ?? 'set' })}
      />
      {operation === 'set' && (
        <NumberField label={t('panels.weights.value')} value={value} bounds={bounds} onChange={(next) => useHand.setState({ value: next ?? 0 })} />
      )}
      {operation === 'scale' && (
        <NumberField label={t('panels.weights.factor')} value={factor} bounds={bounds} onChange={(next) => useHand.setState({ factor: next ?? 1 })} />
      )}
      <Select
        label={t('panels.weights.size')}
        value={String(size)}
        choices={brushSizes.map((cells) => ({ value: String(cells), label: `${cells} × ${cells}` }))}
        onChange={(cells) => useHand.setState({ size: Number(cells) })}
      />
    </span>
  )
}
