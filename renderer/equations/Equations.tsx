import './equations.css'
import { Check, Copy } from 'lucide-react'
import { memo, useEffect, useMemo, useRef, useState, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { nodeOf } from '../../engine/document/ends'
import { equationsOf, latexOf, type Equation } from '../../engine/export/latex'
import { registry } from '../../nodes'
import { Equation as Formula } from '../controls/Equation'
import { useMore } from '../controls/useMore'
import { labelOf } from '../document/selectors'
import { documentStore, select } from '../editing/store'
import { Glyph } from '../graph'

/** The whole network as difference equations with its own names; the selection is shared with the canvas. */
export function Equations() {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const selection = useStore(documentStore, (state) => state.selection)
  const { nodes, edges } = document
  // Depends on nodes and edges only: moving a node does not change equations.
  const equations = useMemo(() => equationsOf({ ...documentStore.getState().document, nodes, edges }, registry), [nodes, edges])
  const lit = new Set(selection.nodes)
  for (const id of selection.edges) {
    const to = edges[id] && nodeOf(edges[id].to)
    if (to !== undefined) lit.add(to)
  }
  const first = equations.findIndex(({ node }) => lit.has(node))
  const { made, end } = useMore(equations.length, first)
  const list = useRef<HTMLUListElement>(null)
  const isMade = made > first
  useEffect(() => list.current?.children[first]?.scrollIntoView({ block: 'nearest' }), [first, isMade])
  const choose = (id: string, event: MouseEvent): void => {
    const more = event.shiftKey || event.ctrlKey || event.metaKey
    if (!more) select({ nodes: [id], edges: [] })
    else select({ nodes: lit.has(id) ? selection.nodes.filter((n) => n !== id) : [...selection.nodes, id], edges: [] })
  }

  if (equations.length === 0) return <div className="equations equations-empty">{t('equations.empty')}</div>
  return (
    <div className="equations" role="region" aria-label={t('equations.title')}>
      <CopyButton />
      <ul ref={list}>
        {equations.slice(0, made).map((equation) => (
          <Row
            key={equation.node}
            equation={equation}
            label={labelOf(document, equation.node)}
            type={nodes[equation.node]!.type}
            lit={lit.has(equation.node)}
            choose={choose}
          />
        ))}
        {made < equations.length && <li ref={end} role="presentation" />}
      </ul>
    </div>
  )
}

/** Longest equation to render; a node with thousands of incoming wires has one that no page could show. */
const LONGEST = 20_000

interface RowProps {
  readonly equation: Equation
  readonly label: string
  readonly type: string
  readonly lit: boolean
  readonly choose: (id: string, event: MouseEvent) => void
}

const Row = memo(
  function Row({ equation, label, type, lit, choose }: RowProps) {
    const declared = registry.get(type)
    return (
      <li>
        <button type="button" className="equations-row" aria-pressed={lit} onClick={(event) => choose(equation.node, event)}>
          <span className="equations-node">
            {declared && <Glyph path={declared.face.glyph} role={declared.face.role} />}
            <span>{label}</span>
          </span>
          <span className="equations-formula">
            <Formula tex={equation.latex} display longest={LONGEST} />
          </span>
        </button>
      </li>
    )
  },
  (a, b) => a.equation.latex === b.equation.latex && a.label === b.label && a.type === b.type && a.lit === b.lit,
)

function CopyButton() {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = (): void => {
    void navigator.clipboard.writeText(latexOf(documentStore.getState().document, registry)).then(() => setCopied(true))
  }
  return (
    <div className="equations-bar">
      <button type="button" className="equations-copy" onClick={copy}>
        {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
        <span aria-live="polite">{t(copied ? 'equations.copied' : 'equations.copy')}</span>
      </button>
    </div>
  )
}
