import './controls.css'
import type { ButtonHTMLAttributes, Ref } from 'react'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'plain' | 'primary' | 'quiet'
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button with text. */
export function Button({ look = 'plain', className = '', ...rest }: ButtonProps) {
  return <button type="button" className={`control-button ${look} ${className}`} {...rest} />
}
