import { useEffect, useMemo, useRef, useState, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Signal } from '../../../engine/run/streams'
import { registry } from '../../../nodes'
import { chooseMoment, watch } from '../../workspace/engine'
import { LINES } from '../../workspace/pinned'
import { toStep } from '../../workspace/moment'
import { Select } from '../../controls/Select'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import { Glyph } from '../../graph/faces/Glyph'
import { languageOf, nodeText } from '../../drawing/words'
import { Empty } from '../Empty'
import { compact, whole } from '../../languages/numbers'
import { PinMenu } from '../pinned/pinning'
import { colourOf, isSecondRound } from '../../controls/lineColours'
import { token, usePlotTheme } from '../plot/theme'
import { whenText } from '../plot/when'
import { Openings } from './Openings'
import { StepAxis } from './StepAxis'
import { paintLines, stepAt } from './paintLines'

/** Up to this many units, values are shown as numbers. */
const UNITS_READ = 6

/**
 * The signals of outputs and selected nodes over the last steps; for a node with several output ports, those of the
 * chosen one.
 */
export function SignalsPanel() {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const selected = useStore(documentStore, (state) => state.selection.nodes)
  const [read, setRead] = useState<number>()
  const nodes = useMemo(() => {
    const outputs = Object.keys(document.nodes).filter((id) => registry.get(document.nodes[id]!.type)?.isOutput)
    return [...new Set([...selected, ...outputs])].filter((id) => Object.hasOwn(document.nodes, id))
  }, [document, selected])
  if (nodes.length === 0) return <Empty text={t('panels.signals.empty')} />
  return (
    <div className="panel-signals" onPointerLeave={() => setRead(undefined)}>
      <Openings />
      {nodes.map((id) => (
        <SignalRow key={id} node={id} read={read} onRead={setRead} />
      ))}
      <StepAxis node={nodes[0]!} />
      {selected.length === 0 && <p className="panel-note">{t('panels.signals.select')}</p>}
    </div>
  )
}

interface RowProps {
  readonly node: string
  readonly read: number | undefined
  readonly onRead: (step: number | undefined) => void
}

function SignalRow({ node, read, onRead }: RowProps) {
  const { t, i18n } = useTranslation()
  const theme = usePlotTheme()
  const label = useStore(documentStore, (state) => labelOf(state.document, node))
  const type = useStore(documentStore, (state) => registry.get(state.document.nodes[node]?.type ?? ''))
  const canvas = useRef<HTMLCanvasElement>(null)
  const values = useRef<HTMLSpanElement>(null)
  const newest = useRef<Signal>(undefined)
  const role = type?.face.role ?? 'layer'
  const ports = type?.outputs ?? []
  const words = type && nodeText(languageOf(i18n.language), type.type)?.ports
  const [chosen, setChosen] = useState<string>()
  /** The window of steps while the moment is dragged: it stays the same until the drag ends. */
  const held = useRef<Signal>(undefined)
  const stand = (event: PointerEvent<HTMLCanvasElement>): void => {
    const signal = held.current
    if (!signal || signal.steps < 1) return
    const { left, width } = event.currentTarget.getBoundingClientRect()
    onRead(undefined)
    chooseMoment(toStep(signal.step - (signal.steps - 1) + stepAt(event.clientX - left, width, signal)), () => ({ playing: false }))
  }
  const port = Math.max(
    0,
    ports.findIndex(({ name }) => name === chosen),
  )
  const signalName = port > 0 ? `${node}.${ports[port]!.name}` : node
  useEffect(() => {
    // Many units are one field of lines in the colour of their node.
    const colours = Array.from({ length: LINES }, (_, unit) => token(colourOf(unit)))
    const field = token(`--role-${role}`)
    const few = (): boolean => (newest.current?.units ?? 0) <= LINES
    const colour = (unit: number): string => (few() ? colours[unit]! : field)
    const dashed = (unit: number): boolean => few() && isSecondRound(unit)
    const look = { colour, dashed, line: theme.line, text: theme.quiet, font: theme.numbers }
    const draw = (): void => {
      const signal = newest.current
      if (canvas.current) paintLines(canvas.current, signal, look, read ?? signal?.at)
      const [place, ...figures] = values.current?.children ?? []
      if (!place) return
      const at = signal ? Math.min(read ?? signal.at ?? signal.steps - 1, signal.steps - 1) : 0
      figures.forEach((figure, unit) => {
        const there = signal !== undefined && unit < signal.units
        figure.textContent = there ? ` ${compact(signal.values[at * signal.units + unit]!).padStart(7, '\u2007')}` : ''
        if (figure instanceof HTMLElement) figure.style.color = there && few() ? colour(unit) : ''
      })
      const label = signal?.labels?.[at]
      place.textContent = !signal
        ? t('panels.signals.nothing')
        : `${label === undefined ? whole(signal.step - signal.steps + 1 + at, 5) : whenText(signal.axis, label)} `
      values.current!.dataset.more = String(signal !== undefined && signal.units > UNITS_READ)
    }
    draw()
    const watching = watch({ kind: 'signal', port: signalName }).subscribe((signal) => {
      newest.current = signal
      draw()
    })
    const observer = new ResizeObserver(draw)
    if (canvas.current) observer.observe(canvas.current)
    return () => {
      watching.unsubscribe()
      observer.disconnect()
    }
  }, [signalName, read, role, theme, t])
  return (
    <section className="signal-row" aria-label={label}>
      <header>
        {type && <Glyph path={type.face.glyph} role={role} size={14} />}
        <span className="signal-name">{label}</span>
        {ports.length > 1 && (
          <div className="signal-port">
            <Select
              label={t('panels.signals.port', { name: label })}
              value={ports[port]!.name}
              onChange={setChosen}
              choices={ports.map(({ name }) => ({ value: name, label: words?.[name] ?? name }))}
            />
          </div>
        )}
        <span className="plot-key">{t('panels.signals.step')}</span>
        <span className="figure signal-values" ref={values}>
          <span />
          {Array.from({ length: UNITS_READ }, (_, unit) => (
            <span key={unit} />
          ))}
        </span>
        <PinMenu subject={{ kind: 'signal', port: signalName }} title={label} />
      </header>
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          held.current = newest.current
          stand(event)
        }}
        onPointerUp={() => (held.current = undefined)}
        onPointerMove={(event) => {
          if (event.buttons === 1 && held.current) return stand(event)
          const { left, width } = event.currentTarget.getBoundingClientRect()
          const signal = newest.current
          onRead(signal && signal.steps > 0 ? stepAt(event.clientX - left, width, signal) : undefined)
        }}
      />
    </section>
  )
}
