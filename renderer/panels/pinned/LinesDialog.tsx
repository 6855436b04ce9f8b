import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { registry } from '../../../nodes'
import { Dialog } from '../../controls/Dialog'
import { Select } from '../../controls/Select'
import { documentStore } from '../../editing/store'
import { LINES, usePinned, type Part, type Pinned } from '../../workspace/pinned'
import { fits, linesOf, overlaid, partsOf, sourceOf, toggled } from './overlay'
import { show } from './pinning'
import { useCounts, useNames, useSignals } from './useParts'

/** Everything that a plot could show: over steps, every output port; over epochs, gates and the pinned weights. */
function useSources(parts: readonly Part[]): readonly Part[] {
  const nodes = useStore(documentStore, (state) => state.document.nodes)
  const plots = usePinned()
  return useMemo(() => {
    const steps = parts[0]?.kind === 'signal'
    const ports = Object.entries(nodes).flatMap(([id, { type }]) =>
      (registry.get(type)?.outputs ?? []).flatMap(({ name, flow }, i): Part[] => {
        const port = i === 0 ? id : `${id}.${name}`
        return steps ? [{ kind: 'signal', port }] : name === 'gate' && flow === 'gate' ? [{ kind: 'course', port: `${id}.gate` }] : []
      }),
    )
    const others = plots.flatMap(({ subject }) => partsOf(subject) ?? []).filter((part) => part.kind === 'weights' && fits(part, parts[0]))
    const there = parts.filter((part) => part.kind !== 'weights' && !ports.some((port) => sourceOf(port) === sourceOf(part)))
    const all = [...ports, ...there, ...others, ...parts.filter(({ kind }) => kind === 'weights')]
    return all.length === 0 ? [] : (partsOf(overlaid(all, all.length)) ?? [])
  }, [nodes, plots, parts])
}

interface LinesDialogProps {
  readonly pinned: Pinned
  readonly title: string
  readonly onClose: () => void
}

/** Chooses the lines of a pinned plot: units of several ports, or of gates and weights over epochs. */
export function LinesDialog({ pinned, title, onClose }: LinesDialogProps) {
  const { t } = useTranslation()
  const parts = useMemo(() => partsOf(pinned.subject) ?? [], [pinned.subject])
  const sources = useSources(parts)
  const names = useNames(sources)
  const [chosen, choose] = useState<string>()
  const source = sources.find((part) => sourceOf(part) === chosen) ?? sources.find((part) => sourceOf(part) === sourceOf(parts[0]!)) ?? parts[0]!
  const asked = useMemo(() => [...parts, source], [parts, source])
  const ports = useMemo(() => asked.map((part) => (part.kind === 'weights' ? '' : part.port)), [asked])
  const newest = useSignals(useMemo(() => ports.filter((port) => port !== ''), [ports]))
  const counts = useCounts(newest, ports)
  const shown = linesOf(parts, counts.slice(0, -1))
  const all = shown.reduce((sum, lines) => sum + lines.length, 0)
  const own = parts.findIndex((part) => sourceOf(part) === sourceOf(source))
  const part = parts[own]
  /** Lines of the source that the plot shows. */
  const lit =
    source.kind === 'weights' ? source.entries.flatMap((entry, i) => (part?.kind === 'weights' && part.entries.includes(entry) ? [i] : [])) : (shown[own] ?? [])
  const lines = source.kind === 'weights' ? source.names : Array.from({ length: counts.at(-1) ?? 0 }, (_, unit) => String(unit + 1))
  // Parts without chosen units show fewer, to make room.
  const full = all >= LINES && parts.every((other) => other === part || other.kind === 'weights' || other.units !== undefined)
  return (
    <Dialog title={t('pinned.lines-of', { title })} onClose={onClose}>
      <div className="pinned-lines">
        <Select
          label={t('pinned.source')}
          value={sourceOf(source)}
          choices={sources.map((one, s) => ({ value: sourceOf(one), label: names[s] ?? '' }))}
          onChange={choose}
        />
        <fieldset className="pinned-units" aria-label={t('pinned.lines-of', { title: names[sources.indexOf(source)] ?? '' })}>
          {lines.map((name, line) => {
            const on = lit.includes(line)
            return (
              <label key={name} className="figure">
                <input
                  type="checkbox"
                  checked={on}
                  disabled={on ? all <= 1 : full}
                  onChange={() => {
                    const next = toggled(parts, source, line, lit)
                    if (next) show(pinned, next)
                  }}
                />
                {name}
              </label>
            )
          })}
        </fieldset>
        <p className="panel-note" role="status">
          {t(full ? 'pinned.lines-full' : 'pinned.lines-count', { shown: all, most: LINES })}
        </p>
      </div>
    </Dialog>
  )
}
