import './help.css'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeType, Parameter } from '../../engine/contract/node-type'
import { registry } from '../../nodes'
import { interval } from '../controls/bounds'
import { CloseButton } from '../controls/CloseButton'
import { Dialog } from '../controls/Dialog'
import { Equation } from '../controls/Equation'
import { Markdown } from '../controls/Markdown'
import { portsOf, typeOf, type Side } from '../document/ports'
import { documentStore } from '../editing/store'
import { Glyph } from '../graph'
import { languageOf, nodeText } from '../drawing/words'
import { short } from '../languages/numbers'
import { dismiss } from '../workspace/dialogStore'

/** The selected node, if its type is known. */
const selectedNode = (): { readonly id: string; readonly type: NodeType } | undefined => {
  const { document, selection } = documentStore.getState()
  const [id] = selection.nodes
  const type = id === undefined ? undefined : typeOf(document, id)
  return type && id !== undefined ? { id, type } : undefined
}

/** Help on each node type: equation, ports, parameters and source; opens with the type of the selected node. */
export function NodeHelp() {
  const { t, i18n } = useTranslation()
  const language = languageOf(i18n.language)
  const [selected] = useState(selectedNode)
  const [shown, setShown] = useState(selected?.type ?? registry.types[0]!)
  const text = nodeText(language, shown.type)
  // The selected node with its own settings, other types with defaults.
  const own = selected?.type === shown ? selected : undefined
  const spec = own ? documentStore.getState().document.nodes[own.id]! : { type: shown.type }
  const id = own?.id ?? shown.symbol
  return (
    <Dialog title={t('help.title')} className="node-help" onClose={dismiss} actions={<CloseButton onClick={dismiss} />}>
      <nav aria-label={t('help.types')}>
        {registry.types.map((type) => (
          <button key={type.type} type="button" aria-current={type === shown || undefined} data-help={type.type} onClick={() => setShown(type)}>
            <Glyph path={type.face.glyph} role={type.face.role} />
            {nodeText(language, type.type)?.name ?? type.type}
          </button>
        ))}
      </nav>
      <article aria-label={text?.name ?? shown.type}>
        <h3>{text?.name ?? shown.type}</h3>
        <p>{text?.summary}</p>
        <div className="help-equation">
          <Equation tex={shown.equation(spec, id)} display />
        </div>
        <Markdown text={text?.help ?? ''} />
        <h4>{t('help.ports')}</h4>
        <p>{t('help.shape')}</p>
        <dl>
          {(['to', 'from'] as const).flatMap((side) =>
            portsOf(shown, side).map((port) => (
              <PortLine
                key={`${side} ${port.name}`}
                type={shown}
                side={side}
                name={port.name}
                label={portsOf(shown, side).length > 1 ? (text?.ports[port.name] ?? port.name) : undefined}
              />
            )),
          )}
        </dl>
        <h4>{t('inspector.parameters')}</h4>
        <dl>
          {shown.parameters.map((parameter) => (
            <div key={parameter.name}>
              <dt>
                {text?.parameters[parameter.name]?.label ?? parameter.name} <code>{parameter.name}</code>
              </dt>
              <dd>
                {text?.parameters[parameter.name]?.help} <Facts parameter={parameter} />
              </dd>
            </div>
          ))}
        </dl>
      </article>
    </Dialog>
  )
}

function PortLine({ type, side, name, label }: { readonly type: NodeType; readonly side: Side; readonly name: string; readonly label: string | undefined }) {
  const { t } = useTranslation()
  const kind = type.projection[name] ?? 'dense'
  return (
    <div>
      <dt>
        {t(side === 'to' ? 'help.port.in' : 'help.port.out')}
        {label !== undefined && ` · ${label}`}
      </dt>
      <dd>{side === 'to' ? t(`help.port.${kind}`) : t('help.port.value')}</dd>
    </div>
  )
}

/** Bounds, default and unit. */
function Facts({ parameter }: { readonly parameter: Parameter }) {
  const { t } = useTranslation()
  const range = parameter.kind === 'number' ? interval(parameter) : ''
  const standard = 'default' in parameter ? (typeof parameter.default === 'number' ? short(parameter.default) : String(parameter.default)) : ''
  const facts = [
    range && t('inspector.facts.range', { range }),
    standard && t('inspector.facts.default', { value: standard }),
    parameter.unit && t(`inspector.unit.${parameter.unit}`),
  ].filter(Boolean)
  return facts.length > 0 ? <small>{facts.join(' · ')}</small> : null
}
