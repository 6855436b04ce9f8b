import type { TFunction } from 'i18next'
import { parseDocument } from '../../engine/document/parse'
import { registry } from '../../nodes'
import { labelOf } from '../document/selectors'
import { documentStore } from '../editing/store'
import { wordsOf } from '../document/translated'
import { canvasActions } from '../graph'
import { nodeText, type Language } from '../drawing/words'
import { trainingFields, trainingSections } from '../inspector/settings'
import { show } from '../workspace/dialogStore'
import { openExample } from '../workspace/files'
import type { SearchEntry } from './SearchDialog'
import { setShown, useSettings } from '../workspace/settings'

/** Settings of the window that the palette offers, by the names of their rows. */
const LOOKS = ['theme', 'language', 'scale', 'sizes', 'kinds', 'orthogonal'] as const
const LOOK_LABELS: Readonly<Record<(typeof LOOKS)[number], string>> = {
  theme: 'shell.theme',
  language: 'shell.language',
  scale: 'looks.scale',
  sizes: 'looks.sizes',
  kinds: 'looks.kinds',
  orthogonal: 'looks.orthogonal',
}

/** Number of frames to wait for a field to appear. */
const FRAMES = 30

/** Focuses the field of this name once it is rendered, expanding its section. */
function focusField(within: string, name: string, section?: string, frames = FRAMES): void {
  const label = document.querySelector<HTMLLabelElement>(`${within} label[data-field="${name}"]`)
  if (label) {
    label.scrollIntoView({ block: 'center' })
    ;(label.control ?? label).focus()
    return
  }
  document.querySelector<HTMLElement>(`${within} [data-section="${section}"] button[aria-expanded="false"]`)?.click()
  if (frames > 0) requestAnimationFrame(() => focusField(within, name, section, frames - 1))
}

function goToSetting(section: string, name: string): void {
  canvasActions.selectNone()
  setShown(matchMedia('(max-width: 1199px)').matches ? 'overlay' : 'right', true)
  requestAnimationFrame(() => focusField('.inspector', name, section))
}

/** Settings of training and of the window; choosing one focuses its field. */
export function settingEntries(t: TFunction): readonly SearchEntry[] {
  const { document } = documentStore.getState()
  const entry = (id: string, label: string, run: () => void): SearchEntry => ({
    id: `setting ${id}`,
    group: t('shell.group.setting'),
    label,
    hint: undefined,
    reason: undefined,
    searched: true,
    run,
  })
  return [
    ...trainingSections.flatMap(({ name: section, keys }) =>
      trainingFields(document, keys, t).map(({ name, label }) => entry(name, label, () => goToSetting(section, name))),
    ),
    ...LOOKS.map((name) =>
      entry(`window ${name}`, t(LOOK_LABELS[name]), () => {
        show({ kind: 'settings' })
        requestAnimationFrame(() => focusField('.settings-dialog', name))
      }),
    ),
  ]
}

/** Nodes of the network on screen. */
export function nodeEntries(language: Language): readonly SearchEntry[] {
  const { document } = documentStore.getState()
  return Object.entries(document.nodes).map(([id, { type }]) => ({
    id: `node ${id}`,
    group: nodeText(language, type)?.name ?? type,
    label: labelOf(document, id),
    hint: undefined,
    reason: undefined,
    searched: true,
    run() {
      if (useSettings.getState().view === 'equations' || useSettings.getState().view === 'unrolled') useSettings.setState({ view: 'network' })
      canvasActions.goTo([id], [])
    },
  }))
}

/** Documents of the gallery. */
export async function galleryEntries(t: TFunction, language: Language): Promise<readonly SearchEntry[]> {
  const examples = await window.unfold.examples()
  return examples.flatMap(({ file, text }): SearchEntry[] => {
    const { document } = parseDocument(text, registry)
    if (!document) return []
    const { name = file } = wordsOf(document, language)
    return [
      {
        id: `gallery ${file}`,
        group: t('shell.gallery'),
        label: name,
        hint: undefined,
        reason: undefined,
        searched: true,
        run: () => void openExample(file, text),
      },
    ]
  })
}
