import './poke.css'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { auditTime } from 'rxjs'
import { useStore } from 'zustand'
import type { Poke, Span } from '../../../engine/analyze/poke'
import type { Signal } from '../../../engine/run/streams'
import { registry } from '../../../nodes'
import { Select } from '../../controls/Select'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import { chooseMoment, engineStore, momentStore, watch } from '../../workspace/engine'
import { pokeKey, withoutPoke, withPoke } from '../../workspace/poke'
import { Empty } from '../Empty'
import { fixed } from '../../languages/numbers'
import { Curve } from './Curve'
import { UnitRow } from './UnitRow'

/** Units that get a slider. */
const UNITS = 32
/** Milliseconds between two updates of their values. */
const PRESENT = 100

const SPANS = ['from', 'step', 'whole'] as const
type Reach = (typeof SPANS)[number]

const spanOf = (reach: Reach, step: number): Span => (reach === 'whole' ? { first: 0, end: null } : { first: step, end: reach === 'step' ? step + 1 : null })

/** Changes the displayed run by hand: inputs, units, noise and wires of the selection. */
export function PokePanel() {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const selection = useStore(documentStore, (state) => state.selection)
  const sizes = useStore(engineStore, (state) => state.compiled?.sizes)
  const step = useStore(momentStore, (state) => state.step)
  const some = useStore(momentStore, (state) => state.extent !== undefined)
  const [reach, setReach] = useState<Reach>('from')
  const input = Object.keys(document.nodes).find((id) => document.nodes[id]!.type === 'input')
  const edge = selection.edges.find((id) => Object.hasOwn(document.edges, id))
  const node = selection.nodes.find((id) => registry.get(document.nodes[id]?.type ?? '')) ?? (edge === undefined ? input : undefined)
  if (!some || (node === undefined && edge === undefined)) return <Empty text={t('poke.empty')} />
  const span = spanOf(reach, step)
  return (
    <div className="panel-poke">
      <div className="poke-tools">
        <Select
          label={t('poke.reach')}
          value={reach}
          onChange={(value) => setReach(value as Reach)}
          choices={SPANS.map((value) => ({ value, label: t(`poke.reach.${value}`, { step }) }))}
        />
        <span className="panel-quiet">{t('poke.hint')}</span>
      </div>
      {edge !== undefined && <Wire edge={edge} span={span} />}
      {node !== undefined && (
        <Node
          key={node}
          node={node}
          name={labelOf(document, node)}
          size={sizes?.[node] ?? 0}
          span={span}
          step={step}
          input={document.nodes[node]!.type === 'input'}
        />
      )}
    </div>
  )
}

/** Whether the focused element uses digits, such as a number field. */
const isTyping = (target: EventTarget): boolean => target instanceof HTMLInputElement && target.type !== 'range' && target.type !== 'checkbox'

/** Values of a node's units at the moment, a few times a second. */
function usePresent(node: string): (unit: number) => number | undefined {
  const [signal, see] = useState<Signal>()
  useEffect(() => {
    const watching = watch({ kind: 'signal', port: node }).pipe(auditTime(PRESENT)).subscribe(see)
    return () => watching.unsubscribe()
  }, [node])
  if (!signal || signal.steps === 0) return () => undefined
  const first = signal.units * (signal.at ?? signal.steps - 1)
  return (unit) => (unit < signal.units ? signal.values[first + unit] : undefined)
}

const usePoke = (key: string): Poke | undefined => useStore(momentStore, ({ pokes }) => pokes.find((poke) => pokeKey(poke) === key))

function Wire({ edge, span }: { readonly edge: string; readonly span: Span }) {
  const { t } = useTranslation()
  const cut = usePoke(`cut ${edge}`)
  return (
    <label className="poke-row">
      <input
        type="checkbox"
        checked={cut !== undefined}
        onChange={(event) => chooseMoment(event.target.checked ? withPoke({ kind: 'cut', edge, ...span }) : withoutPoke(`cut ${edge}`))}
      />
      {t('poke.cut', { name: edge })}
    </label>
  )
}

interface NodeProps {
  readonly node: string
  readonly name: string
  readonly size: number
  readonly span: Span
  readonly step: number
  readonly input: boolean
}

function Node({ node, name, size, span, step, input }: NodeProps) {
  const { t } = useTranslation()
  const type = useStore(documentStore, (state) => registry.get(state.document.nodes[node]?.type ?? ''))
  const port = `${node}.${type?.outputs[0]?.name ?? 'out'}`
  const noise = usePoke(`noise ${port}`)
  const [deviation, seed] = noise?.kind === 'noise' ? [noise.deviation, noise.seed] : [0, 1]
  const [drawn, draw] = useState(0)
  const units = Math.min(size, UNITS)
  const present = usePresent(node)
  const add = (change: { deviation?: number; seed?: number }): void => {
    const next = { kind: 'noise' as const, port, deviation, seed, ...span, ...change }
    chooseMoment(next.deviation > 0 ? withPoke(next) : withoutPoke(`noise ${port}`))
  }
  return (
    <>
      <h3>{t(input ? 'poke.inputs' : 'poke.units', { name })}</h3>
      <div
        className="poke-keys"
        tabIndex={0}
        role="group"
        aria-label={t('poke.keys')}
        onKeyDown={(event) => {
          const unit = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : -1
          if (unit < 0 || unit >= size || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return
          event.preventDefault()
          event.stopPropagation()
          // A pulse at the step: this unit is 1, all others are 0.
          const pulse = { kind: 'set' as const, port, first: step, end: step + 1 }
          chooseMoment(...Array.from({ length: units }, (_, other) => withPoke({ ...pulse, unit: other, values: [other === unit ? 1 : 0] })))
        }}
      >
        <p className="panel-quiet">{t('poke.keys.hint')}</p>
        <div className="poke-units">
          {Array.from({ length: units }, (_, unit) => (
            <UnitRow key={unit} port={port} unit={unit} span={span} now={present(unit)} />
          ))}
        </div>
        {size > units && <p className="panel-quiet">{t('poke.more', { count: units })}</p>}
      </div>
      <div className="poke-row">
        {units > 1 && (
          <Select
            label={t('poke.curve.unit')}
            value={String(Math.min(drawn, units - 1))}
            onChange={(value) => draw(Number(value))}
            choices={Array.from({ length: units }, (_, unit) => ({ value: String(unit), label: t('poke.unit', { unit: unit + 1 }) }))}
          />
        )}
        <Curve port={port} unit={Math.min(drawn, units - 1)} />
      </div>
      <div className="poke-row">
        <label>
          {t('poke.noise')}
          <input
            type="range"
            min={0}
            max={2}
            step={0.01}
            value={deviation}
            aria-label={t('poke.noise')}
            onChange={(event) => add({ deviation: Number(event.target.value) })}
          />
        </label>
        <output className="figure">{fixed(deviation)}</output>
        <label>
          {t('poke.seed')}
          <input
            type="number"
            min={0}
            max={999_999}
            step={1}
            value={seed}
            disabled={deviation === 0}
            onChange={(event) => add({ seed: Math.max(0, Math.min(999_999, Math.trunc(Number(event.target.value) || 0))) })}
          />
        </label>
      </div>
    </>
  )
}
