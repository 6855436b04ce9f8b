import './controls.css'
import type { ButtonHTMLAttributes, ReactNode } from 'react'

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  /** What it is called; also its tooltip, with its key. */
  readonly label: string
  readonly keys?: string | undefined
  /** Why it cannot act now; it stays in reach of the keyboard and says so. */
  readonly reason?: string | undefined
  readonly children: ReactNode
}

/** A button with a picture, named for those who do not see it. */
export function IconButton({ label, keys, reason, className = '', onClick, children, ...rest }: IconButtonProps) {
  const title = reason ? `${label}: ${reason}` : keys ? `${label} (${keys})` : label
  return (
    <button
      type="button"
      className={`control-icon ${className}`}
      aria-label={label}
      title={title}
      aria-disabled={reason !== undefined || undefined}
      onClick={reason === undefined ? onClick : undefined}
      {...rest}
    >
      {children}
    </button>
  )
}
