import { useTranslation } from 'react-i18next'
import { useBindings } from './bindings'
import { keyHint } from './names'

/** Tells the key of a command as it is now, and again when it is changed. */
export function useKeyHint(): (id: string) => string | undefined {
  const { t } = useTranslation()
  useBindings((state) => state.changed)
  return (id) => keyHint(id, (name) => t(`shell.key.${name}`))
}
