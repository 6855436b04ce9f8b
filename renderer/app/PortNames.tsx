import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { CloseButton } from '../controls/CloseButton'
import { Dialog } from '../controls/Dialog'
import { Row } from '../controls/Row'
import { TextField } from '../controls/TextField'
import { groupsOf } from '../document/groups'
import { documentStore, endGesture } from '../editing/store'
import { farHandle } from '../drawing/flowIds'
import { namePort } from '../graph/groups/linking'
import { groupPorts, portNameIn, standardPortName } from '../drawing/groups/tilePorts'
import { languageOf } from '../drawing/words'
import { dismiss } from '../workspace/dialogStore'

/** The ports of a group with editable names. */
export function PortNames({ group: id }: { readonly group: string }) {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const group = groupsOf(document).byId.get(id)
  const language = languageOf(i18n.language)
  const ports = group ? groupPorts(document, group) : []
  useEffect(() => window.document.querySelector<HTMLElement>('.port-names input')?.focus(), [])
  return (
    <Dialog title={t('links.ports.title', { label: group?.label ?? id })} className="port-names" onClose={dismiss} actions={<CloseButton onClick={dismiss} />}>
      {ports.length === 0 && <p>{t('links.ports.none')}</p>}
      {(['to', 'from'] as const).map((side) => {
        const own = ports.filter((port) => port.side === side)
        return own.length === 0 ? null : (
          <section key={side} aria-label={t(`links.ports.${side}`)}>
            <h3>{t(`links.ports.${side}`)}</h3>
            {own.map(({ end }) => {
              const standard = standardPortName(document, end, side, language)
              const far = farHandle(end)
              return (
                <Row key={far} label={standard} name={`${side}-${far}`}>
                  {(field, describedBy) => (
                    <TextField
                      id={field}
                      describedBy={describedBy}
                      value={portNameIn(document, id, end) ?? ''}
                      placeholder={standard}
                      onChange={(text) => namePort(id, far, text === standard ? '' : text)}
                      onEnd={() => endGesture()}
                    />
                  )}
                </Row>
              )
            })}
          </section>
        )
      })}
    </Dialog>
  )
}
