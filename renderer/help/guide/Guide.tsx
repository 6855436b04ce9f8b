import './guide.css'
import { useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { CloseButton } from '../../controls/CloseButton'
import { Dialog } from '../../controls/Dialog'
import { headingsOf, Markdown, type Own } from '../../controls/Markdown'
import { onTheme } from '../../graph/live/scale'
import { dismiss } from '../../workspace/dialogStore'
import { guideIn, isPage, pictureAddress, readPage, useReading } from './pages'

const isDarkNow = (): boolean => document.documentElement.dataset.theme === 'dark'

/** Loads a page from the program's own files; pages and pictures need no network. */
function usePage(file: string): string | undefined {
  const [read, setRead] = useState<{ readonly file: string; readonly text: string }>()
  useEffect(() => {
    let there = true
    void readPage(file).then((text) => {
      if (there) setRead({ file, text })
    })
    return () => {
      there = false
    }
  }, [file])
  return read?.file === file ? read.text : undefined
}

/** The guide in the window's language, and the pages it links to. */
export function Guide() {
  const { t, i18n } = useTranslation()
  const guide = guideIn(i18n.language)
  const page = useReading((state) => state.page) ?? guide
  const text = usePage(page)
  const dark = useSyncExternalStore(onTheme, isDarkNow)
  const article = useRef<HTMLElement>(null)
  /** The heading to scroll to once the page is loaded. */
  const wanted = useRef<string>(undefined)
  const [current, setCurrent] = useState('')
  const headings = useMemo(() => headingsOf(text ?? '').filter(({ level }) => level === 2), [text])

  const goTo = (id: string): void => {
    const heading = [...(article.current?.querySelectorAll('[id]') ?? [])].find((element) => element.id === id)
    heading?.scrollIntoView({ block: 'start' })
  }
  const own = useMemo(
    (): Own => ({
      picture: (source) => pictureAddress(source, dark),
      follow(address) {
        const [file = '', id = ''] = address.split('#')
        if (file === '') return () => goTo(decodeURIComponent(id))
        if (!isPage(file)) return undefined
        return () => {
          wanted.current = decodeURIComponent(id)
          useReading.setState({ page: file === guide ? undefined : file, scrolled: 0 })
        }
      },
    }),
    [guide, dark],
  )

  useLayoutEffect(() => {
    if (text === undefined || !article.current) return
    if (wanted.current) goTo(wanted.current)
    else article.current.scrollTop = useReading.getState().scrolled
    wanted.current = undefined
    article.current.focus()
  }, [text])
  const follow = (): void => {
    const element = article.current
    if (!element) return
    useReading.setState({ scrolled: element.scrollTop })
    const top = element.getBoundingClientRect().top + 40
    const passed = [...element.querySelectorAll('h4[id]')].filter((heading) => heading.getBoundingClientRect().top <= top)
    setCurrent(passed.at(-1)?.id ?? '')
  }
  return (
    <Dialog title={t('help.guide.title')} className="guide" onClose={dismiss} actions={<CloseButton onClick={dismiss} />}>
      <nav aria-label={t('help.guide.contents')}>
        {page !== guide && (
          <button type="button" className="guide-back" onClick={() => useReading.setState({ page: undefined, scrolled: 0 })}>
            {t('help.guide.back')}
          </button>
        )}
        {headings.map(({ id, text: words }) => (
          <button key={id} type="button" aria-current={id === current || undefined} onClick={() => goTo(id)}>
            {words.replace(/[`*]/g, '')}
          </button>
        ))}
      </nav>
      <article ref={article} lang={page.endsWith('.ja.md') ? 'ja' : 'en'} aria-label={t('help.guide.title')} tabIndex={0} onScroll={follow}>
        {text !== undefined && <Markdown text={text} own={own} />}
      </article>
    </Dialog>
  )
}
