import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../controls/Dialog'
import { ListSearch } from '../controls/ListSearch'
import { Row } from '../controls/Row'
import { Select } from '../controls/Select'
import { portsOf, typeOf } from '../document/ports'
import { labelOf } from '../document/selectors'
import { documentStore } from '../editing/store'
import { canvasActions } from '../graph'
import { objectionPhrase, languageOf, nodeText } from '../drawing/words'
import { finds, wordsIn } from '../controls/search'
import { choiceText, portChoices, type PortChoice, type WireRequest } from './choices'

/** Asks for the other end of a wire: lists all ports, with the reason if one does not fit. */
export function WireDialog({ request, onClose }: { readonly request: WireRequest; readonly onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const language = languageOf(i18n.language)
  const [document] = useState(() => documentStore.getState().document)
  const ports = portsOf(typeOf(document, request.node), request.side)
  const [port, setPort] = useState(request.port ?? ports[0]?.name ?? '')
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  // After the dialog has taken the focus.
  useEffect(() => field.current?.focus(), [])
  const choices = useMemo(() => portChoices(document, { ...request, port }), [document, request, port])
  const words = wordsIn(query)
  const found = choices.filter((choice) => finds(words, choiceText(document, choice)))
  const portName = (node: string, name: string): string => nodeText(language, document.nodes[node]!.type)?.ports[name] ?? name
  const choose = (choice: PortChoice | undefined): void => {
    // A duplicate wire would count twice, so it is refused. Any other is allowed, and marked if it does not work.
    if (!choice || choice.against?.key === 'canvas.reason.twice') return
    onClose()
    if (request.edge === undefined) canvasActions.connect(choice.from, choice.to)
    else canvasActions.reconnect(request.edge, request.side === 'from' ? 'to' : 'from', request.side === 'from' ? choice.to : choice.from)
  }
  const title = t(request.edge !== undefined ? 'outline.wire.replug' : request.side === 'from' ? 'outline.wire.from' : 'outline.wire.to', {
    node: labelOf(document, request.node),
    edge: request.edge,
  })
  return (
    <Dialog title={title} className="outline-wire" onClose={onClose}>
      {ports.length > 1 && request.port === undefined && (
        <Row label={t('outline.wire.port')}>
          {(id) => <Select id={id} value={port} choices={ports.map(({ name }) => ({ value: name, label: portName(request.node, name) }))} onChange={setPort} />}
        </Row>
      )}
      <ListSearch
        ref={field}
        id="outline-port"
        label={t('outline.wire.search')}
        query={query}
        onQuery={setQuery}
        count={found.length}
        active={active}
        onActive={setActive}
        onChoose={() => choose(found[active])}
      />
      <ul id="outline-port-list" role="listbox" aria-label={t('outline.wire.search')}>
        {found.map((choice, i) => {
          const reason = choice.against && objectionPhrase(document, choice.against)
          return (
            <li
              key={`${choice.node}.${choice.port}`}
              id={`outline-port-${i}`}
              role="option"
              aria-selected={i === active}
              aria-disabled={choice.against?.key === 'canvas.reason.twice' || undefined}
              ref={i === active ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
              onPointerMove={() => setActive(i)}
              onClick={() => choose(choice)}
            >
              <span>
                {labelOf(document, choice.node)}
                {choice.several && ` · ${portName(choice.node, choice.port)}`}
              </span>
              {reason && <small>{t(reason.key, reason.values)}</small>}
            </li>
          )
        })}
        {found.length === 0 && <li className="none">{t('shell.nothing-found')}</li>}
      </ul>
    </Dialog>
  )
}
