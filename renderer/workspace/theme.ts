import i18next from 'i18next'
import type { Language, Theme } from '../../electron/contract'
import { useSettings } from './settings'

const dark = matchMedia('(prefers-color-scheme: dark)')

const isDark = (theme: Theme): boolean => theme === 'dark' || (theme === 'system' && dark.matches)

function paint(): void {
  document.documentElement.dataset.theme = isDark(useSettings.getState().theme) ? 'dark' : 'light'
}

/** Applies the theme, as set or as the system prefers, now and after each change. */
export function startTheme(): void {
  paint()
  window.unfold.setTheme(useSettings.getState().theme)
  dark.addEventListener('change', paint)
}

export function setTheme(theme: Theme): void {
  useSettings.setState({ theme })
  window.unfold.setTheme(theme)
  paint()
}

export const toggleTheme = (): void => setTheme(isDark(useSettings.getState().theme) ? 'light' : 'dark')

export function setLanguage(language: Language): void {
  useSettings.setState({ language })
  document.documentElement.lang = language
  window.unfold.setLanguage(language)
  void i18next.changeLanguage(language)
}
