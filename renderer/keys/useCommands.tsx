import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../controls/IconButton'
import { useBindings } from './bindings'
import { commandOf, runCommand, type Target } from './commands'
import { keyHint } from './names'

/** A command as a menu, a button or a line of the palette shows it: its words, its key as it is now, and why it cannot act. */
export interface CommandItem {
  readonly id: string
  readonly label: string
  readonly hint: string | undefined
  readonly reason: string | undefined
  readonly run: () => void
}

/** Says how a command is shown, and again when a key is changed. `words`: what it is called there, as a key of the language files. */
export function useCommands(): (id: string, on?: Target, words?: string) => CommandItem {
  const { t } = useTranslation()
  useBindings((state) => state.changed)
  return (id, on, words = `shell.command.${id}`) => {
    const reason = commandOf(id)?.reason?.(on)
    return {
      id,
      label: t(words),
      hint: keyHint(id, (name) => t(`shell.key.${name}`)),
      reason: reason === undefined ? undefined : t(reason),
      run: () => runCommand(id, on),
    }
  }
}

interface CommandButtonProps {
  readonly id: string
  /** What it is called here, where that is not its name. */
  readonly label?: string | undefined
  readonly on?: Target
  readonly pressed?: boolean
  readonly children: ReactNode
}

/** A button with a picture that carries a command out. */
export function CommandButton({ id, label, on, pressed, children }: CommandButtonProps) {
  const item = useCommands()(id, on)
  return (
    <IconButton label={label ?? item.label} keys={item.hint} reason={item.reason} aria-pressed={pressed} onClick={item.run}>
      {children}
    </IconButton>
  )
}
