import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { nodeOf, ownerOf } from '../../../engine/document/ends'
import type { WeightChange } from '../../../engine/run/questions'
import type { ParameterFacts } from '../../../engine/run/streams'
import { endWriting, engineStore, redraw, writeWeights } from '../../workspace/engine'
import { labelOf } from '../../document/selectors'
import { setEdgeParameter } from '../../editing/commands'
import { documentStore, edit, select } from '../../editing/store'
import type { Selection } from '../../document/types'
import { Empty } from '../Empty'
import { shapeText } from '../../languages/numbers'
import { entriesIn, fits, type Cell } from './cells'
import { Course } from './Course'
import { withFrozen } from './frozen'
import { useHand } from './hand'
import { Histogram } from './Histogram'
import { gridOf, Matrix, type ParameterValues } from './Matrix'
import { Spectrum } from './Spectrum'
import { Statistics } from './Statistics'
import { Tools } from './Tools'
import { useParameter } from './useParameter'

/** The parameter of the selection: an edge's own, or the first of a node. */
function parameterOf({ nodes, edges }: Selection, parameters: readonly ParameterFacts[]): string | undefined {
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
  const parameters = watched?.parameters ?? []
  // A new selection on the canvas chooses its parameter.
  if (parameters.length > 0) {
    if (followed !== selection) follow(selection)
    const selected = followed === selection ? undefined : parameterOf(selection, parameters)
    const name = selected ?? (parameters.some((p) => p.name === chosen) ? chosen : parameters[0]!.name)
    if (name !== chosen) choose(name)
  }
  if (!watched) return null
  if (parameters.length === 0) return <Empty text={t('panels.weights.empty')} />
  const found = watched.found?.name === chosen ? watched.found : undefined
  return (
    <div className="panel-weights">
      <div className="weights-list" role="listbox" aria-label={t('panels.weights.list')}>
        {parameters.map(({ name, shape, trainable }) => (
          <button
            key={name}
            type="button"
            role="option"
            aria-selected={name === chosen}
            onClick={() => {
              choose(name)
              const { document } = documentStore.getState()
              const owner = ownerOf(name)
              select(Object.hasOwn(document.edges, owner) ? { nodes: [], edges: [owner] } : { nodes: [owner], edges: [] })
            }}
          >
            <span className="weights-name">{name}</span>
            {!trainable && <span className="panel-quiet">{t('panels.weights.fixed')}</span>}
            <span className="figure">{shapeText(shape)}</span>
          </button>
        ))}
      </div>
      {found && <Parameter found={found} />}
    </div>
  )
}

/** Why weights cannot be edited at present. */
function useReason({ stride }: ParameterValues): string | undefined {
  const { t } = useTranslation()
  const running = useStore(engineStore, ({ state }) => state.status === 'running')
  if (running) return t('panels.weights.reason.running')
  return stride > 1 ? t('panels.weights.reason.thinned') : undefined
}

function Parameter({ found }: { readonly found: ParameterValues }) {
  const { eigenvalues } = found
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const reason = useReason(found)
  const running = useStore(engineStore, ({ state }) => state.status === 'running')
  const owner = ownerOf(found.name)
  const ends = document.edges[found.name]
  const nameOf = ({ row, column }: Cell): string => {
    const [r, c] = [row * found.stride + 1, column * found.stride + 1]
    if (found.shape.length < 2) return t('panels.weights.place.vector', { name: found.name, row: c })
    const of = (end: string | undefined): string => labelOf(document, end === undefined ? owner : nodeOf(end))
    return t('panels.weights.place', { to: of(ends?.to), row: r, from: of(ends?.from), column: c })
  }
  const { frozen } = ends ?? {}
  const freezable = ends !== undefined && found.trainable && found.stride === 1 && ends.shares === undefined
  const freeze = (indices: Iterable<number>, on: boolean): void => {
    const runs = withFrozen(frozen, indices, on, gridOf(found))
    edit('canvas.edit.freeze', (draft) => setEdgeParameter(draft, found.name, 'frozen', runs))
  }
  const change = (how: WeightChange): void => {
    const { range, name } = useHand.getState()
    const grid = gridOf(found)
    if (!range || name !== found.name || !fits(range, grid) || reason !== undefined) return
    const indices = entriesIn(range, grid)
    if (indices.length > 0) void writeWeights(found.name, indices, how)
  }
  return (
    <div className="weights-main">
      <Tools found={found} reason={reason} nameOf={nameOf} change={change} frozen={frozen} freeze={freezable ? freeze : undefined} />
      <div className="weights-body">
        <Matrix
          found={found}
          reason={reason}
          nameOf={nameOf}
          frozen={frozen}
          freeze={freezable ? freeze : undefined}
          apply={(how) => {
            change(how)
            void endWriting()
          }}
        />
        <div className="weights-side">
          <Statistics found={found} eigenvalues={eigenvalues} />
          <button
            type="button"
            className="panel-button"
            disabled={running}
            title={running ? t('panels.weights.reason.running') : t('panels.weights.reset-tip', { name: found.name })}
            onClick={() => redraw([found.name])}
          >
            {t('panels.weights.reset')}
          </button>
          <Histogram histogram={found.histogram} />
          {found.trainable && <Course name={found.name} />}
        </div>
        {eigenvalues && <Spectrum eigenvalues={eigenvalues} />}
      </div>
    </div>
  )
}
