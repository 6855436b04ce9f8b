import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Signal } from '../../../engine/run/streams'
import { registry } from '../../../nodes'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import { chooseMoment, watch } from '../../workspace/engine'
import { toStep } from '../../workspace/moment'
import { PinMenu } from '../pinned/pinning'
import { nextOpening } from './nextOpening'

/** Gates that are listed, and units of each. */
const GATES = 8
const UNITS = 16

/** The units of every gate; a click goes to the step at which one opens next. */
export function Openings() {
  const { t } = useTranslation()
  const nodes = useStore(documentStore, (state) => state.document.nodes)
  const gates = useMemo(
    () =>
      Object.keys(nodes)
        .filter((id) => registry.get(nodes[id]!.type)?.outputs.some(({ name, flow }) => name === 'gate' && flow === 'gate'))
        .slice(0, GATES),
    [nodes],
  )
  if (gates.length === 0) return null
  return (
    <div className="signal-openings" role="group" aria-label={t('panels.signals.openings')}>
      <span className="plot-key">{t('panels.signals.openings')}</span>
      {gates.map((id) => (
        <Gate key={id} node={id} />
      ))}
    </div>
  )
}

function Gate({ node }: { readonly node: string }) {
  const { t } = useTranslation()
  const label = useStore(documentStore, (state) => labelOf(state.document, node))
  const [signal, see] = useState<Signal>()
  useEffect(() => {
    const watching = watch({ kind: 'signal', port: `${node}.gate` }).subscribe((found) => see(found))
    return () => watching.unsubscribe()
  }, [node])
  if (!signal || signal.steps < 1) return null
  return (
    <span className="signal-gate">
      <span>{label}</span>
      <PinMenu subject={{ kind: 'course', port: `${node}.gate` }} title={t('pinned.course', { name: label })} />
      {Array.from({ length: Math.min(UNITS, signal.units) }, (_, unit) => {
        const next = nextOpening(signal, unit, signal.at ?? -1)
        return (
          <button
            key={unit}
            type="button"
            className="figure"
            disabled={next === undefined}
            aria-label={t('panels.signals.opens', { unit: unit + 1, gate: label })}
            title={
              next === undefined
                ? t('panels.signals.opens-not', { unit: unit + 1, gate: label })
                : t('panels.signals.opens-at', { unit: unit + 1, gate: label, step: next })
            }
            onClick={() => {
              if (next !== undefined) chooseMoment(toStep(next), () => ({ playing: false }))
            }}
          >
            {unit + 1}
          </button>
        )
      })}
    </span>
  )
}
