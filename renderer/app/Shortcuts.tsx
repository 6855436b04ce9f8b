import { useTranslation } from 'react-i18next'
import { Dialog } from '../controls/Dialog'
import { commands, groups } from './commands'
import { dismiss } from './dialogStore'
import { keyParts } from './keys'

/** The list of keys, drawn from the table of commands. */
export function Shortcuts() {
  const { t } = useTranslation()
  const word = (name: string): string => t(`shell.key.${name}`)
  return (
    <Dialog title={t('shell.command.shortcuts')} className="shell-shortcuts" onClose={dismiss}>
      <div className="groups">
        {groups.map((group) => (
          <section key={group}>
            <h3>{t(`shell.group.${group}`)}</h3>
            <dl>
              {commands.filter((command) => command.group === group && command.keys).map(({ id, keys = [] }) => (
                <div key={id}>
                  <dt>{t(`shell.command.${id}`)}</dt>
                  <dd>
                    {keys.map((key) => (
                      <span key={key}>
                        {keyParts(key, word).map((part, i) => (part === '›' ? <i key={i}>›</i> : <kbd key={i}>{part}</kbd>))}
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
