import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { splitEnd } from '../../../engine/document/ends'
import type { Signal } from '../../../engine/run/streams'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import { listed } from '../../languages/numbers'
import { watch } from '../../workspace/engine'
import type { Part } from '../../workspace/pinned'
import { colourOf, isSecondRound } from '../../controls/lineColours'
import type { KeyLine } from '../plot/readout'

/** Names of parts on screen, in the order of the parts: labels of nodes with the port if it is not the first, or tensors. */
export function useNames(parts: readonly Part[]): readonly string[] {
  // Joined to one string, so that only a new label renders again.
  const names = useStore(documentStore, ({ document }) =>
    parts
      .map((part) => {
        if (part.kind === 'weights') return part.name
        const { node, port } = splitEnd(part.port)
        return port === undefined ? labelOf(document, node) : `${labelOf(document, node)} · ${port}`
      })
      .join('\n'),
  )
  return useMemo(() => names.split('\n'), [names])
}

/** Several names as one. */
export function useListed(names: readonly string[]): string {
  const { i18n } = useTranslation()
  return listed(names, i18n.language)
}

export type Signals = StoreApi<{ readonly signals: ReadonlyMap<string, Signal> }>

/** The newest signals of ports, watched while the component is shown. */
export function useSignals(ports: readonly string[]): Signals {
  const [newest] = useState<Signals>(() => createStore(() => ({ signals: new Map() })))
  const key = ports.join(' ')
  useEffect(() => {
    const watching = [...new Set(key === '' ? [] : key.split(' '))].map((port) =>
      watch({ kind: 'signal', port }).subscribe((signal) =>
        newest.setState(({ signals }) => {
          const next = new Map(signals)
          if (signal) next.set(port, signal)
          else next.delete(port)
          return { signals: next }
        }),
      ),
    )
    return () => watching.forEach((each) => each.unsubscribe())
  }, [key, newest])
  return newest
}

/** The number of units of each port, once known. */
export function useCounts(newest: Signals, ports: readonly string[]): readonly (number | undefined)[] {
  const counts = useStore(newest, ({ signals }) => ports.map((port) => signals.get(port)?.units ?? '').join(' '))
  return useMemo(() => counts.split(' ').map((count) => (count === '' ? undefined : Number(count))), [counts])
}

/** Entries of the legend, one per line. */
export const keysOf = (names: readonly string[]): KeyLine[] =>
  names.map((name, u) => ({ id: `line-${u}`, name, colour: colourOf(u), series: [u + 1], ...(isSecondRound(u) ? { kind: 'dashed' as const } : {}) }))
