import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { ParameterFacts } from '../../../engine/run/protocol'
import { documentStore, select, type Selection } from '../../document/store'
import { Empty } from '../Empty'
import { Histogram } from './Histogram'
import { Matrix } from './Matrix'
import { Spectrum } from './Spectrum'
import { Statistics } from './Statistics'
import { useParameter } from './useParameter'

/** The parameter of what is selected: an edge's own, or the first of a node's. */
export function parameterOf({ nodes, edges }: Selection, parameters: readonly ParameterFacts[]): string | undefined {
  const [edge] = edges
  const [node] = nodes
  if (edge !== undefined && parameters.some((p) => p.name === edge)) return edge
  return node === undefined ? undefined : parameters.find((p) => p.name.startsWith(`${node}.`))?.name
}

/** One parameter, live: its matrix, its histogram, and the eigenvalues of a recurrent one. */
export function WeightsPanel() {
  const { t } = useTranslation()
  const selection = useStore(documentStore, (state) => state.selection)
  const [chosen, choose] = useState('')
  const [followed, follow] = useState<Selection>()
  const watched = useParameter(chosen)
  const parameters = watched?.message.parameters ?? []
  // The canvas leads whenever something else is selected there.
  if (parameters.length > 0 && followed !== selection) {
    follow(selection)
    const name = parameterOf(selection, parameters)
    if (name !== undefined && name !== chosen) choose(name)
  }
  if (parameters.length > 0 && !parameters.some((p) => p.name === chosen)) choose(parameters[0]!.name)
  if (!watched) return null
  if (parameters.length === 0) return <Empty text={t('panels.weights.empty')} />
  const found = watched.message.found?.name === chosen ? watched.message.found : undefined
  return (
    <div className="panel-weights">
      <div className="weights-list" role="listbox" aria-label={t('panels.weights.list')}>
        {parameters.map(({ name, shape, trainable }) => (
          <button
            key={name} type="button" role="option" aria-selected={name === chosen}
            onClick={() => {
              choose(name)
              const { document } = documentStore.getState()
              const [owner = ''] = name.split('.')
              select(Object.hasOwn(document.edges, owner) ? { nodes: [], edges: [owner] } : { nodes: [owner], edges: [] })
            }}
          >
            <span className="weights-name">{name}</span>
            {!trainable && <span className="panel-quiet">{t('panels.weights.fixed')}</span>}
            <span className="figure">{shape.join(' × ')}</span>
          </button>
        ))}
      </div>
      {found && (
        <>
          <Matrix found={found} />
          <div className="weights-side">
            <Statistics found={found} eigenvalues={watched.eigenvalues} />
            <Histogram histogram={found.histogram} />
          </div>
          {watched.eigenvalues && <Spectrum eigenvalues={watched.eigenvalues} />}
        </>
      )}
    </div>
  )
}
