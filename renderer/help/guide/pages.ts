import { create } from 'zustand'

/** Pages of the documentation that are part of the program, by file name. */
const texts = import.meta.glob<string>('../../../docs/{guide,guide.ja,format,errors,tasks}.md', { query: '?raw', import: 'default' })
const pictures = import.meta.glob<string>('../../../docs/images/guide-*.webp', { query: '?url', import: 'default', eager: true })

const FOLDER = '../../../docs/'

export const isPage = (file: string): boolean => Object.hasOwn(texts, FOLDER + file)
/** The URL of a picture in the window's theme. */
export const pictureAddress = (source: string, dark: boolean): string | undefined =>
  pictures[FOLDER + (dark ? source.replace(/-light(?=\.webp$)/, '-dark') : source)]

/** An HTML `picture` for two themes, which Markdown has no syntax for. */
const PICTURE = /<picture>[\s\S]*?<img alt="([^"]*)" src="([^"]*)"[\s\S]*?<\/picture>/g
const read = (html: string): string => html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

/** The text of a page without its table of contents, which is shown beside it. */
export async function readPage(file: string): Promise<string> {
  const text = await texts[FOLDER + file]?.()
  return (text ?? '')
    .replace(/^(?:- \[[^\]\n]*\]\(#[^)\n]*\)\n)+/m, '')
    .replace(PICTURE, (_all, words: string, source: string) => `![${read(words)}](${source})`)
}

/** The guide in a language of the window. */
export const guideIn = (language: string): string => (language === 'ja' ? 'guide.ja.md' : 'guide.md')

/** The last page read (undefined: the guide) and its scroll position, to return to. */
export const useReading = create<{ readonly page: string | undefined; readonly scrolled: number }>(() => ({ page: undefined, scrolled: 0 }))
